#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

// Packages of one name that were not taken for one reason.
struct RejectedCandidates {
  enum class Cause {
    request,        // `spec` of the request does not allow them
    pin,            // `spec` of the configuration does not allow them
    requirement,    // `by`, a package of the answer, needs `spec`
    constraint,     // `by`, a package of the answer, allows only `spec`
    own_dependency, // they need `spec`, which `by`, a package of the answer, is not
    excluded,       // they must not be chosen: `text` says why
    order,          // they come after the chosen one in the order of preference: `text` says why
    no_cause,       // nothing of the answer speaks against them
  };

  // What becomes of the request where the best of them is taken all the same.
  enum class Outcome {
    not_tried,
    no_answer,    // there is none: `contradicts` are the specs of the request that speak against it
    worse,        // `worse` gets a worse package: it is requested before, or nobody asked
    no_worse_one, // nothing that is requested would be worse; only the rest differs
  };

  Cause cause = Cause::no_cause;
  std::vector<std::string> versions = {}; // best first, each once
  std::size_t count = 0;                  // packages
  std::string by = {};                    // "numpy 1.26.4"
  std::string spec = {};
  std::string text = {};
  Outcome outcome = Outcome::not_tried;
  std::vector<std::string> contradicts = {};
  std::string worse = {}; // "numpy 1.25.2 instead of 1.26.4"
};

// Who asks for a package: the request, or a package of the answer.
struct AskingPackage {
  std::string by; // "numpy 1.26.4"; empty for the request
  std::string spec;
};

// Why a package of an answer is this one and not a newer one.
struct ChoiceExplanation {
  std::string name;
  bool is_chosen = false; // false: the answer has no such package, and the rest is empty
  std::string version = {};
  std::string build = {};
  std::string channel = {};
  std::vector<AskingPackage> asked_by = {};
  std::vector<RejectedCandidates> rejected = {}; // those before it in the order of preference first
  bool is_left_out = false; // not to be installed: only a part of the answer is wanted
};

} // namespace etalon
