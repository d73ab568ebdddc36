#pragma once

#include <etalon/config/config.hpp>
#include <etalon/model/channel.hpp>
#include <etalon/model/virtual_package.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon {

// Where Etalon works and what it takes the machine for.
struct InstallationDetails {
  std::string version;
  std::string platform;
  std::vector<VirtualPackage> virtual_packages; // each with how it was found
  std::vector<Channel> channels;                // of the configuration
  std::string channel_alias;                    // without credentials
  std::filesystem::path home;
  std::vector<std::filesystem::path> environment_directories;
  std::filesystem::path package_cache;
  std::filesystem::path repodata_cache;
  std::filesystem::path runner_cache;
  std::filesystem::path local_channels;
  std::filesystem::path results_file;
  std::filesystem::path active_environment; // empty where none is
  bool offline = false;
};

// `environment` is the caller's, for CONDA_OVERRIDE_*. Throws as detect_virtual_packages() and
// resolve_channels().
InstallationDetails describe_installation(const Config& config,
                                          const std::map<std::string, std::string>& environment);

} // namespace etalon
