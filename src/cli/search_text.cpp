#include "search_text.hpp"

#include "text_table.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ctime>

namespace etalon {

namespace {

using nlohmann::ordered_json;

// Milliseconds since the epoch -> "2023-05-24 06:23:05 UTC"; empty for 0.
std::string render_timestamp(std::uint64_t milliseconds) {
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts{};
  if (milliseconds == 0 || ::gmtime_r(&seconds, &parts) == nullptr) {
    return "";
  }
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", parts);
}

const char* word_of(NoArch noarch) {
  switch (noarch) {
  case NoArch::none:
    return "";
  case NoArch::generic:
    return "generic";
  case NoArch::python:
    return "python";
  }
  return "";
}

std::string field(std::string_view name, const std::string& value) {
  return value.empty() ? "" : fmt::format("{:<12}: {}\n", name, value);
}

std::string list_field(std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) {
    return "";
  }
  auto text = fmt::format("{:<12}:\n", name);
  for (const auto& value : values) {
    text += fmt::format("  - {}\n", value);
  }
  return text;
}

std::string details_of(const RepoDataRecord& record) {
  const auto& package = record.package;
  const auto title =
      fmt::format("{} {} {}", package.name, package.version.to_string(), package.build);
  return title + "\n" + std::string(title.size(), '-') + "\n" +
         field("file name", record.file_name) + field("name", package.name) +
         field("version", package.version.to_string()) + field("build", package.build) +
         field("build number", std::to_string(package.build_number)) +
         field("size", package.size == 0 ? "" : format_bytes(package.size)) +
         field("license", package.license) + field("license fam.", package.license_family) +
         field("subdir", package.subdir) + field("noarch", word_of(package.noarch)) +
         field("channel", record.channel) + field("url", record.url) + field("md5", package.md5) +
         field("sha256", package.sha256) + field("timestamp", render_timestamp(package.timestamp)) +
         field("features", package.features) + list_field("track feat.", package.track_features) +
         list_field("constraints", package.constrains) +
         list_field("dependencies", package.depends);
}

ordered_json record_json(const RepoDataRecord& record) {
  const auto& package = record.package;
  return {{"name", package.name},
          {"version", package.version.to_string()},
          {"build", package.build},
          {"build_number", package.build_number},
          {"channel", record.channel},
          {"subdir", package.subdir},
          {"fn", record.file_name},
          {"url", record.url},
          {"md5", package.md5},
          {"sha256", package.sha256},
          {"size", package.size},
          {"timestamp", package.timestamp},
          {"noarch", word_of(package.noarch)},
          {"license", package.license},
          {"license_family", package.license_family},
          {"features", package.features},
          {"track_features", package.track_features},
          {"depends", package.depends},
          {"constrains", package.constrains}};
}

std::vector<std::string> names_of(const std::vector<Channel>& channels) {
  std::vector<std::string> names;
  for (const auto& channel : channels) {
    names.push_back(channel.to_string());
  }
  return names;
}

} // namespace

std::string render_search(const SearchResult& result, const Terminal& terminal) {
  TextTable table({Align::left, Align::right, Align::right, Align::left});
  table.add({"# Name", "Version", "Build", "Channel"});
  for (const auto& record : result.packages) {
    const auto& package = record.package;
    table.add({package.name, package.version.to_string(), package.build, record.channel});
  }
  return table.render("", terminal.table_width());
}

std::string render_search_details(const SearchResult& result) {
  std::string text;
  for (const auto& record : result.packages) {
    text += text.empty() ? "" : "\n\n";
    text += details_of(record);
  }
  return text;
}

std::string render_search_json(const SearchRequest& request, const SearchResult& result) {
  ordered_json rows = ordered_json::array();
  for (const auto& record : result.packages) {
    rows.push_back(record_json(record));
  }
  return ordered_json{{"version", 1},
                      {"spec", request.written},
                      {"platform", request.platform.subdir()},
                      {"channels", names_of(request.channels)},
                      {"packages", std::move(rows)},
                      {"near_names", result.near_names},
                      {"newest_version", result.newest_version}}
             .dump(2, ' ', false, ordered_json::error_handler_t::replace) +
         "\n";
}

Error describe_nothing_found(const SearchRequest& request, const SearchResult& result) {
  Error error(ErrorKind::not_found,
              fmt::format("no package matches `{}` in {} for {}",
                          request.written,
                          join(names_of(request.channels), ", "),
                          request.platform.subdir()));
  const auto& name = request.spec.name.to_string();
  if (!result.newest_version.empty()) {
    return std::move(error).with_hint(
        fmt::format("there is `{}` up to version {}", name, result.newest_version));
  }
  if (!result.near_names.empty()) {
    return std::move(error).with_hint(
        fmt::format("did you mean `{}`?", join(result.near_names, "`, `")));
  }
  if (!request.spec.name.is_exact()) {
    return std::move(error).with_hint("widen the pattern, or add another channel with -c");
  }
  return std::move(error).with_hint(
      fmt::format("search for a part of the name with `etalon search '*{}*'`, or add another "
                  "channel with -c",
                  name));
}

} // namespace etalon
