#include "info_text.hpp"

#include "field_list.hpp"

#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace etalon {

namespace {

using nlohmann::ordered_json;

std::string plural(std::size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::vector<std::string> lines_of(const std::vector<VirtualPackage>& packages) {
  std::vector<std::string> lines;
  for (const auto& package : packages) {
    lines.push_back(fmt::format("{} (from {})", package.to_string(), package.origin));
  }
  return lines;
}

ordered_json json_of(const std::vector<VirtualPackage>& packages) {
  ordered_json rows = ordered_json::array();
  for (const auto& package : packages) {
    rows.push_back({{"name", package.name},
                    {"version", package.version},
                    {"build", package.build},
                    {"origin", package.origin}});
  }
  return rows;
}

std::string packages_line(const EnvironmentDetails& details) {
  auto text = plural(details.packages, "package");
  if (details.pip_packages > 0) {
    text += fmt::format(", {} of them by pip", details.pip_packages);
  }
  return text;
}

std::string frozen_line(const std::optional<FrozenMark>& frozen) {
  if (!frozen) {
    return "no";
  }
  return frozen->message.empty() ? "yes" : "yes: " + frozen->message;
}

std::string changed_line(const EnvironmentDetails& details) {
  return details.revisions < 2
             ? details.changed
             : fmt::format("{} (revision {})", details.changed, details.revisions - 1);
}

std::string url_of(const Channel& channel, const std::string& subdir) {
  return without_credentials(channel.subdir_url(subdir));
}

std::vector<std::string> texts_of(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::string> texts;
  for (const auto& path : paths) {
    texts.push_back(path.string());
  }
  return texts;
}

} // namespace

std::string render_environment(const EnvironmentDetails& details,
                               const std::vector<VirtualPackage>& machine) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : details.variables) {
    variables.push_back(name + "=" + value);
  }
  FieldList fields;
  fields.add("name", details.name);
  fields.add("prefix", details.prefix.string());
  fields.add("environment id", details.environment_id);
  fields.add("python", details.python_version);
  fields.add("channels", details.channels);
  fields.add("requested", details.requested_specs);
  fields.add("installed", packages_line(details));
  fields.add("on disk",
             fmt::format("{} in {}", format_bytes(details.bytes), plural(details.files, "file")));
  fields.add("variables", variables);
  fields.add("frozen", frozen_line(details.frozen));
  fields.add("made by", details.made_by);
  fields.add("created", details.created);
  fields.add("changed", changed_line(details));
  fields.add("this machine", lines_of(machine));
  return fields.render();
}

std::string render_environment_json(const EnvironmentDetails& details,
                                    const std::vector<VirtualPackage>& machine) {
  const ordered_json json = {{"version", 1},
                             {"name", details.name},
                             {"prefix", details.prefix.string()},
                             {"environment_id", details.environment_id},
                             {"channels", details.channels},
                             {"requested_specs", details.requested_specs},
                             {"variables", details.variables},
                             {"packages", details.packages},
                             {"pip_packages", details.pip_packages},
                             {"files", details.files},
                             {"bytes", details.bytes},
                             {"python_version", details.python_version},
                             {"frozen", details.frozen.has_value()},
                             {"frozen_message", details.frozen ? details.frozen->message : ""},
                             {"made_by", details.made_by},
                             {"created", details.created},
                             {"changed", details.changed},
                             {"revisions", details.revisions},
                             {"virtual_packages", json_of(machine)}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string render_installation(const InstallationDetails& details) {
  std::vector<std::string> urls;
  for (const auto& channel : details.channels) {
    urls.push_back(url_of(channel, details.platform));
    urls.push_back(url_of(channel, "noarch"));
  }
  FieldList fields;
  fields.add("etalon version", details.version);
  fields.add("platform", details.platform);
  fields.add("virtual packages", lines_of(details.virtual_packages));
  fields.add("active environment", details.active_environment.string());
  fields.add("channel URLs", urls);
  fields.add("channel alias", details.channel_alias);
  fields.add("local channels", details.local_channels.string());
  fields.add("environments", texts_of(details.environment_directories));
  fields.add("package cache", details.package_cache.string());
  fields.add("index cache", details.repodata_cache.string());
  fields.add("runner cache", details.runner_cache.string());
  fields.add("results", details.results_file.string());
  fields.add("offline", details.offline ? "yes" : "no");
  return fields.render();
}

std::string render_installation_json(const InstallationDetails& details) {
  ordered_json channels = ordered_json::array();
  for (const auto& channel : details.channels) {
    channels.push_back({{"name", channel.to_string()},
                        {"urls", {url_of(channel, details.platform), url_of(channel, "noarch")}}});
  }
  const ordered_json json = {{"version", 1},
                             {"etalon_version", details.version},
                             {"platform", details.platform},
                             {"virtual_packages", json_of(details.virtual_packages)},
                             {"active_environment", details.active_environment.string()},
                             {"channels", std::move(channels)},
                             {"channel_alias", details.channel_alias},
                             {"home", details.home.string()},
                             {"local_channels", details.local_channels.string()},
                             {"envs_dirs", texts_of(details.environment_directories)},
                             {"package_cache", details.package_cache.string()},
                             {"repodata_cache", details.repodata_cache.string()},
                             {"runner_cache", details.runner_cache.string()},
                             {"results_file", details.results_file.string()},
                             {"offline", details.offline}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

} // namespace etalon
