#pragma once

#include <etalon/model/match_spec.hpp>

#include <optional>
#include <string>
#include <vector>

namespace etalon {

// A spec that asks for less than another one. Where `is_open` the version may become any: what to
// write is known once an answer is, see narrow_spec().
struct RelaxedSpec {
  std::string text;
  bool is_open = false;
};

// The least change first: a prefix instead of exactly that version, then without its build, then
// with another version, then with neither. Empty
// for a spec that asks for nothing but a name.
std::vector<RelaxedSpec> relaxed_specs(const MatchSpec& spec);

// `relaxed` of `written` with the version of the package that was found for it, as precise as the
// version was written: `python=3.11` for `python=3.12` and python 3.11.9.
std::string
narrow_spec(const RelaxedSpec& relaxed, const MatchSpec& written, const RepoDataRecord& found);

// `pytorch=2.5` with a build: `pytorch=2.5.*=cpu*`, for `pytorch=2.5=cpu*` asks for exactly 2.5.
std::string spec_with_build(const MatchSpec& spec, const std::string& build);

} // namespace etalon
