#pragma once

#include <etalon/config/config.hpp>
#include <etalon/prefix/prefix_data.hpp>
#include <etalon/prefix/verify.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

struct EnvironmentOverview {
  std::string name; // empty where it lies outside the environments' directories
  std::filesystem::path prefix;
  bool active = false;
};

// All environments below environments_directories(), sorted by name, and the active one where it
// lies elsewhere.
std::vector<EnvironmentOverview> list_environments(const Config& config);

// That an environment is not to be changed (CEP 22).
struct FrozenMark {
  std::string message; // why, for people; may be empty
};

// nullopt where `prefix` has none.
std::optional<FrozenMark> find_frozen_mark(const std::filesystem::path& prefix);

struct EnvironmentDetails {
  std::string name;
  std::filesystem::path prefix;
  std::string environment_id;
  std::vector<std::string> channels;
  std::vector<std::string> requested_specs;
  std::map<std::string, std::string> variables;
  std::size_t packages = 0;     // all
  std::size_t pip_packages = 0; // of them, those that pip installed
  std::size_t files = 0;        // of conda packages
  std::uint64_t bytes = 0;      // of package files, by their records
  std::string python_version;   // empty without Python
  std::optional<FrozenMark> frozen;
  // By history; empty where it does not say.
  std::string made_by; // "etalon 0.1.0", "conda 26.7.0"
  std::string created; // local time, "2026-01-31 12:00:00"
  std::string changed; // likewise
  std::size_t revisions = 0;
};

EnvironmentDetails describe_environment(const std::filesystem::path& prefix, const Config& config);

// The id of what is installed, by its records; see environment_id(). A prefix that does not verify
// has none: callers that need certainty verify first.
std::string installed_environment_id(const PrefixData& data);

// The channels of the packages, in the order of the request where it is known.
std::vector<std::string> channels_of(const PrefixData& data);

// The subdir that the packages are of; where all are for any platform, this machine's.
std::string platform_of(const PrefixData& data);

// One line for each of at most `count` findings, then how many more there are.
std::string render_findings(const std::vector<PathFinding>& findings, std::size_t count);

} // namespace etalon
