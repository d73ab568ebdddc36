#include "json_fields.hpp"

#include "record_json.hpp"

#include <fmt/format.h>

#include <limits>

namespace etalon {

void fail_at_field(const char* key, const char* problem) {
  throw Error(ErrorKind::corrupt, fmt::format("`{}` is not {}", key, problem));
}

void read_plain(const nlohmann::json& json, const char* key, std::string& value) {
  if (!json.is_string()) {
    fail_at_field(key, "a string");
  }
  value = json.get<std::string>();
}

void read_plain(const nlohmann::json& json, const char* key, bool& value) {
  if (!json.is_boolean()) {
    fail_at_field(key, "true or false");
  }
  value = json.get<bool>();
}

void read_plain(const nlohmann::json& json, const char* key, double& value) {
  if (json.is_null()) { // JSON has no other way to write a figure that is none
    value = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  if (!json.is_number()) {
    fail_at_field(key, "a number");
  }
  value = json.get<double>();
}

void read_plain(const nlohmann::json& json,
                const char* key,
                std::map<std::string, std::string>& value) {
  if (!json.is_object()) {
    fail_at_field(key, "an object");
  }
  value.clear();
  for (const auto& [name, text] : json.items()) {
    read_plain(text, key, value[name]);
  }
}

std::string to_versioned_text(nlohmann::json json) {
  json["version"] = 1;
  return to_text(json);
}

nlohmann::json parse_versioned(std::string_view text) {
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorKind::corrupt, "the text is no JSON");
  }
  if (!json.is_object() || !json.contains("version")) {
    throw Error(ErrorKind::corrupt, "`version` is missing");
  }
  if (json["version"] != 1) {
    throw Error(
        ErrorKind::corrupt,
        fmt::format("`version` is {}; this release knows version 1", json["version"].dump()));
  }
  return json;
}

} // namespace etalon
