#include <etalon/model/environment_manifest.hpp>

#include <set>

namespace etalon {

namespace {

const std::string& same(const std::string& text) {
  return text;
}

// A spec of two categories counts for each.
std::string key_of_spec(const ManifestSpec& spec) {
  return spec.text + '\n' + spec.category;
}

// `-e .` and `-r more.txt` of two files name two things: their paths begin at the file.
std::string place_of_pip_line(const ManifestSpec& line) {
  const bool may_name_path = line.text.starts_with("-") || line.text.starts_with(".") ||
                             line.text.find('/') != std::string::npos;
  return (may_name_path ? line.file + '\n' : "") + line.text;
}

std::string key_of_pip_line(const ManifestSpec& line) {
  return place_of_pip_line(line) + '\n' + line.category;
}

// What is there already stays once, in the place of its first mention.
template <typename Item, typename Key>
void append_new(const std::vector<Item>& items,
                Key key,
                std::set<std::string>& known,
                std::vector<Item>& all) {
  for (const Item& item : items) {
    if (known.insert(key(item)).second) {
      all.push_back(item);
    }
  }
}

void keep_first(const std::string& value, std::string& kept) {
  if (kept.empty()) {
    kept = value;
  }
}

} // namespace

EnvironmentManifest EnvironmentManifest::merge(const std::vector<EnvironmentManifest>& manifests) {
  EnvironmentManifest all;
  std::set<std::string> channels;
  std::set<std::string> dependencies;
  std::set<std::string> pip;
  std::set<std::string> platforms;
  for (const EnvironmentManifest& one : manifests) {
    keep_first(one.name, all.name);
    keep_first(one.prefix, all.prefix);
    append_new(one.channels, same, channels, all.channels);
    append_new(one.dependencies, key_of_spec, dependencies, all.dependencies);
    append_new(one.pip, key_of_pip_line, pip, all.pip);
    append_new(one.platforms, same, platforms, all.platforms);
    for (const auto& [name, value] : one.variables) {
      all.variables[name] = value;
    }
    all.warnings.insert(all.warnings.end(), one.warnings.begin(), one.warnings.end());
    if (&one == &manifests.front()) {
      all.category = one.category;
    } else if (all.category != one.category) {
      all.category.clear();
    }
  }
  return all;
}

std::vector<ManifestSpec> distinct_pip_lines(const std::vector<ManifestSpec>& lines) {
  std::vector<ManifestSpec> distinct;
  std::set<std::string> known;
  append_new(lines, place_of_pip_line, known, distinct);
  return distinct;
}

} // namespace etalon
