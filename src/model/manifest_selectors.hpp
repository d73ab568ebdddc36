#pragma once

#include "manifest_problems.hpp"

#include <etalon/model/platform.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace etalon {

// What a selector's expression comes to for a platform (CEP 24): its variables joined by `and`,
// `or`, `not` and parentheses.
struct SelectorValue {
  enum class Outcome { holds, fails, unknown_variable, no_expression };
  Outcome outcome = Outcome::no_expression;
  std::string unknown; // the first variable that is none
};

// Variables as in conda-build 25.1, which CEP 24 refers to, and `osx64` and `x64`. Linear time.
SelectorValue evaluate_selector(std::string_view expression, const Platform& platform);

// `NAME` of a key `sel(NAME)`: whether the platform is one of it; nullopt where the name is none of
// unix, linux, osx and win.
std::optional<bool> evaluate_dictionary_selector(std::string_view name, const Platform& platform);

// Blanks the lines whose comment `# [EXPRESSION]` fails, so that all others keep their numbers.
// Returns the place of the first selector, line 0 where there is none. Comments that look like
// selectors and are none are warned about.
ManifestPlace
apply_comment_selectors(std::string& text, const Platform& platform, ProblemList& problems);

} // namespace etalon
