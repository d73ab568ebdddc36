#include "locked_entries.hpp"
#include "yaml_scalar.hpp"

#include <etalon/lock/pixi_lock_file.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <map>

namespace etalon {

namespace {

// Channels of this machine stand as paths, which is what rattler makes of file URLs.
std::string place_of(const std::string& url) {
  return url.starts_with("file://") ? path_from_file_url(url).string() : url;
}

class BlockWriter {
public:
  void add(std::string_view key, const std::string& value) {
    if (!value.empty()) {
      m_text += fmt::format("  {}: {}\n", key, yaml_scalar(value));
    }
  }

  void add(std::string_view key, std::uint64_t value) {
    if (value != 0) {
      m_text += fmt::format("  {}: {}\n", key, value);
    }
  }

  void add(std::string_view key, const std::vector<std::string>& items) {
    m_text += items.empty() ? "" : fmt::format("  {}:\n", key);
    for (const std::string& item : items) {
      m_text += fmt::format("  - {}\n", yaml_scalar(item));
    }
  }

  void add_plain(std::string_view key, std::string_view value) {
    m_text += fmt::format("  {}: {}\n", key, value);
  }

  std::string take() { return std::move(m_text); }

private:
  std::string m_text;
};

// Old records count seconds; rattler writes milliseconds.
std::uint64_t in_milliseconds(std::uint64_t timestamp) {
  constexpr std::uint64_t greatest_second = 253402300799; // the end of the year 9999
  return timestamp <= greatest_second ? timestamp * 1000 : timestamp;
}

NoArch derived_noarch(const PackageRecord& package) {
  if (package.subdir != "noarch") {
    return NoArch::none;
  }
  return package.build.find("py") == std::string::npos ? NoArch::generic : NoArch::python;
}

void add_noarch(const PackageRecord& package, BlockWriter& block) {
  if (package.noarch == derived_noarch(package)) {
    return;
  }
  switch (package.noarch) {
  case NoArch::python:
    block.add_plain("noarch", "python");
    break;
  case NoArch::generic:
    block.add_plain("noarch", "generic");
    break;
  case NoArch::none:
    block.add_plain("noarch", "false");
    break;
  }
}

// What the place tells is left out, as rattler does.
std::string block_of(const LockedPackage& locked, const std::string& place) {
  const PackageRecord& package = locked.record.package;
  const RepoDataRecord told = record_of_place(place);
  const auto unless_told = [](const std::string& value, const std::string& known) {
    return value == known ? std::string() : value;
  };
  const bool is_address = is_url(place);
  BlockWriter block;
  block.add("name", unless_told(package.name, told.package.name));
  block.add("version", unless_told(package.version.to_string(), told.package.version.to_string()));
  block.add("build", unless_told(package.build, told.package.build));
  if (package.build_number != build_number_of(package.build)) {
    block.add_plain("build_number", std::to_string(package.build_number));
  }
  block.add("subdir",
            is_address ? unless_told(package.subdir, told.package.subdir) : package.subdir);
  add_noarch(package, block);
  block.add("sha256", package.sha256);
  block.add("md5", package.md5);
  block.add("depends", package.depends);
  block.add("constrains", package.constrains);
  if (!is_address) {
    block.add("channel", file_url_from_path(told.channel));
  }
  block.add("features", package.features);
  block.add("track_features", package.track_features);
  block.add("license", package.license);
  block.add("license_family", package.license_family);
  block.add("size", package.size);
  block.add("timestamp", in_milliseconds(package.timestamp));
  block.add("python_site_packages_path", package.python_site_packages_path);
  return fmt::format("- conda: {}\n{}", yaml_scalar(place), block.take());
}

std::string block_of(const LockedPipPackage& package, const std::string& place) {
  BlockWriter block;
  block.add("name", package.name);
  block.add("version", package.version);
  block.add("sha256", package.sha256);
  block.add("requires_dist", package.requires_dist);
  block.add("requires_python", package.requires_python);
  return fmt::format("- pypi: {}\n{}", yaml_scalar(place), block.take());
}

using Blocks = std::map<std::string, std::string>; // by place

std::string platforms_text(const LockFile& lock) {
  std::string text = lock.platforms.empty() ? "platforms: []\n" : "platforms:\n";
  for (const LockedPlatform& platform : lock.platforms) {
    text += fmt::format("- name: {}\n", yaml_scalar(platform.subdir));
    if (platform.virtual_packages && !platform.virtual_packages->empty()) {
      text += "  virtual-packages:\n";
      for (const std::string& package : *platform.virtual_packages) {
        text += fmt::format("  - {}\n", yaml_scalar(package));
      }
    }
  }
  return text;
}

std::string channels_text(const LockFile& lock) {
  std::string text = lock.channels.empty() ? "    channels: []\n" : "    channels:\n";
  for (const LockedChannel& channel : lock.channels) {
    text += fmt::format("    - url: {}\n", yaml_scalar(channel.url + "/"));
  }
  text += lock.pip_indexes.empty() ? "" : "    indexes:\n";
  for (const std::string& index : lock.pip_indexes) {
    text += fmt::format("    - {}\n", yaml_scalar(index));
  }
  return text;
}

// The lines that name the packages of a platform; their blocks go to `conda` and `pypi`.
std::string selectors_text(const LockedPlatform& platform, Blocks& conda, Blocks& pypi) {
  Blocks selectors;
  for (const LockedPackage& package : platform.packages) {
    const std::string place = place_of(package.record.url);
    conda.emplace(place, block_of(package, place));
    selectors["0" + place] = fmt::format("      - conda: {}\n", yaml_scalar(place));
  }
  for (const LockedPipPackage& package : platform.pip) {
    if (!package.url.empty()) {
      const std::string place = place_of(package.url);
      pypi.emplace(place, block_of(package, place));
      selectors["1" + place] = fmt::format("      - pypi: {}\n", yaml_scalar(place));
    }
  }
  std::string text;
  for (const auto& selector : selectors) {
    text += selector.second;
  }
  return text;
}

} // namespace

std::string to_pixi_lock(const LockFile& lock) {
  Blocks conda;
  Blocks pypi;
  std::string packages;
  for (const LockedPlatform& platform : lock.platforms) {
    const std::string selectors = selectors_text(platform, conda, pypi);
    packages += fmt::format("      {}:{}\n", platform.subdir, selectors.empty() ? " []" : "");
    packages += selectors;
  }
  std::string text = fmt::format("version: 7\n{}environments:\n  default:\n{}    packages:{}\n{}",
                                 platforms_text(lock),
                                 channels_text(lock),
                                 packages.empty() ? " {}" : "",
                                 packages);
  text += conda.empty() && pypi.empty() ? "packages: []\n" : "packages:\n";
  for (const Blocks* blocks : {&conda, &pypi}) {
    for (const auto& block : *blocks) {
      text += block.second;
    }
  }
  return text;
}

} // namespace etalon
