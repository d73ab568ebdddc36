#pragma once

#include "setting_rules.hpp"

#include <etalon/config/config.hpp>
#include <etalon/util/error.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

using Variables = std::map<std::string, std::string>;

// What a comment behind a key or an item asks for (`#!final`), see config_merge.hpp.
enum class MergeFlag { none, final_word, top, bottom };

// A value as one source has it.
struct RawValue {
  std::string key = {};  // of settings, by rule, and of items of maps
  std::string text = {}; // of a text; empty for `null` too
  std::vector<RawValue> items = {};
  MergeFlag flag = MergeFlag::none;
  ConfigOrigin origin = {};
  std::string place = {}; // FILE:LINE:COLUMN; empty for variables
};

// What one file, or all variables of one prefix, say.
struct ConfigLayer {
  std::vector<RawValue> settings; // of known keys, in the shape of their rule
  std::vector<std::pair<std::string, ConfigOrigin>> other_keys;
};

// Reads a file's text; `variables` are put in for `$NAME` and `${NAME}`. Throws Error{usage} with
// FILE:LINE:COLUMN for what is no YAML, or not of the shape that its key has.
ConfigLayer
parse_config_layer(std::string_view yaml, const std::string& file_name, const Variables& variables);

// CONDA_* and ETALON_*, weakest first. Maps have no form as a variable.
std::vector<ConfigLayer> config_layers_of(const Variables& variables);

// `$NAME` and `${NAME}` replaced by their values; what is not set stays as written.
std::string expand_variables(std::string_view text, const Variables& variables);

} // namespace etalon
