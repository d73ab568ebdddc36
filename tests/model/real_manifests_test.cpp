#include <etalon/model/environment_manifest.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

using namespace etalon;
using nlohmann::json;

namespace {

const std::filesystem::path k_manifests = ETALON_SOURCE_DIR "/../shared/data/manifests";

std::vector<std::filesystem::path> real_manifests() {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::exists(k_manifests)) {
    for (const auto& entry : std::filesystem::directory_iterator(k_manifests)) {
      if (entry.path().extension() == ".yml") {
        files.push_back(entry.path());
      }
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

json expected_of(const std::filesystem::path& file, const std::string& ending) {
  return json::parse(read_file(k_manifests / "expected" / (file.stem().string() + ending)));
}

std::vector<std::string> texts_of(const std::vector<ManifestSpec>& specs) {
  std::vector<std::string> texts;
  for (const ManifestSpec& spec : specs) {
    texts.push_back(spec.text);
  }
  return texts;
}

// The texts of the plain YAML tree, where they are texts (YAML 1.1 reads some as numbers).
std::vector<std::string> plain_texts(const json& list) {
  std::vector<std::string> texts;
  for (const json& item : list) {
    if (item.is_string()) {
      texts.push_back(item);
    } else if (!item.is_object()) {
      texts.push_back(item.dump());
    }
  }
  return texts;
}

void check_against_tree(const EnvironmentManifest& manifest, const json& tree) {
  CHECK(manifest.channels == plain_texts(tree.value("channels", json::array())));
  json dependencies = tree.value("dependencies", json::array());
  CHECK(texts_of(manifest.dependencies) == plain_texts(dependencies));
  std::vector<std::string> pip;
  for (const json& item : dependencies) {
    if (item.is_object() && item.contains("pip")) {
      pip = plain_texts(item["pip"]);
    }
  }
  CHECK(texts_of(manifest.pip) == pip);
}

} // namespace

TEST_CASE("real manifests are read as conda reads them, or refused where conda refuses",
          "[model][manifest][data]") {
  const auto files = real_manifests();
  if (files.empty()) {
    WARN("skipped: " << k_manifests << " is absent");
    return;
  }
  CHECK(files.size() == 101);
  std::size_t read = 0;
  for (const auto& file : files) {
    CAPTURE(file.filename().string());
    const json conda = expected_of(file, ".conda.json");
    const bool accepted = conda["accepted"];
    try {
      const EnvironmentManifest manifest =
          EnvironmentManifest::parse(read_file(file), file.filename().string());
      CHECK(accepted);
      ++read;
      CHECK(manifest.name == (conda["name"].is_null() ? "" : conda["name"].get<std::string>()));
      CHECK(manifest.channels == conda["channels"].get<std::vector<std::string>>());
      // conda adds `pip` where there is a section of that name, and nothing else.
      const std::size_t added =
          conda["conda"].size() - std::min(conda["conda"].size(), manifest.dependencies.size());
      CHECK(added <= (manifest.pip.empty() ? 0U : 1U));
      CHECK(texts_of(manifest.pip) == conda["pip"].get<std::vector<std::string>>());
      check_against_tree(manifest, expected_of(file, ".json")["data"]);
      const EnvironmentManifest again = EnvironmentManifest::parse(manifest.to_yaml(), "again");
      CHECK(again.to_yaml() == manifest.to_yaml());
      CHECK(texts_of(again.dependencies) == texts_of(manifest.dependencies));
      CHECK(again.variables == manifest.variables);
    } catch (const Error& error) {
      CAPTURE(error.message());
      CHECK_FALSE(accepted);
      CHECK(error.kind() == ErrorKind::usage);
      CHECK_THAT(error.message(), Catch::Matchers::StartsWith(file.filename().string() + ":"));
      CHECK_FALSE(error.hints().empty());
    }
  }
  CHECK(read == 84);
}

TEST_CASE("real manifests of which something is ignored are warned about",
          "[model][manifest][data]") {
  const auto files = real_manifests();
  if (files.empty()) {
    WARN("skipped: " << k_manifests << " is absent");
    return;
  }
  std::set<std::string> warned;
  for (const auto& file : files) {
    try {
      const auto manifest = EnvironmentManifest::parse(read_file(file), "f");
      if (!manifest.warnings.empty()) {
        warned.insert(file.filename().string().substr(0, 3));
      }
    } catch (const Error&) { // counted by the test above
      continue;
    }
  }
  CHECK(warned == std::set<std::string>{
                      "039",
                      "044", // no `dependencies`
                      "103", // comments `# sel(osx)`, which select nothing
                  });
}
