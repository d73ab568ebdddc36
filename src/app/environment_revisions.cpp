#include <etalon/app/environment_revisions.hpp>
#include <etalon/model/version.hpp>
#include <etalon/util/error.hpp>

#include <map>
#include <string_view>

namespace etalon {

namespace {

// Histories are foreign: a line in another form has its text as name.
RevisionPackage read_package(const std::string& line) {
  RevisionPackage package;
  package.text = line;
  std::string_view dist = line;
  if (const auto mark = dist.find("::"); mark != std::string_view::npos) {
    package.channel = dist.substr(0, mark);
    dist.remove_prefix(mark + 2);
  }
  for (const std::string_view extension : {".conda", ".tar.bz2"}) {
    if (dist.size() > extension.size() &&
        dist.substr(dist.size() - extension.size()) == extension) {
      dist.remove_suffix(extension.size());
    }
  }
  const auto build = dist.rfind('-');
  const auto version =
      build == std::string_view::npos || build == 0 ? build : dist.rfind('-', build - 1);
  const bool complete = build != 0 && version != std::string_view::npos && version != 0;
  package.name = complete ? dist.substr(0, version) : dist;
  package.version = complete ? dist.substr(version + 1) : "";
  return package;
}

bool is_upgrade(const RevisionReplacement& replacement) {
  const auto version_of = [](const RevisionPackage& package) {
    return Version::parse(package.version.substr(0, package.version.rfind('-')));
  };
  try {
    return version_of(replacement.new_package) > version_of(replacement.old_package);
  } catch (const Error&) {
    return false; // no version, no order
  }
}

EnvironmentRevision describe(const HistoryRevision& written, std::size_t number) {
  EnvironmentRevision revision;
  revision.number = number;
  revision.date = written.date;
  revision.command = written.command;
  revision.tool = written.tool;
  std::map<std::string, RevisionPackage> removed;
  std::map<std::string, RevisionPackage> added;
  for (const auto& line : written.removed) {
    auto package = read_package(line);
    removed.insert_or_assign(package.name, package);
  }
  for (const auto& line : written.added) {
    auto package = read_package(line);
    added.insert_or_assign(package.name, package);
  }
  for (const auto& [name, package] : added) {
    const auto before = removed.find(name);
    if (before == removed.end()) {
      revision.installed.push_back(package);
      continue;
    }
    RevisionReplacement replacement{before->second, package};
    auto& list = is_upgrade(replacement) ? revision.upgraded : revision.downgraded;
    list.push_back(std::move(replacement));
  }
  for (const auto& [name, package] : removed) {
    if (added.count(name) == 0) {
      revision.removed.push_back(package);
    }
  }
  return revision;
}

} // namespace

std::vector<EnvironmentRevision> list_revisions(const History& history) {
  std::vector<EnvironmentRevision> revisions;
  for (const auto& written : history.revisions) {
    revisions.push_back(describe(written, revisions.size()));
  }
  return revisions;
}

} // namespace etalon
