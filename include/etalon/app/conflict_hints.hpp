#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

// A spec of the request, and what to write in its place.
struct SpecChange {
  std::string spec;
  std::string instead;
};

// With these changes, all at once, there is an answer.
struct RelaxSpecs {
  std::vector<SpecChange> changes;
};

// There is an answer with a build that does without CUDA.
struct UseCpuBuild {
  SpecChange change;
};

// Without this spec there is an answer; nothing milder helps.
struct LeaveOutSpec {
  std::string spec;
};

// A spec of `pinned_packages` takes part in the contradiction.
struct TakeOutPin {
  std::string spec;
  std::string origin; // file and line, or the variable
};

// A channel that was not asked for has the package.
struct AddChannel {
  enum class Outcome {
    enough,     // with it there is an answer
    not_enough, // with it alone there is none
    untried,    // too few of its records are in the cache, or the time was up
    unknown,    // its index is in no cache
  };

  std::string name;
  std::string channel; // empty where no channel is known that has it
  std::string also;    // another channel without which it is not enough; usually empty
  Outcome outcome = Outcome::unknown;
  std::vector<SpecChange> changes = {}; // without which it is not enough; usually empty
};

// No channel has `name`, but one that is spelled alike.
struct UseNearName {
  std::string name;
  std::string near;
};

// The channels have it, as far as their indexes are in the cache, but not for the wanted platform.
struct OnlyOnPlatforms {
  std::string name;
  std::string wanted;
  std::vector<std::string> platforms;
};

// What the machine offers is too little; a machine for which `variable` is `value` would do.
struct OverrideVirtualPackage {
  std::string needed;  // the spec: "__cuda >=12"
  std::string offered; // the version; empty where there is none
  std::string origin;  // how it was found; empty where there is none
  std::string variable;
  std::string value;
};

// Strict channel priority hides packages without which there is no answer.
struct LowerChannelPriority {
  std::string name;
  std::string channel; // that has the name first
  std::string hidden;  // whose packages are hidden
};

// A date hides what is needed; with the packages up to `timestamp`, when `version` of `name` came,
// there is an answer, and before that there is none.
struct LaterDate {
  std::string name;
  std::string version;
  std::uint64_t timestamp = 0; // milliseconds since the epoch
};

// What a person can do about a request without an answer. Whatever says "there is an answer" was
// tried on the whole request; the others are things that are so.
using ConflictHint = std::variant<RelaxSpecs,
                                  UseCpuBuild,
                                  LeaveOutSpec,
                                  TakeOutPin,
                                  AddChannel,
                                  UseNearName,
                                  OnlyOnPlatforms,
                                  OverrideVirtualPackage,
                                  LowerChannelPriority,
                                  LaterDate>;

} // namespace etalon
