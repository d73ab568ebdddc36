#pragma once

#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon::test {

// A channel's indexes without packages, made of lines such as
//   - app 1.0: [library >=2]
//   - app 2.0 cuda_0: {depends: [__cuda], constrains: [...], subdir: noarch, number: 3,
//                      timestamp: 1700000000000, track_features: [slow]}
// The build is 0 where none is written, the subdir linux-64. `- app 1..300: [...]` makes as many
// versions.
class MadeChannel {
public:
  explicit MadeChannel(const YAML::Node& packages) {
    for (const auto& package : packages) {
      const auto text = package.begin()->first.as<std::string>();
      const auto words = split_words(text);
      add(std::string(words.at(0)),
          std::string(words.at(1)),
          words.size() > 2 ? std::string(words[2]) : "0",
          package.begin()->second);
    }
  }

  // Writes SUBDIR/repodata.json for each subdir, linux-64 and noarch always.
  void save(FileSystem& files, const std::filesystem::path& channel) const {
    auto subdirs = m_subdirs;
    for (const auto* always : {"linux-64", "noarch"}) {
      subdirs.try_emplace(always, nlohmann::json::object());
    }
    for (const auto& [subdir, packages] : subdirs) {
      files.create_directories(channel / subdir);
      const nlohmann::json repodata = {{"info", {{"subdir", subdir}}},
                                       {"packages", nlohmann::json::object()},
                                       {"packages.conda", packages}};
      files.write_file(channel / subdir / "repodata.json", repodata.dump());
    }
  }

private:
  void add(const std::string& name,
           const std::string& version,
           const std::string& build,
           const YAML::Node& rest) {
    if (const auto dots = version.find(".."); dots != std::string::npos) {
      const int last = std::stoi(version.substr(dots + 2));
      for (int each = std::stoi(version.substr(0, dots)); each <= last; ++each) {
        add(name, std::to_string(each), build, rest);
      }
      return;
    }
    const auto texts = [&](const char* key) {
      return rest.IsMap() && rest[key] ? rest[key].as<std::vector<std::string>>()
                                       : std::vector<std::string>();
    };
    const auto number = [&](const char* key) {
      return rest.IsMap() && rest[key] ? rest[key].as<std::uint64_t>() : 0;
    };
    const auto subdir =
        rest.IsMap() && rest["subdir"] ? rest["subdir"].as<std::string>() : "linux-64";
    const auto depends = rest.IsSequence() ? rest.as<std::vector<std::string>>() : texts("depends");
    nlohmann::json record = {{"name", name},
                             {"version", version},
                             {"build", build},
                             {"build_number", number("number")},
                             {"subdir", subdir},
                             {"depends", depends},
                             {"constrains", texts("constrains")},
                             {"timestamp", number("timestamp")},
                             {"size", 1000}};
    if (const auto features = texts("track_features"); !features.empty()) {
      record["track_features"] = join(features, ",");
    }
    m_subdirs[subdir][name + "-" + version + "-" + build + ".conda"] = std::move(record);
  }

  std::map<std::string, nlohmann::json> m_subdirs;
};

} // namespace etalon::test
