#include "locked_entries.hpp"
#include "yaml_tree.hpp"

#include <etalon/lock/conda_lock_file.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace etalon {

namespace {

class CondaLockReader {
public:
  explicit CondaLockReader(std::string_view file_name)
      : m_file_name(file_name), m_reader(file_name) {}

  LockFile read(std::string_view text);

private:
  void read_metadata(const YamlTree& metadata);
  void read_channel(const YamlTree& channel);
  void read_custom(const YamlTree& custom);
  void read_package(const YamlTree& entry);
  void read_conda_package(const YamlTree& entry, LockedPlatform& platform);
  void read_pip_package(const YamlTree& entry, LockedPlatform& platform);
  LockedPlatform& platform(const std::string& subdir, const YamlTree& place);
  [[nodiscard]] const std::string& required_text(const YamlTree& map, std::string_view key) const;

  // Whether the entry says once more what stands there already, for another category.
  template <typename Package>
  bool joins(const YamlTree& entry, std::vector<Package>& packages, std::string_view url);

  std::string_view m_file_name;
  YamlReader m_reader;
  LockFile m_lock;
  // [platform, manager, name] -> its place among the platform's packages
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> m_places;
};

const std::string& url_of(const LockedPackage& package) {
  return package.record.url;
}

const std::string& url_of(const LockedPipPackage& package) {
  return package.url;
}

const std::string& CondaLockReader::required_text(const YamlTree& map, std::string_view key) const {
  return m_reader.text_of(m_reader.get(map, key), fmt::format("`{}`", key));
}

void CondaLockReader::read_channel(const YamlTree& channel) {
  const std::string text = channel.kind == YamlTree::Kind::map
                               ? required_text(channel, "url")
                               : m_reader.text_of(channel, "a channel");
  LockedChannel read;
  if (is_url(text)) {
    read.url = without_credentials(text);
    while (read.url.ends_with('/')) {
      read.url.pop_back();
    }
    read.name = read.url;
  } else {
    read.name = text;
  }
  m_lock.channels.push_back(std::move(read));
}

// What stands before the first `separator`; both are taken off `text`.
std::string_view take_word(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

void append(const std::vector<std::string>& texts,
            std::string_view category,
            std::optional<std::vector<AskedSpec>>& specs) {
  specs = specs.value_or(std::vector<AskedSpec>());
  for (const std::string& text : texts) {
    specs->push_back({text, category.empty() ? "main" : std::string(category)});
  }
}

// "etalon.linux-64.specs", "etalon.linux-64.specs.dev": what the format has no place for.
void CondaLockReader::read_custom(const YamlTree& custom) {
  for (const YamlMember& member : m_reader.map_of(custom, "`custom_metadata`")) {
    std::string_view category = member.key;
    const bool is_own = take_word(category, '.') == "etalon";
    const std::string subdir(take_word(category, '.'));
    const std::string_view key = take_word(category, '.');
    const bool is_known = key == "specs" || key == "pip" || key == "virtual-packages";
    if (!is_own || !is_known || m_lock.find(subdir) == nullptr) {
      continue;
    }
    std::vector<std::string> list;
    try {
      list = list_from_json(m_reader.text_of(member.value, fmt::format("`{}`", member.key)));
    } catch (const Error& error) {
      throw m_reader.error_at(member.value, fmt::format("`{}`: {}", member.key, error.message()));
    }
    LockedPlatform& target = platform(subdir, member.value);
    if (key == "virtual-packages") {
      target.virtual_packages = std::move(list);
    } else {
      append(list, category, key == "specs" ? target.specs : target.pip_specs);
    }
  }
}

void CondaLockReader::read_metadata(const YamlTree& metadata) {
  m_reader.require_map(metadata, "`metadata`");
  for (const std::string& subdir : m_reader.find_texts(metadata, "platforms")) {
    LockedPlatform platform;
    platform.subdir = subdir;
    m_lock.put(std::move(platform));
  }
  if (const YamlTree* hashes = YamlReader::find(metadata, "content_hash")) {
    for (const YamlMember& member : m_reader.map_of(*hashes, "`content_hash`")) {
      platform(member.key, member.value).content_hash = m_reader.text_of(member.value, "a hash");
    }
  }
  if (const YamlTree* channels = YamlReader::find(metadata, "channels")) {
    for (const YamlTree& channel : m_reader.list_of(*channels, "`channels`")) {
      read_channel(channel);
    }
  }
  m_lock.sources = m_reader.find_texts(metadata, "sources");
  if (const YamlTree* custom = YamlReader::find(metadata, "custom_metadata")) {
    read_custom(*custom);
  }
}

LockedPlatform& CondaLockReader::platform(const std::string& subdir, const YamlTree& place) {
  for (LockedPlatform& known : m_lock.platforms) {
    if (known.subdir == subdir) {
      return known;
    }
  }
  throw m_reader.error_at(place,
                          fmt::format("`{}` is not among the `platforms` of `metadata`", subdir));
}

template <typename Package>
bool CondaLockReader::joins(const YamlTree& entry,
                            std::vector<Package>& packages,
                            std::string_view url) {
  const std::string category =
      YamlReader::find(entry, "category") == nullptr ? "main" : required_text(entry, "category");
  const auto& subdir = required_text(entry, "platform");
  const auto& name = required_text(entry, "name");
  const auto [place, is_new] =
      m_places.try_emplace({subdir, required_text(entry, "manager"), name}, packages.size());
  if (is_new) {
    packages.emplace_back().categories = {category};
    return false;
  }
  Package& known = packages[place->second];
  auto& categories = known.categories;
  const auto before = std::lower_bound(categories.begin(), categories.end(), category);
  if (before != categories.end() && *before == category) {
    throw m_reader.error_at(entry, fmt::format("`{}` is locked twice for {}", name, subdir));
  }
  if (url_of(known) != url) {
    throw m_reader.error_at(entry,
                            fmt::format("`{}` is locked to two packages for {}", name, subdir));
  }
  categories.insert(before, category);
  return true;
}

void CondaLockReader::read_conda_package(const YamlTree& entry, LockedPlatform& platform) {
  const std::string& url = required_text(entry, "url");
  RepoDataRecord record;
  try {
    record = record_of_place(url);
  } catch (const Error& error) {
    throw m_reader.error_at(m_reader.get(entry, "url"), error.message());
  }
  if (record.package.name != to_lower(required_text(entry, "name"))) {
    throw m_reader.error_at(entry,
                            fmt::format("`{}` is locked to the package file `{}`",
                                        required_text(entry, "name"),
                                        record.file_name));
  }
  const YamlTree& hash = m_reader.get(entry, "hash");
  m_reader.require_map(hash, "`hash`");
  record.package.md5 = m_reader.find_hash(hash, "md5", 32);
  record.package.sha256 = m_reader.find_hash(hash, "sha256", 64);
  if (const YamlTree* dependencies = YamlReader::find(entry, "dependencies")) {
    for (const YamlMember& member : m_reader.map_of(*dependencies, "`dependencies`")) {
      const bool is_any = member.value.kind == YamlTree::Kind::null;
      const std::string rest = is_any ? "" : m_reader.text_of(member.value, "a dependency");
      record.package.depends.push_back(rest.empty() ? member.key : member.key + " " + rest);
    }
  }
  if (!joins(entry, platform.packages, record.url)) {
    platform.packages.back().detail = RecordDetail::identity;
    platform.packages.back().record = std::move(record);
  }
}

void CondaLockReader::read_pip_package(const YamlTree& entry, LockedPlatform& platform) {
  const std::string& url = required_text(entry, "url");
  if (joins(entry, platform.pip, is_url(url) ? without_credentials(url) : url)) {
    return;
  }
  LockedPipPackage& package = platform.pip.back();
  package.name = required_text(entry, "name");
  package.version = required_text(entry, "version");
  package.url = is_url(url) ? without_credentials(url) : url;
  const YamlTree& hash = m_reader.get(entry, "hash");
  m_reader.require_map(hash, "`hash`");
  package.sha256 = m_reader.find_hash(hash, "sha256", 64);
  if (const YamlTree* dependencies = YamlReader::find(entry, "dependencies")) {
    for (const YamlMember& member : m_reader.map_of(*dependencies, "`dependencies`")) {
      const bool is_any = member.value.kind == YamlTree::Kind::null || member.value.text == "*";
      package.requires_dist.push_back(
          is_any ? member.key : member.key + " " + m_reader.text_of(member.value, "a dependency"));
    }
  }
}

void CondaLockReader::read_package(const YamlTree& entry) {
  m_reader.require_map(entry, "a package");
  LockedPlatform& target =
      platform(required_text(entry, "platform"), m_reader.get(entry, "platform"));
  const std::string& manager = required_text(entry, "manager");
  if (manager == "conda") {
    read_conda_package(entry, target);
  } else if (manager == "pip") {
    read_pip_package(entry, target);
  } else {
    throw m_reader.error_at(m_reader.get(entry, "manager"),
                            fmt::format("`manager` is `{}`, neither `conda` nor `pip`", manager));
  }
}

LockFile CondaLockReader::read(std::string_view text) {
  const YamlTree root = m_reader.parse(text);
  m_reader.require_map(root, "the file");
  const std::string version = m_reader.find_text(root, "version");
  if (!version.empty() && version != "1") {
    throw Error(ErrorKind::refused,
                fmt::format("{}: this is conda-lock's format {}, of which nothing is known yet",
                            m_file_name,
                            version),
                {"make it anew with `etalon lock` or conda-lock: both write format 1"});
  }
  read_metadata(m_reader.get(root, "metadata"));
  for (const YamlTree& entry : m_reader.list_of(m_reader.get(root, "package"), "`package`")) {
    read_package(entry);
  }
  sort_entries(m_lock);
  return std::move(m_lock);
}

} // namespace

LockFile parse_conda_lock(std::string_view text, std::string_view file_name) {
  return CondaLockReader(file_name).read(text);
}

} // namespace etalon
