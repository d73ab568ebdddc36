#include <etalon/app/export_environment.hpp>
#include <etalon/prefix/verify.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <map>
#include <set>

namespace etalon {

namespace {

// Those that every machine of the platform has are no remark.
bool is_worth_saying(std::string_view virtual_package) {
  return virtual_package != "__unix" && virtual_package != "__win";
}

void add_local_channels(const PrefixData& data, std::vector<std::string>& remarks) {
  std::map<std::string, std::size_t> packages; // [channel's folder]
  for (const PrefixRecord& record : data.records) {
    const std::string& url = record.repodata.url;
    if (url.starts_with("file:")) {
      const std::string subdir = url.substr(0, url.rfind('/'));
      ++packages[subdir.substr(0, subdir.rfind('/'))];
    }
  }
  for (const auto& [folder, count] : packages) {
    remarks.push_back(fmt::format("{} {} from `{}`, a channel of this machine",
                                  count,
                                  count == 1 ? "package comes" : "packages come",
                                  folder));
  }
}

void add_virtual_packages(const PrefixData& data, std::vector<std::string>& remarks) {
  std::map<std::string, std::set<std::string>> needed; // spec -> packages
  for (const PrefixRecord& record : data.records) {
    const PackageRecord& package = record.repodata.package;
    for (const std::string& spec : package.depends) {
      if (spec.starts_with("__") && is_worth_saying(spec.substr(0, spec.find(' ')))) {
        needed[spec].insert(package.name);
      }
    }
  }
  for (const auto& [spec, packages] : needed) {
    const auto more = packages.size() - 1;
    remarks.push_back(fmt::format("`{}`{} need{} `{}` of the machine",
                                  *packages.begin(),
                                  more == 0 ? "" : fmt::format(" and {} more", more),
                                  more == 0 ? "s" : "",
                                  spec));
  }
}

void add_changed_files(const PrefixData& data,
                       const CancellationToken& token,
                       std::vector<std::string>& remarks) {
  std::map<std::string, std::vector<std::string>> changed; // [package]
  for (const PathFinding& finding : verify_prefix(data, VerifyDepth::quick, token).findings) {
    if (finding.kind != FindingKind::extra) {
      changed[finding.package].push_back(finding.path);
    }
  }
  for (const auto& [package, paths] : changed) {
    const auto more = paths.size() - 1;
    remarks.push_back(fmt::format("`{}` was changed after it was installed: {}{}",
                                  package,
                                  paths.front(),
                                  more == 0 ? "" : fmt::format(" and {} more", more)));
  }
}

void add_missing_md5(const PrefixData& data, std::vector<std::string>& remarks) {
  std::vector<std::string> names;
  for (const PrefixRecord& record : data.records) {
    if (record.repodata.package.md5.empty()) {
      names.push_back(record.repodata.package.name);
    }
  }
  if (!names.empty()) {
    remarks.push_back(
        fmt::format("conda-lock wants the md5 of every package, and that of {} is not known",
                    join(names, ", ")));
  }
}

} // namespace

std::vector<std::string> portability_remarks(const PrefixData& data,
                                             const ExportOptions& options,
                                             const CancellationToken& token) {
  std::vector<std::string> remarks;
  add_local_channels(data, remarks);
  add_virtual_packages(data, remarks);
  add_changed_files(data, token, remarks);
  if (options.format == ExportFormat::conda_lock) {
    add_missing_md5(data, remarks);
  }
  return remarks;
}

} // namespace etalon
