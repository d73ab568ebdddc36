#pragma once

#include <etalon/prefix/prefix_data.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace etalon::test {

// A record as it would lie in conda-meta.
inline PrefixRecord installed(const std::string& name,
                              const std::string& version,
                              const std::vector<std::string>& depends = {}) {
  PrefixRecord record;
  record.repodata.package.name = name;
  record.repodata.package.version = Version::parse(version);
  record.repodata.package.build = "0";
  record.repodata.package.subdir = "linux-64";
  record.repodata.package.depends = depends;
  record.repodata.channel = "world";
  return record;
}

// An environment that was asked for `specs`.
inline PrefixData environment(std::vector<PrefixRecord> records,
                              const std::vector<std::string>& specs) {
  PrefixData data;
  data.prefix = "/prefix";
  std::sort(records.begin(), records.end(), [](const PrefixRecord& a, const PrefixRecord& b) {
    return a.repodata.package.name < b.repodata.package.name;
  });
  data.records = std::move(records);
  HistoryRevision revision;
  revision.update_specs = specs;
  data.history.revisions.push_back(revision);
  return data;
}

} // namespace etalon::test
