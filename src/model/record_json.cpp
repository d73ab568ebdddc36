#include "record_json.hpp"

#include "json_reader.hpp"
#include "path_entry_json.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace etalon {

namespace {

// conda takes numbers up to this for seconds: it is the last second of the year 9999.
constexpr std::uint64_t k_last_second = 253402300799;

Version read_version(JsonReader& reader) {
  const std::string text = reader.read_string();
  try {
    return Version::parse(text);
  } catch (const Error& error) {
    reader.fail_at_key(fmt::format("is no version: {}", error.message()));
  }
}

// true, "python" and "generic"; conda reads every other text as generic.
NoArch read_noarch(JsonReader& reader) {
  if (reader.peek() == JsonReader::Type::boolean) {
    return reader.read_bool() ? NoArch::generic : NoArch::none;
  }
  const std::string text = to_lower(reader.read_string());
  if (text.empty()) {
    return NoArch::none;
  }
  return text == "python" ? NoArch::python : NoArch::generic;
}

// A list, or a text of words separated by blanks or commas.
std::vector<std::string> read_words(JsonReader& reader) {
  if (reader.peek() == JsonReader::Type::array) {
    return reader.read_strings();
  }
  const std::string text = replace_all(reader.read_string(), ",", " ");
  std::vector<std::string> words;
  for (const std::string_view word : split_words(text)) {
    words.emplace_back(word);
  }
  return words;
}

std::uint64_t read_timestamp(JsonReader& reader) {
  const std::uint64_t value = reader.read_unsigned();
  // Seconds whose milliseconds would be taken for seconds again (before 1978) stay as they are.
  const bool seconds = value <= k_last_second && value * 1000 > k_last_second;
  return seconds ? value * 1000 : value;
}

std::string* find_text(std::string_view key, PackageRecord& record) {
  const std::array<std::pair<std::string_view, std::string*>, 10> texts = {{
      {"name", &record.name},
      {"build", &record.build},
      {"subdir", &record.subdir},
      {"md5", &record.md5},
      {"sha256", &record.sha256},
      {"license", &record.license},
      {"license_family", &record.license_family},
      {"arch", &record.arch},
      {"platform", &record.platform},
      {"python_site_packages_path", &record.python_site_packages_path},
  }};
  for (const auto& [name, text] : texts) {
    if (name == key) {
      return text;
    }
  }
  return nullptr;
}

bool read_other_member(JsonReader& reader, std::string_view key, PackageRecord& record) {
  if (key == "version") {
    record.version = read_version(reader);
  } else if (key == "build_number") {
    record.build_number = reader.read_unsigned();
  } else if (key == "size") {
    record.size = reader.read_unsigned();
  } else if (key == "timestamp") {
    record.timestamp = read_timestamp(reader);
  } else if (key == "indexed_timestamp") {
    record.indexed_timestamp = read_timestamp(reader);
  } else if (key == "depends") {
    record.depends = reader.read_strings();
  } else if (key == "constrains") {
    record.constrains = reader.read_strings();
  } else if (key == "noarch") {
    record.noarch = read_noarch(reader);
  } else if (key == "track_features") {
    record.track_features = read_words(reader);
  } else if (key == "features") {
    record.features = join(read_words(reader), " ");
  } else {
    return false;
  }
  return true;
}

} // namespace

bool read_record_member(JsonReader& reader, std::string_view key, PackageRecord& record) {
  if (key != "version" && reader.skip_null()) {
    return true;
  }
  if (std::string* text = find_text(key, record)) {
    *text = reader.read_string();
    return true;
  }
  return read_other_member(reader, key, record);
}

void RequiredMembers::note(std::string_view key) {
  m_has_name = m_has_name || key == "name";
  m_has_version = m_has_version || key == "version";
}

void RequiredMembers::check(const PackageRecord& record) const {
  if (!m_has_name || record.name.empty()) {
    throw Error(ErrorKind::corrupt, "`name` is missing");
  }
  if (!m_has_version) {
    throw Error(ErrorKind::corrupt, "`version` is missing");
  }
  const std::string& site_packages = record.python_site_packages_path;
  if (site_packages.empty()) {
    return;
  }
  if (const std::string problem = path_problem(site_packages); !problem.empty()) {
    throw Error(ErrorKind::corrupt,
                fmt::format("`python_site_packages_path` `{}` {}", site_packages, problem));
  }
}

bool read_location_member(JsonReader& reader, std::string_view key, RepoDataRecord& record) {
  std::string* text = key == "fn"        ? &record.file_name
                      : key == "url"     ? &record.url
                      : key == "channel" ? &record.channel
                                         : nullptr;
  if (text == nullptr) {
    return false;
  }
  if (!reader.skip_null()) {
    *text = reader.read_string();
  }
  return true;
}

void complete_location(RepoDataRecord& record) {
  if (is_url(record.url)) {
    record.url = without_credentials(record.url);
  }
  if (is_url(record.channel)) {
    record.channel = without_credentials(record.channel);
  }
  if (record.file_name.empty()) {
    record.file_name = record.url.substr(record.url.rfind('/') + 1);
  }
  const auto drop_end = [&](const std::string& end) {
    if (record.channel.size() <= end.size() || !record.channel.ends_with(end)) {
      return false;
    }
    record.channel.erase(record.channel.size() - end.size());
    return true;
  };
  const std::string subdir = "/" + record.package.subdir;
  while (drop_end("/") || drop_end(subdir)) {
  }
}

nlohmann::json index_members(const PackageRecord& record) {
  nlohmann::json json = {
      {"name", record.name},
      {"version", record.version.to_string()},
      {"build", record.build},
      {"build_number", record.build_number},
      {"subdir", record.subdir},
      {"depends", record.depends},
      {"constrains", record.constrains},
  };
  const auto add = [&](const char* key, const std::string& text) {
    if (!text.empty()) {
      json[key] = text;
    }
  };
  add("features", record.features);
  add("license", record.license);
  add("license_family", record.license_family);
  add("arch", record.arch);
  add("platform", record.platform);
  add("python_site_packages_path", record.python_site_packages_path);
  add("track_features", join(record.track_features, " "));
  if (record.noarch != NoArch::none) {
    json["noarch"] = record.noarch == NoArch::python ? "python" : "generic";
  }
  if (record.timestamp != 0) {
    json["timestamp"] = record.timestamp;
  }
  return json;
}

nlohmann::json repodata_members(const RepoDataRecord& record) {
  nlohmann::json json = index_members(record.package);
  json["fn"] = record.file_name;
  json["url"] = record.url;
  json["channel"] = record.channel;
  if (!record.package.md5.empty()) {
    json["md5"] = record.package.md5;
  }
  if (!record.package.sha256.empty()) {
    json["sha256"] = record.package.sha256;
  }
  if (record.package.size != 0) {
    json["size"] = record.package.size;
  }
  if (record.package.indexed_timestamp != 0) {
    json["indexed_timestamp"] = record.package.indexed_timestamp;
  }
  return json;
}

std::string to_text(const nlohmann::json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace etalon
