#include "direct_url.hpp"

#include <etalon/pip/installed_packages.hpp>
#include <etalon/pip/pip_report.hpp>

#include <nlohmann/json.hpp>

namespace etalon {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

} // namespace

std::vector<PipDownload> parse_pip_report(std::string_view text) {
  const json report = json::parse(text, nullptr, false);
  std::vector<PipDownload> downloads;
  const auto items = report.is_object() ? report.find("install") : report.end();
  if (!report.is_object() || items == report.end() || !items->is_array()) {
    return downloads;
  }
  for (const json& item : *items) {
    const auto info = item.is_object() ? item.find("download_info") : item.end();
    const auto metadata = item.is_object() ? item.find("metadata") : item.end();
    const bool is_whole = item.is_object() && info != item.end() && metadata != item.end() &&
                          info->is_object() && metadata->is_object();
    if (!is_whole) {
      continue;
    }
    // The same as a direct_url.json, also for what an index gave.
    const DirectUrl direct = read_direct_url(*info);
    downloads.push_back({normalize_pip_name(text_of(*metadata, "name")),
                         text_of(*metadata, "version"),
                         direct.url,
                         direct.sha256});
  }
  return downloads;
}

} // namespace etalon
