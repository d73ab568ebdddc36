#include <etalon/pip/pip_record.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace etalon {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int k_version = 1;

Error bad_key(const char* key) {
  return Error(ErrorKind::corrupt, fmt::format("`{}` is missing or of another type", key));
}

std::string get_text(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) {
    throw bad_key(key);
  }
  return found->get<std::string>();
}

const json& get_list(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) {
    throw bad_key(key);
  }
  return *found;
}

RecordedPipPackage read_package(const json& item) {
  if (!item.is_object()) {
    throw bad_key("packages");
  }
  return {{get_text(item, "name"), get_text(item, "version"), get_text(item, "record_hash")},
          get_text(item, "requirement"),
          get_text(item, "url"),
          get_text(item, "sha256")};
}

} // namespace

PipRecord PipRecord::make(const std::vector<std::string>& requested,
                          const std::vector<InstalledPipPackage>& installed,
                          const std::vector<PipDownload>& downloads) {
  PipRecord record;
  for (const std::string& line : requested) {
    record.requested.push_back(redact(line));
  }
  for (const InstalledPipPackage& each : installed) {
    RecordedPipPackage package{each.package, each.requirement, "", ""};
    const auto download =
        std::find_if(downloads.begin(), downloads.end(), [&](const PipDownload& one) {
          return one.name == each.package.name && one.version == each.package.version;
        });
    if (download != downloads.end()) {
      package.url = download->url;
      package.sha256 = download->sha256;
    }
    record.packages.push_back(std::move(package));
  }
  return record;
}

PipRecord PipRecord::parse(std::string_view text) {
  const json root = json::parse(text, nullptr, false);
  if (!root.is_object()) {
    throw Error(ErrorKind::corrupt, "this is no JSON object");
  }
  const auto version = root.find("version");
  if (version == root.end() || *version != k_version) {
    throw Error(ErrorKind::corrupt, fmt::format("its version is not {}", k_version));
  }
  PipRecord record;
  for (const json& line : get_list(root, "requested")) {
    if (!line.is_string()) {
      throw bad_key("requested");
    }
    record.requested.push_back(line.get<std::string>());
  }
  for (const json& item : get_list(root, "packages")) {
    record.packages.push_back(read_package(item));
  }
  return record;
}

PipRecord PipRecord::load(const std::filesystem::path& prefix) {
  const std::filesystem::path file = prefix / k_pip_record_file;
  const auto text = find_file(file);
  if (!text) {
    return {};
  }
  try {
    return parse(*text);
  } catch (Error& error) {
    throw std::move(error).while_doing(fmt::format("cannot read `{}`", file.native()));
  }
}

std::string PipRecord::to_json() const {
  ordered_json items = ordered_json::array();
  for (const RecordedPipPackage& each : packages) {
    items.push_back({{"name", each.package.name},
                     {"version", each.package.version},
                     {"record_hash", each.package.record_hash},
                     {"requirement", each.requirement},
                     {"url", each.url},
                     {"sha256", each.sha256}});
  }
  const ordered_json root = {
      {"version", k_version}, {"requested", requested}, {"packages", std::move(items)}};
  return root.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

} // namespace etalon
