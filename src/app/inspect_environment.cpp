#include <etalon/app/dependency_graph.hpp>
#include <etalon/app/inspect_environment.hpp>
#include <etalon/app/pip_packages.hpp>
#include <etalon/config/environment_location.hpp>
#include <etalon/model/environment_id.hpp>
#include <etalon/model/platform.hpp>
#include <etalon/util/file_system.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace etalon {

namespace fs = std::filesystem;

namespace {

void describe_history(const History& history, EnvironmentDetails& details) {
  details.revisions = history.revisions.size();
  if (!history.revisions.empty()) {
    details.made_by = history.revisions.front().tool;
    details.created = history.revisions.front().date;
    details.changed = history.revisions.back().date;
  }
}

} // namespace

// The file holds JSON with a message, or nothing.
std::optional<FrozenMark> find_frozen_mark(const fs::path& prefix) {
  const auto text = find_file(prefix / "conda-meta" / "frozen");
  if (!text) {
    return std::nullopt;
  }
  FrozenMark mark;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (json.is_object() && json.contains("message") && json.at("message").is_string()) {
    mark.message = json.at("message").get<std::string>();
  }
  return mark;
}

std::vector<EnvironmentOverview> list_environments(const Config& config) {
  std::vector<EnvironmentOverview> environments;
  std::error_code ignored; // no directory yet: no environments
  for (const auto& directory : environments_directories(config)) {
    for (const auto& entry : fs::directory_iterator(directory, ignored)) {
      if (is_environment(entry.path())) {
        environments.push_back({entry.path().filename().string(), entry.path(), false});
      }
    }
  }
  std::stable_sort(environments.begin(), environments.end(), [](const auto& a, const auto& b) {
    return a.name < b.name;
  });
  const auto& active = config.active_prefix.value;
  const auto found = std::find_if(environments.begin(), environments.end(), [&](const auto& each) {
    return each.prefix == active;
  });
  if (found != environments.end()) {
    found->active = true;
  } else if (!active.empty() && is_environment(active)) {
    environments.push_back({environment_name(active, config), active, true});
  }
  return environments;
}

std::vector<std::string> channels_of(const PrefixData& data) {
  auto channels = data.history.channels();
  for (const auto& record : data.records) {
    const auto& channel = record.repodata.channel;
    if (!channel.empty() &&
        std::find(channels.begin(), channels.end(), channel) == channels.end()) {
      channels.push_back(channel);
    }
  }
  return channels;
}

std::string platform_of(const PrefixData& data) {
  for (const auto& record : data.records) {
    const auto& subdir = record.repodata.package.subdir;
    if (!subdir.empty() && subdir != "noarch") {
      return subdir;
    }
  }
  return Platform::current().subdir();
}

std::string installed_environment_id(const PrefixData& data) {
  std::vector<RepoDataRecord> packages;
  packages.reserve(data.records.size());
  for (const auto& record : data.records) {
    packages.push_back(record.repodata);
  }
  return environment_id(packages, identities_of(installed_pip_packages(data)), data.variables);
}

EnvironmentDetails describe_environment(const fs::path& prefix, const Config& config) {
  const auto data = PrefixData::load(prefix);
  EnvironmentDetails details;
  details.name = environment_name(prefix, config);
  details.prefix = prefix;
  details.environment_id = installed_environment_id(data);
  details.channels = channels_of(data);
  details.requested_specs = requested_specs_of(data);
  details.variables = data.variables;
  details.pip_packages = installed_pip_packages(data).size();
  details.packages = data.records.size() + details.pip_packages;
  for (const auto& record : data.records) {
    details.files += record.files.size();
    for (const auto& path : record.paths) {
      details.bytes += path.type == PathType::softlink ? 0 : path.size;
    }
  }
  if (const auto* python = data.find("python")) {
    details.python_version = python->repodata.package.version.to_string();
  }
  details.frozen = find_frozen_mark(prefix);
  describe_history(data.history, details);
  return details;
}

std::string render_findings(const std::vector<PathFinding>& findings, std::size_t count) {
  const auto word_of = [](FindingKind kind) {
    switch (kind) {
    case FindingKind::missing:
      return "missing";
    case FindingKind::changed:
      return "changed";
    case FindingKind::wrong_type:
      return "wrong type";
    case FindingKind::extra:
      return "extra";
    }
    return "unknown";
  };
  std::string text;
  const auto shown = std::min(count, findings.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& finding = findings[i];
    text += fmt::format("{}: {}", word_of(finding.kind), finding.path);
    text += finding.package.empty() ? "" : fmt::format(" ({})", finding.package);
    text += finding.detail.empty() ? "" : fmt::format(": {}", finding.detail);
    text += "\n";
  }
  if (shown < findings.size()) {
    text += fmt::format("and {} more\n", findings.size() - shown);
  }
  return text;
}

} // namespace etalon
