#include "locked_entries.hpp"
#include "yaml_tree.hpp"

#include <etalon/lock/pixi_lock_file.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace etalon {

namespace {

// A package as the list below an environment's platform names it.
struct Selector {
  std::string manager; // "conda", "pypi" or "conda_source"
  std::string place;
};

class PixiLockReader {
public:
  PixiLockReader(std::string_view file_name, const std::string& environment)
      : m_file_name(file_name), m_environment(environment), m_reader(file_name) {}

  LockFile read(std::string_view text);

private:
  // A platform of version 7: its own name, what it is a variant of, what it offers.
  struct Variant {
    std::string subdir;
    std::vector<std::string> virtual_packages;
  };

  void check_version(const YamlTree& root) const;
  void read_variants(const YamlTree& root);
  void read_packages(const YamlTree& root);
  [[nodiscard]] const YamlTree& find_environment(const YamlTree& root) const;
  void read_environment(const YamlTree& environment);
  void read_platform(const std::string& name, const YamlTree& selectors);
  void add_package(const YamlTree& selector, LockedPlatform& platform) const;
  [[nodiscard]] Selector read_selector(const YamlTree& map) const;
  [[nodiscard]] LockedPackage read_conda_package(const YamlTree& entry,
                                                 const std::string& place) const;
  [[nodiscard]] LockedPipPackage read_pip_package(const YamlTree& entry,
                                                  const std::string& place) const;

