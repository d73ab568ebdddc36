#include "locked_entries.hpp"

#include <etalon/model/explicit_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace etalon {

namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

} // namespace

void sort_entries(LockFile& lock) {
  for (LockedPlatform& platform : lock.platforms) {
    std::sort(platform.packages.begin(), platform.packages.end(), [](const auto& a, const auto& b) {
      return a.record.package.name < b.record.package.name;
    });
    std::sort(platform.pip.begin(), platform.pip.end(), [](const auto& a, const auto& b) {
      return a.name < b.name;
    });
  }
  std::sort(lock.platforms.begin(), lock.platforms.end(), [](const auto& a, const auto& b) {
    return a.subdir < b.subdir;
  });
}

RepoDataRecord record_of_place(const std::string& place) {
  RepoDataRecord record;
  const bool is_address = is_url(place);
  record.url = is_address ? without_credentials(place) : place;
  const std::size_t file = record.url.rfind('/');
  const std::string written = file == std::string::npos ? record.url : record.url.substr(file + 1);
  record.file_name = is_address ? percent_decode(written) : written;
  const DistFileName name = DistFileName::parse(record.file_name);
  record.package.name = name.name;
  record.package.version = Version::parse(name.version);
  record.package.build = name.build;
  record.package.build_number = build_number_of(name.build);
  const std::size_t folder =
      file == std::string::npos || file == 0 ? std::string::npos : record.url.rfind('/', file - 1);
  if (folder != std::string::npos) {
    record.package.subdir = record.url.substr(folder + 1, file - folder - 1);
    record.channel = record.url.substr(0, folder);
  }
  return record;
}

std::uint64_t build_number_of(std::string_view build) {
  std::size_t digits = build.size();
  while (digits > 0 && build[digits - 1] >= '0' && build[digits - 1] <= '9') {
    --digits;
  }
  std::uint64_t number = 0;
  const auto result = std::from_chars(build.data() + digits, build.data() + build.size(), number);
  return result.ec == std::errc() ? number : 0;
}

SplitSpec split_spec(std::string_view spec) {
  spec = trim(spec);
  std::size_t end = 0;
  while (end < spec.size() && is_name_character(spec[end])) {
    ++end;
  }
  return {std::string(spec.substr(0, end)), std::string(trim(spec.substr(end)))};
}

std::string list_to_json(const std::vector<std::string>& items) {
  return nlohmann::json(items).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<std::string> list_from_json(std::string_view json) {
  const auto list = nlohmann::json::parse(json.begin(), json.end(), nullptr, false);
  std::vector<std::string> items;
  if (list.is_array()) {
    for (const auto& item : list) {
      if (item.is_string()) {
        items.push_back(item.get<std::string>());
      }
    }
  }
  if (!list.is_array() || items.size() != list.size()) {
    throw Error(ErrorKind::usage, "it is no JSON list of texts");
  }
  return items;
}

} // namespace etalon
