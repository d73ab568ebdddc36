#include "manifest_folder.hpp"

#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/explicit_spec.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/model/text_encoding.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <optional>
#include <vector>

namespace etalon::conformance {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Strings = std::vector<std::string>;

// A scalar as it was written; YAML 1.1 makes some of them numbers.
std::string text_of(const json& value) {
  if (value.is_null()) {
    return {};
  }
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Strings texts_of(const json& list) {
  Strings texts;
  for (const json& item : list) {
    texts.push_back(text_of(item));
  }
  return texts;
}

Strings texts_of(const std::vector<ManifestSpec>& specs) {
  Strings texts;
  for (const ManifestSpec& spec : specs) {
    texts.push_back(spec.text);
  }
  return texts;
}

// What conda and Etalon take out of a manifest, in one text a part.
using Contents = std::map<std::string, std::string>;

Strings canonical(const std::vector<ManifestSpec>& specs) {
  Strings texts;
  for (const ManifestSpec& spec : specs) {
    texts.push_back(MatchSpec::parse(spec.text).to_string());
  }
  return texts;
}

// Without the `pip` that conda adds where there is a section of that name.
Strings without_pip(Strings specs) {
  specs.erase(std::remove(specs.begin(), specs.end(), "pip"), specs.end());
  return specs;
}

Contents contents_of(const EnvironmentManifest& manifest) {
  Contents contents = {{"accepted", "true"},
                       {"name", manifest.name},
                       {"prefix", manifest.prefix},
                       {"channels", join(manifest.channels, ", ")},
                       {"pip", join(texts_of(manifest.pip), ", ")},
                       {"conda", join(without_pip(canonical(manifest.dependencies)), ", ")}};
  for (const auto& [name, value] : manifest.variables) {
    contents["variable " + name] = value;
  }
  return contents;
}

Contents contents_of(const json& conda) {
  if (!conda.value("accepted", false)) {
    return {{"accepted", "false"}};
  }
  const auto list = [&](const char* key) { return texts_of(conda.value(key, json::array())); };
  Contents contents = {{"accepted", "true"},
                       {"name", text_of(conda.value("name", json()))},
                       {"prefix", text_of(conda.value("prefix", json()))},
                       {"channels", join(list("channels"), ", ")},
                       {"pip", join(list("pip"), ", ")},
                       {"conda", join(without_pip(list("conda")), ", ")}};
  const json variables = conda.value("variables", json::object());
  for (const auto& [name, value] : variables.items()) {
    contents["variable " + name] = text_of(value);
  }
  return contents;
}

std::optional<EnvironmentManifest>
read_for(const char* subdir, const std::string& bytes, const std::string& file) {
  try {
    return EnvironmentManifest::parse(bytes, file, {Platform::parse(subdir)});
  } catch (const Error&) {
    return std::nullopt;
  }
}

// Whether the platform decides what is read.
bool has_selectors(const std::string& bytes, const std::string& file) {
  std::optional<std::string> first;
  for (const char* subdir : {"linux-64", "linux-aarch64", "osx-64", "osx-arm64", "win-64"}) {
    const auto manifest = read_for(subdir, bytes, file);
    const std::string yaml = manifest ? manifest->to_yaml() : "";
    if (first && *first != yaml) {
      return true;
    }
    first = yaml;
  }
  return false;
}

struct Answer {
  Contents contents;
  std::string refusal; // with its place; empty where it was read
  bool is_explicit = false;
  bool has_two_pip_lists = false;
};

Answer read_as_etalon(const std::string& bytes, const std::string& file) {
  Answer answer;
  try {
    const std::string text = decode_text(bytes);
    if (ExplicitSpec::looks_like(text)) {
      ExplicitSpec::parse(text, file);
      answer.contents["accepted"] = "true";
      answer.is_explicit = true;
      return answer;
    }
    const auto manifest = EnvironmentManifest::parse(bytes, file, {Platform::parse("linux-64")});
    answer.contents = contents_of(manifest);
    answer.has_two_pip_lists =
        std::any_of(manifest.warnings.begin(), manifest.warnings.end(), [](const auto& warning) {
          return warning.find("a second list `pip`") != std::string::npos;
        });
  } catch (const Error& error) {
    answer.contents["accepted"] = "false";
    answer.refusal = error.message();
    if (error.hints().empty() && error.causes().empty()) {
      answer.contents["accepted"] = "false, by an error that does not say what to do";
    }
  }
  return answer;
}

// Why Etalon reads a file otherwise than conda on purpose; docs/reference/manifest.md says more.
std::string decision_of(const Answer& answer,
                        const json& conda,
                        const std::string& bytes,
                        const std::string& file) {
  const bool conda_accepts = conda.value("accepted", false);
  const std::string fault = text_of(conda.value("error", json()));
  if (answer.is_explicit) {
    return "an @EXPLICIT list is read under any name";
  }
  if (!conda_accepts && bytes.find('\0') != std::string::npos) {
    return "UTF-16 is read without a byte order mark, too";
  }
  if (!conda_accepts && fault.find("'\\t'") != std::string::npos) {
    return "tabs may stand between words, as YAML says";
  }
  if (conda_accepts && answer.refusal.find("unknown section") != std::string::npos) {
    return "CEP 24 forbids unknown sections";
  }
  if (conda_accepts && (answer.refusal.find(" is a map, not a ") != std::string::npos ||
                        answer.refusal.find(" is a text, not a ") != std::string::npos ||
                        answer.refusal.find(" is a list, not a ") != std::string::npos)) {
    return "CEP 24 says what kind of value a key has; conda takes any apart";
  }
  if (answer.has_two_pip_lists) {
    return "two lists for pip are joined";
  }
  return has_selectors(bytes, file) ? "selectors of CEP 24, which conda does not know" : "";
}

void compare(const fs::path& path, const json& conda, Report& report) {
  const std::string bytes = read_file(path);
  const std::string file = path.filename().string();
  const Answer answer = read_as_etalon(bytes, file);
  const Contents expected = contents_of(conda);
  Comparison comparison{Comparison::Status::agree, file, "as conda", "as conda", {}, {}};
  for (const auto* side : {&expected, &answer.contents}) {
    for (const auto& [part, ignored] : *side) {
      const auto in_conda = expected.find(part);
      const auto in_ours = answer.contents.find(part);
      const std::string theirs = in_conda == expected.end() ? "nothing" : in_conda->second;
      const std::string ours = in_ours == answer.contents.end() ? "nothing" : in_ours->second;
      if (theirs != ours && comparison.given == "as conda") {
        comparison.expected = part + ": " + theirs;
        comparison.given = part + ": " + ours;
      }
    }
  }
  if (comparison.given != comparison.expected) {
    comparison.given += answer.refusal.empty() ? "" : " (" + answer.refusal + ")";
    comparison.decision = decision_of(answer, conda, bytes, file);
  }
  report.add(comparison);
}

} // namespace

int run_manifests(const fs::path& folder, Report& report) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path expected = folder / "expected" / (entry.path().stem().string() + ".conda.json");
    if (entry.is_regular_file() && fs::exists(expected)) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  report.begin("manifests");
  for (const fs::path& file : files) {
    compare(file,
            json::parse(read_file(folder / "expected" / (file.stem().string() + ".conda.json"))),
            report);
  }
  report.end();
  return static_cast<int>(files.size());
}

} // namespace etalon::conformance
