#include <etalon/app/dependency_graph.hpp>
#include <etalon/app/list_packages.hpp>
#include <etalon/app/pip_packages.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

// ".../linux-64/numpy-1.26.4-0.conda" -> "..."
std::string channel_url_of(const std::string& package_url) {
  const auto file = package_url.rfind('/');
  const auto subdir = file == std::string::npos ? file : package_url.rfind('/', file - 1);
  return subdir == std::string::npos ? "" : package_url.substr(0, subdir);
}

InstalledPackage describe(const PrefixRecord& record, const DependencyGraph& graph) {
  const auto& package = record.repodata.package;
  const auto& channel = record.repodata.channel;
  InstalledPackage row;
  row.name = package.name;
  row.version = package.version.to_string();
  row.build = package.build;
  row.build_number = package.build_number;
  row.subdir = package.subdir;
  row.channel = is_url(channel) ? without_credentials(channel) : channel;
  row.url = is_url(record.repodata.url) ? without_credentials(record.repodata.url) : "";
  row.channel_url = channel_url_of(row.url);
  row.md5 = package.md5;
  row.sha256 = package.sha256;
  row.license = package.license;
  row.archive_bytes = package.size;
  for (const auto& path : record.paths) {
    row.bytes += path.type == PathType::softlink ? 0 : path.size;
  }
  row.files = record.files.size();
  if (const auto node = graph.find(package.name)) {
    row.requested_by = graph.packages[*node].requested_by;
  }
  row.layer = package_layer(package.name);
  return row;
}

InstalledPackage describe(const PipPackage& package) {
  InstalledPackage row;
  row.manager = PackageManager::pypi;
  row.name = package.name;
  row.version = package.version;
  row.build = "pypi_0"; // as conda shows them
  row.subdir = "pypi";
  row.channel = "pypi";
  row.layer = package_layer(package.name);
  return row;
}

} // namespace

std::string InstalledPackage::dist_name() const {
  return fmt::format("{}-{}-{}", name, version, build);
}

std::string InstalledPackage::canonical_name() const {
  return fmt::format("{}/{}::{}", channel, subdir, dist_name());
}

std::vector<InstalledPackage> list_packages(const PrefixData& data,
                                            const std::optional<NameSearch>& wanted) {
  const auto graph = build_dependency_graph(data);
  std::vector<InstalledPackage> packages;
  for (const auto& record : data.records) {
    if (!wanted || wanted->matches(record.repodata.package.name)) {
      packages.push_back(describe(record, graph));
    }
  }
  for (const auto& installed : installed_pip_packages(data)) {
    if (!wanted || wanted->matches(installed.package.name)) {
      packages.push_back(describe(installed.package));
    }
  }
  std::stable_sort(packages.begin(), packages.end(), [](const auto& a, const auto& b) {
    return a.name < b.name;
  });
  return packages;
}

} // namespace etalon
