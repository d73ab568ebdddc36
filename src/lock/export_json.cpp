#include "locked_entries.hpp"

#include <etalon/lock/export_json.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace etalon {

namespace {

using nlohmann::json;
using nlohmann::ordered_json; // for writing: its look-ups are linear

constexpr std::size_t k_size_limit = 64U << 20U;

const char* name_of(NoArch noarch) {
  switch (noarch) {
  case NoArch::python:
    return "python";
  case NoArch::generic:
    return "generic";
  case NoArch::none:
    break;
  }
  return "";
}

ordered_json to_json(const LockedPackage& locked) {
  const PackageRecord& package = locked.record.package;
  return {{"name", package.name},
          {"version", package.version.to_string()},
          {"build", package.build},
          {"build_number", package.build_number},
          {"subdir", package.subdir},
          {"noarch", name_of(package.noarch)},
          {"channel", locked.record.channel},
          {"file_name", locked.record.file_name},
          {"url", locked.record.url},
          {"md5", package.md5},
          {"sha256", package.sha256},
          {"size", package.size},
          {"timestamp", package.timestamp},
          {"depends", package.depends},
          {"constrains", package.constrains},
          {"track_features", package.track_features},
          {"features", package.features},
          {"license", package.license},
          {"license_family", package.license_family},
          {"python_site_packages_path", package.python_site_packages_path}};
}

ordered_json to_json(const LockedPipPackage& package) {
  return {{"name", package.name},
          {"version", package.version},
          {"url", package.url},
          {"sha256", package.sha256},
          {"requires_dist", package.requires_dist},
          {"requires_python", package.requires_python}};
}

template <typename Packages>
ordered_json to_json_list(const Packages& packages) {
  ordered_json list = ordered_json::array();
  for (const auto& package : packages) {
    list.push_back(to_json(package));
  }
  return list;
}

// Reads members that may be absent, but have their type where they are there.
class MemberReader {
public:
  MemberReader(const json& object, std::string place)
      : m_object(object), m_place(std::move(place)) {
    if (!object.is_object()) {
      throw Error(ErrorKind::usage, fmt::format("{} is no object", m_place));
    }
  }

  template <typename Value>
  Value get(const char* key) const {
    const auto found = m_object.find(key);
    if (found == m_object.end() || found->is_null()) {
      return Value();
    }
    try {
      return found->template get<Value>();
    } catch (const nlohmann::json::exception&) {
      throw Error(ErrorKind::usage, fmt::format("`{}` of {} has the wrong type", key, m_place));
    }
  }

  [[nodiscard]] std::string text(const char* key) const { return get<std::string>(key); }

  [[nodiscard]] std::uint64_t number(const char* key) const { return get<std::uint64_t>(key); }

  [[nodiscard]] std::vector<std::string> texts(const char* key) const {
    return get<std::vector<std::string>>(key);
  }

  [[nodiscard]] std::string required(const char* key) const {
    std::string value = text(key);
    if (value.empty()) {
      throw Error(ErrorKind::usage, fmt::format("{} has no `{}`", m_place, key));
    }
    return value;
  }

  [[nodiscard]] std::string hash(const char* key, std::size_t digits) const {
    std::string value = to_lower(text(key));
    if (!value.empty() && (value.size() != digits ||
                           value.find_first_not_of("0123456789abcdef") != std::string::npos)) {
      throw Error(ErrorKind::usage,
                  fmt::format("`{}` of {} is not {} hexadecimal digits", key, m_place, digits));
    }
    return value;
  }

