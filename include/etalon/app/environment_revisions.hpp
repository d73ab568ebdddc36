#pragma once

#include <etalon/prefix/history.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace etalon {

// A package as a line of conda-meta/history names it.
struct RevisionPackage {
  std::string text; // as written: "conda-forge/linux-64::numpy-1.26.4-0"
  std::string name;
  std::string version; // with its build: "1.26.4-0"
  std::string channel; // "conda-forge/linux-64"; empty where not said
};

struct RevisionReplacement {
  RevisionPackage old_package;
  RevisionPackage new_package;
};

// What one transaction did to an environment.
struct EnvironmentRevision {
  std::size_t number = 0;
  std::string date; // local time, as written
  std::string command;
  std::string tool;                       // "etalon 0.1.0"; empty where not said
  std::vector<RevisionPackage> installed; // sorted by name, as all of these
  std::vector<RevisionPackage> removed;
  std::vector<RevisionReplacement> upgraded;
  std::vector<RevisionReplacement> downgraded; // or another build or channel of the same version
};

// Oldest first.
std::vector<EnvironmentRevision> list_revisions(const History& history);

} // namespace etalon
