#pragma once

#include <etalon/model/platform.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

struct ManifestSpec {
  std::string text;      // as written
  int line = 0;          // 1-based; 0 where there is no file
  std::string file = {}; // as given to parse(); what the text names by a path lies beside it
  std::string category = "main"; // of its manifest
};

// What a manifest is read for.
struct ManifestContext {
  Platform platform = Platform::current(); // whose selectors hold
};

// 1-based; line 0 means the file as a whole.
struct ManifestPlace {
  int line = 0;
  int column = 0;
};

enum class ProblemSeverity { error, warning };

struct ManifestProblem {
  ProblemSeverity severity = ProblemSeverity::error;
  ManifestPlace place;
  std::string message;             // what was found
  std::vector<std::string> causes; // why it is wrong, where the message does not say
  std::vector<std::string> hints;  // what to write instead
};

// An environment.yml (CEP 24), or what says the same with less: a list of specs, one a line (CEP
// 23).
struct EnvironmentManifest {
  std::string name;                  // empty where absent
  std::string prefix;                // empty where absent
  std::vector<std::string> channels; // as written, `nodefaults` among them; an object by its URL
  std::vector<ManifestSpec> dependencies;
  std::vector<ManifestSpec> pip; // lines of the `pip:` section, options too, in order
  std::map<std::string, std::string> variables;
  std::vector<std::string> platforms; // subdirs to lock for; empty where absent
  std::string category;               // of a lock file; empty where absent
  std::vector<std::string> warnings;  // one sentence each: unknown keys and the like

  // `bytes` in any encoding and with any line ends, see decode_text(). `file_name` is for messages,
  // and decides with the first line between the two forms: a list of specs has neither the ending
  // .yml or .yaml nor a key there. Throws Error{usage}: "FILE:LINE:COLUMN: what was found", with
  // what to write instead as hint; it is the first of find_manifest_problems().
  static EnvironmentManifest
  parse(std::string_view bytes, std::string_view file_name, const ManifestContext& context = {});
  // Several as one, as conda does it: name and prefix are those of the first that has one;
  // channels, dependencies, lines for pip and platforms of all in order of first mention, none
  // twice in one category; a later variable wins. The category is the one that all name, else
  // empty.
  static EnvironmentManifest merge(const std::vector<EnvironmentManifest>& manifests);
  // Stable to the byte for equal input; strings quoted where YAML would read them otherwise.
  [[nodiscard]] std::string to_yaml() const;
};

// Lines of `pip:` sections, none twice whatever its category: a path may be two places in two
// files.
std::vector<ManifestSpec> distinct_pip_lines(const std::vector<ManifestSpec>& lines);

// All that parse() would refuse or warn about, in the order of the file (after a hundred errors, or
// where the text is no YAML, the rest is not looked at).
std::vector<ManifestProblem> find_manifest_problems(std::string_view bytes,
                                                    std::string_view file_name,
                                                    const ManifestContext& context = {});

} // namespace etalon