  [[nodiscard]] json list(const char* key) const {
    json found = get<json>(key);
    if (!found.is_null() && !found.is_array()) {
      throw Error(ErrorKind::usage, fmt::format("`{}` of {} has the wrong type", key, m_place));
    }
    return found;
  }

private:
  const json& m_object;
  std::string m_place;
};

NoArch noarch_of(const std::string& text) {
  return text == "python" ? NoArch::python : text == "generic" ? NoArch::generic : NoArch::none;
}

LockedPackage read_package(const json& object, std::size_t index) {
  const MemberReader reader(object, fmt::format("package {}", index + 1));
  LockedPackage locked;
  locked.record = record_of_place(reader.required("url"));
  PackageRecord& package = locked.record.package;
  package.name = reader.required("name");
  package.version = Version::parse(reader.required("version"));
  package.build = reader.text("build");
  package.build_number = reader.number("build_number");
  package.subdir = reader.text("subdir").empty() ? package.subdir : reader.text("subdir");
  package.md5 = reader.hash("md5", 32);
  package.sha256 = reader.hash("sha256", 64);
  package.size = reader.number("size");
  if (const auto channel = reader.text("channel"); !channel.empty()) {
    locked.record.channel = channel;
  }
  if (!object.contains("depends")) {
    locked.detail = RecordDetail::identity; // by an older Etalon
    return locked;
  }
  package.noarch = noarch_of(reader.text("noarch"));
  package.timestamp = reader.number("timestamp");
  package.depends = reader.texts("depends");
  package.constrains = reader.texts("constrains");
  package.track_features = reader.texts("track_features");
  package.features = reader.text("features");
  package.license = reader.text("license");
  package.license_family = reader.text("license_family");
  package.python_site_packages_path = reader.text("python_site_packages_path");
  return locked;
}

LockedPipPackage read_pip_package(const json& object, std::size_t index) {
  const MemberReader reader(object, fmt::format("pip package {}", index + 1));
  LockedPipPackage package;
  package.name = reader.required("name");
  package.version = reader.required("version");
  package.url = reader.text("url");
  package.sha256 = reader.hash("sha256", 64);
  package.requires_dist = reader.texts("requires_dist");
  package.requires_python = reader.text("requires_python");
  return package;
}

LockFile read(const json& root) {
  const MemberReader reader(root, "the file");
  if (const auto version = reader.number("version"); version != 1) {
    throw Error(ErrorKind::refused,
                fmt::format("it has format {}, of which nothing is known yet", version));
  }
  LockFile lock;
  lock.name = reader.text("name");
  lock.environment_id = reader.text("environment_id");
  lock.variables = reader.get<std::map<std::string, std::string>>("variables");
  for (const auto& channel : reader.texts("channels")) {
    lock.channels.push_back({channel, ""});
  }
  LockedPlatform platform;
  platform.subdir = reader.required("platform");
  if (root.contains("requested_specs")) {
    platform.specs = asked_in_main(reader.texts("requested_specs"));
  }
  if (root.contains("virtual_packages")) {
    platform.virtual_packages = reader.texts("virtual_packages");
  }
  if (root.contains("pip_requirements")) {
    platform.pip_specs = asked_in_main(reader.texts("pip_requirements"));
  }
  std::size_t index = 0;
  for (const auto& package : reader.list("packages")) {
    platform.packages.push_back(read_package(package, index++));
  }
  index = 0;
  for (const auto& package : reader.list("pip")) {
    platform.pip.push_back(read_pip_package(package, index++));
  }
  lock.platforms.push_back(std::move(platform));
  sort_entries(lock);
  return lock;
}

} // namespace

std::string to_export_json(const LockFile& lock) {
  const LockedPlatform platform = lock.platforms.empty() ? LockedPlatform{} : lock.platforms[0];
  std::vector<std::string> channels;
  for (const LockedChannel& channel : lock.channels) {
    channels.push_back(channel.name.empty() ? channel.url : channel.name);
  }
  const ordered_json root = {
      {"version", 1},
      {"name", lock.name},
      {"platform", platform.subdir},
      {"environment_id", lock.environment_id},
      {"channels", channels},
      {"variables", lock.variables},
      {"requested_specs", texts_of(platform.specs.value_or(std::vector<AskedSpec>()))},
      {"virtual_packages", platform.virtual_packages.value_or(std::vector<std::string>())},
      {"packages", to_json_list(platform.packages)},
      {"pip_requirements", texts_of(platform.pip_specs.value_or(std::vector<AskedSpec>()))},
      {"pip", to_json_list(platform.pip)}};
  return root.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

LockFile parse_export_json(std::string_view text, std::string_view file_name) {
  try {
    if (text.size() > k_size_limit) {
      throw Error(ErrorKind::usage,
                  fmt::format("the file has {}; it may have {}",
                              format_bytes(text.size()),
                              format_bytes(k_size_limit)));
    }
    return read(json::parse(text.begin(), text.end()));
  } catch (const json::parse_error& error) {
    throw Error(ErrorKind::usage,
                fmt::format("invalid JSON at byte {}", error.byte),
                {"make it anew with `etalon env export --format json`"})
        .while_doing(fmt::format("{}: the export cannot be read", file_name));
  } catch (Error& error) {
    throw std::move(error).while_doing(fmt::format("{}: the export cannot be read", file_name));
  }
}

bool looks_like_export_json(std::string_view text) {
  return text.find("\"platform\"") != std::string_view::npos &&
         text.find("\"packages\"") != std::string_view::npos &&
         text.find("\"environment_id\"") != std::string_view::npos;
}

} // namespace etalon
