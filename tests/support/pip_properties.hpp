#pragma once

#include <etalon/pip/index_settings.hpp>
#include <etalon/pip/installed_packages.hpp>
#include <etalon/pip/pip_plan.hpp>
#include <etalon/pip/pip_record.hpp>
#include <etalon/pip/pip_report.hpp>
#include <etalon/util/error.hpp>

#include <pip/direct_url.hpp>
#include <pip/metadata.hpp>
#include <pip/record_file.hpp>

#include <string>
#include <string_view>

// What must hold of any text that is taken for one of pip's files: it is read or passed over, and
// what is made of it can stand on a line of its own. Says what does not hold, or nothing.
inline std::string broken_pip_property(std::string_view text) {
  using namespace etalon;
  record_hash(parse_record_file(text), "lib/python3.11/site-packages", "demo-1.0.dist-info");
  const auto direct = parse_direct_url(text);
  if (direct.url.find_first_of("\r\n ") != std::string::npos) {
    return "a URL of several words: " + direct.url;
  }
  const auto identity = parse_pip_metadata(text);
  if (identity &&
      (identity->name + identity->version).find_first_of("\r\n ") != std::string::npos) {
    return "a name or version of several words";
  }
  parse_pip_report(text);
  parse_pip_config(text);
  for (const std::string& line : absolute_pip_lines({{std::string(text), "/project"}})) {
    if (line.find('\n') != std::string::npos) {
      return "a line that is two: " + line;
    }
    is_pip_index_option(line);
  }
  try {
    const std::string json = PipRecord::parse(text).to_json();
    return PipRecord::parse(json).to_json() == json ? "" : "this does not read back: " + json;
  } catch (const Error&) {
    return {}; // no such record
  }
}
