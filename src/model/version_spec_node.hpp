#pragma once

#include "linear_regex.hpp"

#include <etalon/model/version_spec.hpp>

#include <optional>
#include <string>
#include <vector>

namespace etalon {

// A clause, or the conjunction or disjunction of others.
struct VersionSpec::Node {
  enum class Kind {
    any,
    all_of,
    any_of,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    fuzzy,
    not_fuzzy,
    compatible,
    glob,
    not_glob,
    regex
  };

  Kind kind = Kind::any;
  Version version;                  // of the kinds that compare with one
  std::string pattern;              // of a glob or regex; a glob in lower case
  std::optional<LinearRegex> regex; // of a regex
  std::vector<Node> children;       // of all_of and any_of, at least two
};

bool node_matches(const VersionSpec::Node& node, const Version& version);

// Throws SyntaxFault of kind "version spec".
VersionSpec::Node parse_version_spec(std::string_view text);

} // namespace etalon
