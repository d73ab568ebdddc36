#pragma once

#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/prefix_record.hpp>
#include <etalon/util/error.hpp>

#include <string>
#include <string_view>

// What must hold of any text that is given to the readers of manifests and records: it is refused
// with an Error, or what is written of it reads back as the same. Each function says what does not
// hold, or nothing.

template <typename Read, typename Write>
std::string broken_round_trip(std::string_view text, Read read, Write write) {
  std::string written;
  try {
    written = write(read(text));
  } catch (const etalon::Error&) {
    return {}; // not one of these
  }
  try {
    const std::string again = write(read(written));
    return again == written ? "" : "this:\n" + written + "becomes:\n" + again;
  } catch (const etalon::Error& error) {
    return "this:\n" + written + "is refused: " + error.message();
  }
}

inline std::string broken_manifest_property(std::string_view text) {
  using etalon::EnvironmentManifest;
  return broken_round_trip(
      text,
      [](std::string_view yaml) { return EnvironmentManifest::parse(yaml, "environment.yml"); },
      [](const EnvironmentManifest& manifest) { return manifest.to_yaml(); });
}

inline std::string broken_record_property(std::string_view text) {
  using namespace etalon;
  const auto to_json = [](const auto& value) { return value.to_json(); };
  const auto read_index = [](std::string_view json) { return parse_package_record(json); };
  std::string broken = broken_round_trip(text, read_index, to_index_json);
  broken += broken_round_trip(text, parse_repodata_record, to_repodata_record_json);
  broken += broken_round_trip(text, PathsJson::parse, to_json);
  broken += broken_round_trip(text, LinkJson::parse, to_json);
  return broken + broken_round_trip(text, PrefixRecord::parse, to_json);
}
