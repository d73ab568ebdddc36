#include "locked_entries.hpp"
#include "yaml_scalar.hpp"

#include <etalon/lock/conda_lock_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace etalon {

namespace {

constexpr std::string_view k_heading =
    "# Locked packages, in conda-lock's format. Do not edit: `etalon lock` makes this file.\n"
    "# Environments are made of it with one of\n"
    "#   etalon env create -n NAME -f THIS_FILE\n"
    "#   conda-lock install -n NAME THIS_FILE\n";

// What stands in one item of `package`.
struct Entry {
  std::string manager, name, subdir, category;
  std::string text; // from `name` on, without the category
};

using Dependencies = std::map<std::string, std::string>;

void add_dependency(const SplitSpec& spec, Dependencies& dependencies) {
  std::string& known = dependencies[spec.name];
  const auto is_plain = [](const std::string& text) {
    return text.find_first_of(" |[") == std::string::npos;
  };
  if (known.empty() || spec.rest.empty() || !is_plain(known) || !is_plain(spec.rest)) {
    known = spec.rest.empty() ? known : spec.rest;
  } else if (known != spec.rest) {
    known += "," + spec.rest;
  }
}

// Requirements with a marker are those of extras or of other machines.
Dependencies dependencies_of(const LockedPipPackage& package) {
  Dependencies dependencies;
  for (const std::string& requirement : package.requires_dist) {
    if (requirement.find_first_of(";@") == std::string::npos) {
      SplitSpec spec = split_spec(requirement);
      if (spec.rest.starts_with("[")) {
        spec.rest = spec.rest.substr(std::min(spec.rest.find(']') + 1, spec.rest.size()));
      }
      spec.rest = spec.rest.empty() ? "*" : spec.rest;
      add_dependency(spec, dependencies);
    }
  }
  return dependencies;
}

std::string dependencies_text(const Dependencies& dependencies) {
  if (dependencies.empty()) {
    return "  dependencies: {}\n";
  }
  std::string text = "  dependencies:\n";
  for (const auto& [name, rest] : dependencies) {
    text += fmt::format("    {}: {}\n", yaml_scalar(name), yaml_scalar(rest));
  }
  return text;
}

std::string hash_text(const std::string& md5, const std::string& sha256) {
  std::string text = md5.empty() && sha256.empty() ? "  hash: {}\n" : "  hash:\n";
  text += md5.empty() ? "" : fmt::format("    md5: {}\n", yaml_scalar(md5));
  text += sha256.empty() ? "" : fmt::format("    sha256: {}\n", yaml_scalar(sha256));
  return text;
}

std::string head_text(const Entry& entry, const std::string& version) {
  return fmt::format("- name: {}\n  version: {}\n  manager: {}\n  platform: {}\n",
                     yaml_scalar(entry.name),
                     yaml_scalar(version),
                     entry.manager,
                     entry.subdir);
}

void add_entries(Entry entry, const std::vector<std::string>& categories, std::vector<Entry>& all) {
  for (const std::string& category : categories) {
    entry.category = category;
    all.push_back(entry);
  }
}

std::vector<Entry> entries_of(const LockFile& lock) {
  std::vector<Entry> entries;
  for (const LockedPlatform& platform : lock.platforms) {
    for (const LockedPackage& locked : platform.packages) {
      const PackageRecord& package = locked.record.package;
      Entry entry{"conda", package.name, platform.subdir, "", ""};
      entry.text = head_text(entry, package.version.to_string()) +
                   dependencies_text(conda_lock_dependencies(package.depends)) +
                   fmt::format("  url: {}\n", yaml_scalar(locked.record.url)) +
                   hash_text(package.md5, package.sha256);
      add_entries(std::move(entry), locked.categories, entries);
    }
    for (const LockedPipPackage& package : platform.pip) {
      if (!package.url.empty()) {
        Entry entry{"pip", package.name, platform.subdir, "", ""};
        entry.text =
            head_text(entry, package.version) + dependencies_text(dependencies_of(package)) +
            fmt::format("  url: {}\n", yaml_scalar(package.url)) + hash_text("", package.sha256);
        add_entries(std::move(entry), package.categories, entries);
      }
    }
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.manager, a.name, a.subdir, a.category) <
           std::tie(b.manager, b.name, b.subdir, b.category);
  });
  return entries;
}

std::string list_text(std::string_view key, const std::vector<std::string>& items) {
  std::string text = fmt::format("  {}:{}\n", key, items.empty() ? " []" : "");
  for (const std::string& item : items) {
    text += fmt::format("  - {}\n", yaml_scalar(item));
  }
  return text;
}

// [key] -> list
using CustomLists = std::map<std::string, std::vector<std::string>>;

// A list of `main` under the key, of another category under the key with its name behind.
void add_specs(const std::string& key, const std::vector<AskedSpec>& specs, CustomLists& lists) {
  for (const AskedSpec& spec : specs) {
    lists[spec.category == "main" ? key : key + "." + spec.category].push_back(spec.text);
  }
}

std::string custom_text(const LockFile& lock) {
  CustomLists lists;
  for (const LockedPlatform& platform : lock.platforms) {
    const std::string prefix = fmt::format("etalon.{}.", platform.subdir);
    if (platform.specs) {
      lists[prefix + "specs"]; // an empty one says something: nothing was asked for
      add_specs(prefix + "specs", *platform.specs, lists);
    }
    if (platform.pip_specs) {
      add_specs(prefix + "pip", *platform.pip_specs, lists);
    }
    if (platform.virtual_packages && !platform.virtual_packages->empty()) {
      lists[prefix + "virtual-packages"] = *platform.virtual_packages;
    }
  }
  std::string text = lists.empty() ? "" : "  custom_metadata:\n";
  for (const auto& [key, list] : lists) {
    text += fmt::format("    {}: {}\n", yaml_scalar(key), yaml_scalar(list_to_json(list)));
  }
  return text;
}

std::string metadata_text(const LockFile& lock) {
  std::string text = "metadata:\n";
  std::vector<std::string> subdirs;
  text += lock.platforms.empty() ? "  content_hash: {}\n" : "  content_hash:\n";
  for (const LockedPlatform& platform : lock.platforms) {
    subdirs.push_back(platform.subdir);
    text += fmt::format(
        "    {}: {}\n", yaml_scalar(platform.subdir), yaml_scalar(platform.content_hash));
  }
  text += lock.channels.empty() ? "  channels: []\n" : "  channels:\n";
  for (const LockedChannel& channel : lock.channels) {
    text += fmt::format("  - url: {}\n    used_env_vars: []\n",
                        yaml_scalar(channel.name.empty() ? channel.url : channel.name));
  }
  return text + list_text("platforms", subdirs) + list_text("sources", lock.sources) +
         custom_text(lock);
}

} // namespace

std::map<std::string, std::string>
conda_lock_dependencies(const std::vector<std::string>& depends) {
  Dependencies dependencies;
  for (const std::string& each : depends) {
    add_dependency(split_spec(each), dependencies);
  }
  return dependencies;
}

std::string to_conda_lock(const LockFile& lock) {
  std::string text = fmt::format("{}version: 1\n{}", k_heading, metadata_text(lock));
  const auto entries = entries_of(lock);
  text += entries.empty() ? "package: []\n" : "package:\n";
  for (const Entry& entry : entries) {
    text += entry.text;
    text += fmt::format("  category: {}\n  optional: {}\n",
                        yaml_scalar(entry.category),
                        entry.category == "main" ? "false" : "true");
  }
  return text;
}

} // namespace etalon
