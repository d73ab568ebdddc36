#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

struct ManifestSpec {
  std::string text; // as written
  int line = 0;     // 1-based; 0 where there is no file
};

// An environment.yml (CEP 24).
struct EnvironmentManifest {
  std::string name;   // empty where absent
  std::string prefix; // empty where absent
  std::vector<std::string> channels;
  std::vector<ManifestSpec> dependencies;
  std::vector<ManifestSpec> pip; // lines of the `pip:` section
  std::map<std::string, std::string> variables;
  std::vector<std::string> warnings; // one sentence each: unknown keys and the like

  // `file_name` is for messages. Throws Error{usage}: "FILE:LINE:COLUMN: what was found", with what
  // to write instead as hint.
  static EnvironmentManifest parse(std::string_view yaml, std::string_view file_name);
  // Stable to the byte for equal input; strings quoted where YAML would read them otherwise.
  [[nodiscard]] std::string to_yaml() const;
};

} // namespace etalon
