#include <etalon/config/config_files.hpp>

#include <algorithm>
#include <initializer_list>
#include <set>
#include <system_error>

namespace etalon {

namespace {

namespace fs = std::filesystem;
using Variables = std::map<std::string, std::string>;

fs::path find_path(const Variables& variables, const std::string& name) {
  const auto found = variables.find(name);
  return found == variables.end() ? fs::path() : fs::path(found->second);
}

fs::path conda_root(const Variables& variables) {
  const fs::path root = find_path(variables, "CONDA_ROOT");
  return root.empty() ? find_path(variables, "CONDA_EXE").parent_path().parent_path() : root;
}

// A relative path counts as unset: so the XDG Base Directory Specification wants it.
fs::path xdg_config_home(const Variables& variables) {
  const fs::path home = find_path(variables, "XDG_CONFIG_HOME");
  return home.is_absolute() ? home : fs::path();
}

// In the order of conda's search path; files and folders alike.
std::vector<fs::path> search_path(const Variables& variables) {
  std::vector<fs::path> places;
  const auto add_folder = [&](const fs::path& base, const fs::path& below) {
    if (!base.empty()) {
      for (const char* name : {".condarc", "condarc", "condarc.d"}) {
        places.push_back(base / below / name);
      }
    }
  };
  const fs::path home = find_path(variables, "HOME");
  const fs::path xdg = xdg_config_home(variables);
  add_folder("/etc/conda", "");
  add_folder("/var/lib/conda", "");
  add_folder(conda_root(variables), "");
  add_folder(xdg, "conda");
  add_folder(home, ".config/conda");
  add_folder(home, ".conda");
  if (!home.empty()) {
    places.push_back(home / ".condarc");
  }
  add_folder(find_path(variables, "CONDA_PREFIX"), "");
  if (const fs::path named = find_path(variables, "CONDARC"); !named.empty()) {
    places.push_back(named);
  }
  if (!xdg.empty() || !home.empty()) {
    places.push_back((xdg.empty() ? home / ".config" : xdg) / "etalon" / "config.yml");
  }
  return places;
}

std::vector<fs::path> yaml_files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored; // a folder that cannot be read has nothing to say, as in conda
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const fs::path extension = entry.path().extension();
    if ((extension == ".yml" || extension == ".yaml") && entry.is_regular_file(ignored)) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

} // namespace

std::vector<ConfigFile> find_config_files(const Variables& environment) {
  std::vector<ConfigFile> files;
  std::set<fs::path> seen;
  const auto add = [&](const fs::path& path, bool exists) {
    if (seen.insert(path).second) {
      files.push_back({path, exists});
    }
  };
  for (const fs::path& place : search_path(environment)) {
    std::error_code ignored;
    const fs::file_status status = fs::status(place, ignored);
    if (!fs::is_directory(status)) {
      add(place.lexically_normal(), fs::exists(status));
      continue;
    }
    for (const fs::path& file : yaml_files_of(place.lexically_normal())) {
      add(file, true);
    }
  }
  return files;
}

} // namespace etalon
