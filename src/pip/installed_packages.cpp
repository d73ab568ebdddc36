#include "direct_url.hpp"
#include "metadata.hpp"
#include "record_file.hpp"

#include <etalon/pip/installed_packages.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace etalon {
namespace {

namespace fs = std::filesystem;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  try {
    if (fs::is_directory(directory)) {
      for (const auto& entry : fs::directory_iterator(directory)) {
        names.push_back(entry.path().filename().native());
      }
    }
  } catch (const fs::filesystem_error& failure) {
    throw system_error("read", directory.native(), failure.code().value());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// pip takes a path; what is no file URL of this machine stays a URL.
std::string editable_source(const std::string& url) {
  try {
    return url.rfind("file://", 0) == 0 ? path_from_file_url(url).native() : url;
  } catch (const Error&) {
    return url;
  }
}

class Finder {
public:
  Finder(const fs::path& prefix,
         const std::string& site_packages,
         const std::vector<PrefixRecord>& records)
      : m_site_packages(site_packages), m_directory(prefix / site_packages) {
    for (const PrefixRecord& record : records) {
      for (const std::string& file : record.files) {
        if (file.rfind(site_packages, 0) == 0 && file.find("-info") != std::string::npos) {
          m_owned.insert(file);
        }
      }
    }
  }

  std::vector<InstalledPipPackage> run() {
    for (const std::string& name : names_in(m_directory)) {
      if (name.front() == '~') {
        continue; // pip moved it out of the way and did not come to remove it
      }
      if (ends_with(name, ".dist-info")) {
        add_dist_info(name);
      } else if (ends_with(name, ".egg-info")) {
        add_egg_info(name);
      } else if (ends_with(name, ".egg-link")) {
        add_egg_link(name);
      }
    }
    std::stable_sort(m_found.begin(), m_found.end(), by_name);
    const auto same = [](const auto& a, const auto& b) { return a.package.name == b.package.name; };
    m_found.erase(std::unique(m_found.begin(), m_found.end(), same), m_found.end());
    return std::move(m_found);
  }

private:
  static bool by_name(const InstalledPipPackage& a, const InstalledPipPackage& b) {
    return a.package.name < b.package.name;
  }

  [[nodiscard]] bool is_owned(const std::string& name) const {
    return m_owned.count(m_site_packages + "/" + name) != 0;
  }

  void add(const PipIdentity& identity,
           const std::string& hash,
           const DirectUrl& direct,
           const std::string& location) {
    InstalledPipPackage found;
    found.package = {normalize_pip_name(identity.name), identity.version, hash};
    found.origin = direct.origin;
    found.location = m_site_packages + "/" + location;
    switch (direct.origin) {
    case PipOrigin::index:
      found.requirement = found.package.name + "==" + identity.version;
      break;
    case PipOrigin::editable:
      found.requirement = "-e " + editable_source(direct.url);
      break;
    case PipOrigin::archive:
    case PipOrigin::repository:
    case PipOrigin::directory:
      found.requirement = found.package.name + " @ " + direct.url;
      if (!direct.sha256.empty()) {
        found.requirement += direct.url.find('#') == std::string::npos ? "#" : "&";
        found.requirement += "sha256=" + direct.sha256;
      }
      break;
    }
    m_found.push_back(std::move(found));
  }

  void add_dist_info(const std::string& name) {
    if (is_owned(name + "/METADATA")) {
      return;
    }
    const fs::path directory = m_directory / name;
    const auto identity = parse_pip_metadata(find_file(directory / "METADATA").value_or(""));
    if (identity) {
      const auto direct = parse_direct_url(find_file(directory / "direct_url.json").value_or(""));
      auto lines = parse_record_file(find_file(directory / "RECORD").value_or(""));
      add(*identity, record_hash(std::move(lines), m_site_packages, name), direct, name);
    }
  }

  // A directory as setuptools makes it, or the file alone as distutils did.
  void add_egg_info(const std::string& name) {
    const bool is_directory = fs::is_directory(m_directory / name);
    const std::string file = is_directory ? name + "/PKG-INFO" : name;
    if (is_owned(file)) {
      return;
    }
    const auto identity = parse_pip_metadata(find_file(m_directory / file).value_or(""));
    if (identity) {
      add(*identity, record_hash(egg_files(name), m_site_packages, name), {}, name);
    }
  }

  // installed-files.txt has no hashes: they are those of the files, as they are now.
  std::vector<RecordedPath> egg_files(const std::string& name) {
    const std::string list = find_file(m_directory / name / "installed-files.txt").value_or("");
    std::vector<RecordedPath> lines;
    for (const std::string_view line : split(list, '\n')) {
      const std::string path = (fs::path(name) / trim(line)).lexically_normal().native();
      const fs::path file = m_directory / path;
      if (!trim(line).empty() && !ends_with(path, ".pyc") && fs::is_regular_file(file)) {
        lines.push_back({path, "sha256=" + sha256_file(file)});
      }
    }
    return lines;
  }

  // `setup.py develop`: the first line is the directory that is imported from, with the metadata.
  void add_egg_link(const std::string& name) {
    const std::string text = find_file(m_directory / name).value_or("");
    const std::string_view first = trim(std::string_view(text).substr(0, text.find('\n')));
    const fs::path source(first);
    const std::string stem = name.substr(0, name.size() - std::string_view(".egg-link").size());
    if (!source.is_absolute()) {
      return;
    }
    const auto identity = parse_pip_metadata(
        find_file(source / (replace_all(stem, "-", "_") + ".egg-info") / "PKG-INFO").value_or(""));
    if (identity) {
      DirectUrl direct;
      direct.origin = PipOrigin::editable;
      direct.url = source.native();
      add(*identity, record_hash({}, m_site_packages, name), direct, name);
    }
  }

  std::string m_site_packages;
  fs::path m_directory;
  std::unordered_set<std::string> m_owned;
  std::vector<InstalledPipPackage> m_found;
};

} // namespace

std::vector<InstalledPipPackage> find_pip_packages(const fs::path& prefix,
                                                   const std::string& site_packages,
                                                   const std::vector<PrefixRecord>& records) {
  return Finder(prefix, site_packages, records).run();
}

std::string normalize_pip_name(std::string_view name) {
  std::string normal;
  for (const char letter : to_lower(name)) {
    const bool is_separator = letter == '-' || letter == '_' || letter == '.';
    if (!is_separator) {
      normal += letter;
    } else if (normal.empty() || normal.back() != '-') {
      normal += '-';
    }
  }
  return normal;
}

} // namespace etalon
