#include "snapshot_forms.hpp"

#include "resolve_request.hpp"

#include <etalon/app/inspect_environment.hpp>
#include <etalon/app/pip_packages.hpp>
#include <etalon/model/environment_id.hpp>
#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/explicit_spec.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/prefix/prefix_data.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>

namespace etalon {

namespace {

SnapshotPackage package_of(const RepoDataRecord& record) {
  SnapshotPackage package;
  package.name = record.package.name;
  package.version = record.package.version.to_string();
  package.build = record.package.build;
  package.subdir = record.package.subdir;
  package.channel = record.channel;
  package.md5 = record.package.md5;
  package.sha256 = record.package.sha256;
  return package;
}

// "1.26.4" of `=1.26.4`, `==1.26.4` and `1.26.4.*`; empty where it is not one version. In an export
// without builds `=1.26.4` is what was installed.
std::string pinned_version(const MatchSpec& spec) {
  if (!spec.version || !(spec.version->is_exact() || spec.version->is_fuzzy())) {
    return "";
  }
  auto text = spec.version->to_string();
  text.erase(0, text.find_first_not_of('='));
  const std::string tail = ".*";
  const bool fuzzy =
      text.size() > tail.size() && text.compare(text.size() - tail.size(), tail.size(), tail) == 0;
  return fuzzy ? text.substr(0, text.size() - tail.size()) : text;
}

void add_spec(const std::string& text, EnvironmentSnapshot& snapshot) {
  const auto spec = MatchSpec::parse(text);
  SnapshotPackage package;
  package.name = to_lower(spec.name.to_string());
  package.version = pinned_version(spec);
  package.build = spec.build && spec.build->is_exact() ? spec.build->to_string() : "";
  package.subdir = spec.subdir;
  package.channel = spec.channel;
  package.md5 = spec.md5;
  package.sha256 = spec.sha256;
  if (package.version.empty() || !spec.name.is_exact()) {
    snapshot.unpinned.push_back(text);
  } else {
    snapshot.packages.push_back(std::move(package));
  }
}

// "name==1.2" of a `pip:` section; options say where packages come from, not which.
void add_pip_line(const std::string& line, EnvironmentSnapshot& snapshot) {
  const auto text = std::string(trim(line));
  const bool editable = text.rfind("-e", 0) == 0 || text.rfind("--editable", 0) == 0;
  if (text.empty() || (text.front() == '-' && !editable)) {
    return;
  }
  const auto equals = text.find("==");
  const auto name = std::string(trim(text.substr(0, std::min(equals, text.find('[')))));
  if (editable || equals == std::string::npos || name.empty()) {
    snapshot.unpinned.push_back(text);
    return;
  }
  const auto version = trim(std::string_view(text).substr(equals + 2));
  SnapshotPackage package;
  package.name = normalize_pip_name(name);
  package.version = version.substr(0, version.find_first_of(" ;#"));
  snapshot.pip->push_back(std::move(package));
}

void sort_by_name(std::vector<SnapshotPackage>& packages) {
  std::stable_sort(packages.begin(), packages.end(), [](const auto& a, const auto& b) {
    return a.name < b.name;
  });
}

} // namespace

EnvironmentSnapshot snapshot_of_prefix(const std::filesystem::path& prefix) {
  const auto data = PrefixData::load(prefix);
  EnvironmentSnapshot snapshot;
  snapshot.form = SnapshotForm::environment;
  for (const auto& record : data.records) {
    snapshot.packages.push_back(package_of(record.repodata));
    const auto& subdir = record.repodata.package.subdir;
    if (!subdir.empty() && subdir != "noarch") {
      snapshot.platform = subdir;
    }
  }
  snapshot.pip.emplace();
  for (const auto& installed : installed_pip_packages(data)) {
    SnapshotPackage package;
    package.name = installed.package.name;
    package.version = installed.package.version;
    package.record_hash = installed.package.record_hash;
    snapshot.pip->push_back(std::move(package));
  }
  snapshot.variables = data.variables;
  snapshot.environment_id = installed_environment_id(data);
  return snapshot;
}

EnvironmentSnapshot snapshot_of_manifest(std::string_view text, const std::string& file_name) {
  const auto manifest = EnvironmentManifest::parse(text, file_name);
  EnvironmentSnapshot snapshot;
  snapshot.form = SnapshotForm::environment_yaml;
  for (const auto& spec : manifest.dependencies) {
    add_spec(spec.text, snapshot);
  }
  snapshot.pip.emplace();
  for (const auto& line : manifest.pip) {
    add_pip_line(line.text, snapshot);
  }
  sort_by_name(snapshot.packages);
  sort_by_name(*snapshot.pip);
  snapshot.variables = manifest.variables;
  return snapshot;
}

EnvironmentSnapshot snapshot_of_explicit_list(std::string_view text,
                                              const std::string& file_name,
                                              const Config& config) {
  const auto list = ExplicitSpec::parse(text, file_name);
  EnvironmentSnapshot snapshot;
  snapshot.form = SnapshotForm::explicit_list;
  snapshot.platform = list.platform;
  for (const auto& entry : list.entries) {
    snapshot.packages.push_back(package_of(record_of_explicit_entry(entry, config)));
  }
  sort_by_name(snapshot.packages);
  snapshot.environment_id = id_of_packages(snapshot.packages);
  return snapshot;
}

std::string id_of_packages(const std::vector<SnapshotPackage>& packages) {
  std::vector<RepoDataRecord> records;
  for (const auto& package : packages) {
    if (package.sha256.empty() || package.subdir.empty()) {
      return "";
    }
    RepoDataRecord record;
    record.package.name = package.name;
    record.package.version = Version::parse(package.version);
    record.package.build = package.build;
    record.package.subdir = package.subdir;
    record.package.sha256 = package.sha256;
    records.push_back(std::move(record));
  }
  return environment_id(records, {}, {});
}

} // namespace etalon