  std::string_view m_file_name;
  const std::string& m_environment;
  YamlReader m_reader;
  LockFile m_lock;
  std::map<std::string, Variant> m_variants;
  std::map<std::string, const YamlTree*> m_conda; // by place
  std::map<std::string, const YamlTree*> m_pypi;
};

NoArch noarch_of(const std::string& text, const PackageRecord& package) {
  if (text == "python") {
    return NoArch::python;
  }
  if (text == "generic" || text == "true") {
    return NoArch::generic;
  }
  if (!text.empty() || package.subdir != "noarch") {
    return NoArch::none;
  }
  // What rattler leaves out where it follows from the build string.
  return package.build.find("py") == std::string::npos ? NoArch::generic : NoArch::python;
}

std::string without_trailing_slashes(std::string text) {
  while (text.ends_with('/')) {
    text.pop_back();
  }
  return text;
}

void PixiLockReader::check_version(const YamlTree& root) const {
  const std::string version = m_reader.find_text(root, "version");
  if (version != "6" && version != "7") {
    const bool is_old = version.size() == 1 && version < "6";
    throw Error(ErrorKind::refused,
                fmt::format("{}: this is pixi's lock format {}; Etalon reads 6 and 7",
                            m_file_name,
                            version),
                {is_old ? "make it anew with a present pixi: `pixi lock`"
                        : "make it anew with `etalon lock --format pixi`"});
  }
}

void PixiLockReader::read_variants(const YamlTree& root) {
  const YamlTree* platforms = YamlReader::find(root, "platforms");
  if (platforms == nullptr) {
    return; // version 6
  }
  for (const YamlTree& platform : m_reader.list_of(*platforms, "`platforms`")) {
    m_reader.require_map(platform, "a platform");
    const std::string name = m_reader.text_of(m_reader.get(platform, "name"), "`name`");
    const std::string subdir = m_reader.find_text(platform, "subdir");
    m_variants[name] = {subdir.empty() ? name : subdir,
                        m_reader.find_texts(platform, "virtual-packages")};
  }
}

Selector PixiLockReader::read_selector(const YamlTree& map) const {
  m_reader.require_map(map, "a package");
  for (const char* manager : {"conda", "pypi", "conda_source"}) {
    if (const YamlTree* place = YamlReader::find(map, manager)) {
      return {manager, m_reader.text_of(*place, fmt::format("`{}`", manager))};
    }
  }
  throw m_reader.error_at(map, "a package has neither `conda` nor `pypi`");
}

void PixiLockReader::read_packages(const YamlTree& root) {
  for (const YamlTree& entry : m_reader.list_of(m_reader.get(root, "packages"), "`packages`")) {
    const Selector selector = read_selector(entry);
    // A source may stand there several times, in variants; it is refused where it is used.
    if (selector.manager != "conda_source") {
      (selector.manager == "conda" ? m_conda : m_pypi).emplace(selector.place, &entry);
    }
  }
}

const YamlTree& PixiLockReader::find_environment(const YamlTree& root) const {
  const YamlTree& environments = m_reader.get(root, "environments");
  std::vector<std::string> names;
  for (const YamlMember& member : m_reader.map_of(environments, "`environments`")) {
    if (member.key == m_environment) {
      return member.value;
    }
    names.push_back(member.key);
  }
  throw Error(ErrorKind::not_found,
              fmt::format("{} has no environment `{}`", m_file_name, m_environment),
              {names.empty() ? "it has none at all: make it anew with `pixi lock`"
                             : fmt::format("it has {}; choose one with --environment NAME",
                                           join(names, ", "))});
}

LockedPackage PixiLockReader::read_conda_package(const YamlTree& entry,
                                                 const std::string& place) const {
  LockedPackage locked;
  try {
    locked.record = record_of_place(place);
  } catch (const Error& error) {
    throw m_reader
        .error_at(entry, fmt::format("`{}` is built from source: nothing locks its bytes", place))
        .with_hint("lock an environment whose packages all come from channels");
  }
  PackageRecord& package = locked.record.package;
  const auto override_text = [&](std::string_view key, std::string& value) {
    if (auto text = m_reader.find_text(entry, key); !text.empty()) {
      value = std::move(text);
    }
  };
  override_text("name", package.name);
  override_text("build", package.build);
  override_text("subdir", package.subdir);
  override_text("channel", locked.record.channel);
  locked.record.channel = without_trailing_slashes(locked.record.channel);
  if (const YamlTree* version = YamlReader::find(entry, "version")) {
    package.version = Version::parse(m_reader.text_of(*version, "`version`"));
  }
  package.build_number = YamlReader::find(entry, "build_number") != nullptr
                             ? m_reader.find_number(entry, "build_number")
                             : build_number_of(package.build);
  package.noarch = noarch_of(m_reader.find_text(entry, "noarch"), package);
  package.sha256 = m_reader.find_hash(entry, "sha256", 64);
  package.md5 = m_reader.find_hash(entry, "md5", 32);
  package.depends = m_reader.find_texts(entry, "depends");
  package.constrains = m_reader.find_texts(entry, "constrains");
  package.features = m_reader.find_text(entry, "features");
  package.track_features = m_reader.find_texts(entry, "track_features");
  package.license = m_reader.find_text(entry, "license");
  package.license_family = m_reader.find_text(entry, "license_family");
  package.size = m_reader.find_number(entry, "size");
  package.timestamp = m_reader.find_number(entry, "timestamp");
  package.python_site_packages_path = m_reader.find_text(entry, "python_site_packages_path");
  return locked;
}

LockedPipPackage PixiLockReader::read_pip_package(const YamlTree& entry,
                                                  const std::string& place) const {
  constexpr std::string_view direct = "direct+";
  LockedPipPackage package;
  package.name = m_reader.text_of(m_reader.get(entry, "name"), "`name`");
  package.version = m_reader.find_text(entry, "version");
  package.url = place.starts_with(direct) ? place.substr(direct.size()) : place;
  package.sha256 = m_reader.find_hash(entry, "sha256", 64);
  package.requires_dist = m_reader.find_texts(entry, "requires_dist");
  package.requires_python = m_reader.find_text(entry, "requires_python");
  return package;
}

void PixiLockReader::add_package(const YamlTree& node, LockedPlatform& platform) const {
  const Selector selector = read_selector(node);
  if (selector.manager == "conda_source") {
    throw m_reader
        .error_at(node,
                  fmt::format("`{}` is built from source: nothing locks its bytes", selector.place))
        .with_hint("lock an environment whose packages all come from channels");
  }
  const auto& known = selector.manager == "conda" ? m_conda : m_pypi;
  const auto entry = known.find(selector.place);
  if (entry == known.end()) {
    throw m_reader.error_at(node, fmt::format("`{}` is not among the `packages`", selector.place));
  }
  if (selector.manager == "conda") {
    platform.packages.push_back(read_conda_package(*entry->second, selector.place));
  } else {
    platform.pip.push_back(read_pip_package(*entry->second, selector.place));
  }
}

void PixiLockReader::read_platform(const std::string& name, const YamlTree& selectors) {
  const auto variant = m_variants.find(name);
  LockedPlatform platform;
  platform.subdir = variant == m_variants.end() ? name : variant->second.subdir;
  if (variant != m_variants.end() && !variant->second.virtual_packages.empty()) {
    platform.virtual_packages = variant->second.virtual_packages;
  }
  // Of several variants of one subdir the one that bears its name counts, else the first.
  if (m_lock.find(platform.subdir) != nullptr && name != platform.subdir) {
    return;
  }
  for (const YamlTree& selector : m_reader.list_of(selectors, fmt::format("`{}`", name))) {
    add_package(selector, platform);
  }
  m_lock.put(std::move(platform));
}

void PixiLockReader::read_environment(const YamlTree& environment) {
  m_reader.require_map(environment, fmt::format("`{}`", m_environment));
  if (const YamlTree* channels = YamlReader::find(environment, "channels")) {
    for (const YamlTree& channel : m_reader.list_of(*channels, "`channels`")) {
      const std::string url = channel.kind == YamlTree::Kind::map
                                  ? m_reader.text_of(m_reader.get(channel, "url"), "`url`")
                                  : m_reader.text_of(channel, "a channel");
      m_lock.channels.push_back(
          {"", without_trailing_slashes(is_url(url) ? without_credentials(url) : url)});
    }
  }
  m_lock.pip_indexes = m_reader.find_texts(environment, "indexes");
  if (const YamlTree* platforms = YamlReader::find(environment, "packages")) {
    for (const YamlMember& member : m_reader.map_of(*platforms, "`packages`")) {
      read_platform(member.key, member.value);
    }
  }
}

LockFile PixiLockReader::read(std::string_view text) {
  const YamlTree root = m_reader.parse(text);
  m_reader.require_map(root, "the file");
  check_version(root);
  read_variants(root);
  read_packages(root);
  read_environment(find_environment(root));
  sort_entries(m_lock);
  return std::move(m_lock);
}

} // namespace

LockFile
parse_pixi_lock(std::string_view text, std::string_view file_name, const std::string& environment) {
  return PixiLockReader(file_name, environment).read(text);
}

} // namespace etalon
