#include "yaml_map.hpp"

#include <etalon/channel/recipe.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/model/platform.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {
namespace {

constexpr std::size_t k_max_word = 64; // CEP 26: of names, versions and builds

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// CEP 26: lower-case letters, digits, '-', '_' and '.', not starting with '-' or '.'.
bool is_package_name(std::string_view text) {
  return !text.empty() && text.size() <= k_max_word && text.front() != '-' && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (is_alnum(c) && !(c >= 'A' && c <= 'Z')) || c == '-' || c == '_' || c == '.';
         });
}

bool is_build_string(std::string_view text) {
  return !text.empty() && text.size() <= k_max_word &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_alnum(c) || c == '_' || c == '.' || c == '+';
         });
}

// A path inside the prefix: the linker will write there.
bool is_inner_path(std::string_view text) {
  if (text.empty() || text.front() == '/') {
    return false;
  }
  const std::vector<std::string_view> parts = split(text, '/');
  return std::none_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part == "." || part == "..";
  });
}

// "command = module:function"; conda's own recipes allow white space around '=' and ':'.
bool is_entry_point(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return false;
  }
  const std::string_view command = trim(text.substr(0, equals));
  const std::vector<std::string_view> target = split(text.substr(equals + 1), ':');
  const auto is_dotted = [](std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
      return is_alnum(c) || c == '_' || c == '.';
    });
  };
  const bool command_ok = !command.empty() && command.front() != '.' &&
                          std::all_of(command.begin(), command.end(), [](char c) {
                            return is_alnum(c) || c == '_' || c == '.' || c == '-' || c == '+';
                          });
  return command_ok && target.size() == 2 && is_dotted(trim(target[0])) &&
         is_dotted(trim(target[1]));
}

class RecipeReader {
public:
  RecipeReader(const YAML::Node& root, std::string_view file_name)
      : m_file_name(file_name),
        m_root(root, file_name, "", {"package", "build", "requirements", "about"}) {}

  Recipe read() {
    read_package();
    read_build();
    read_requirements();
    read_about();
    return std::move(m_recipe);
  }

private:
  [[nodiscard]] YamlMap
  map_of(const YAML::Node& node, std::string_view what, const std::vector<std::string>& known) {
    return {node, m_file_name, what, known};
  }

  void read_package() {
    const YamlMap package = map_of(m_root.get("package"), "package", {"name", "version"});
    for (const char* key : {"name", "version"}) {
      if (!package.has(key)) {
        throw m_root.error_at("package", fmt::format("the recipe has no `package.{}`", key))
            .with_hint("write `package: {name: NAME, version: \"1.0\"}`");
      }
    }
    m_recipe.name = package.text("name");
    if (!is_package_name(m_recipe.name)) {
      throw package.error_at("name", fmt::format("`{}` is no package name", m_recipe.name))
          .with_hint("a name has up to 64 lower-case letters, digits, `-`, `_` and `.`");
    }
    const std::string version = package.text("version");
    try {
      m_recipe.version = Version::parse(version);
    } catch (Error& error) {
      throw std::move(error).while_doing(
          package.error_at("version", fmt::format("`{}` is no version", version)).message());
    }
    if (version.size() > k_max_word || version.find('-') != std::string::npos) {
      throw package.error_at("version", fmt::format("`{}` cannot stand in a file name", version))
          .with_hint("a version has up to 64 characters and no `-`; write `_` or `.` instead");
    }
  }

  void read_build() {
    const YamlMap build = map_of(m_root.get("build"),
                                 "build",
                                 {"number",
                                  "string",
                                  "noarch",
                                  "track_features",
                                  "timestamp",
                                  "python",
                                  "prefix_detection",
                                  "subdir"});
    m_recipe.build_number = build.number("number");
    m_recipe.build =
        build.has("string") ? build.text("string") : std::to_string(m_recipe.build_number);
    if (!is_build_string(m_recipe.build)) {
      throw build.error_at("string", fmt::format("`{}` is no build string", m_recipe.build))
          .with_hint("a build string has up to 64 letters, digits, `_`, `.` and `+`");
    }
    m_recipe.track_features = build.texts("track_features");
    m_recipe.timestamp = build.number("timestamp");
    read_platform(build);
    read_python(build);
    const YamlMap detection =
        map_of(build.get("prefix_detection"), "build.prefix_detection", {"placeholder"});
    m_recipe.placeholder = detection.text("placeholder");
    if (detection.has("placeholder") &&
        (m_recipe.placeholder.size() < 2 || m_recipe.placeholder.front() != '/')) {
      throw detection
          .error_at("placeholder",
                    fmt::format("the placeholder `{}` is no absolute path", m_recipe.placeholder))
          .with_hint("255 characters that start with `/` leave room for any prefix");
    }
  }

  void read_platform(const YamlMap& build) {
    const std::string noarch = build.text("noarch");
    if (noarch == "python") {
      m_recipe.noarch = NoArch::python;
    } else if (noarch == "generic") {
      m_recipe.noarch = NoArch::generic;
    } else if (build.has("noarch")) {
      throw build.error_at(
          "noarch", fmt::format("`build.noarch` must be `python` or `generic`, not `{}`", noarch));
    }
    m_recipe.subdir = m_recipe.noarch == NoArch::none ? "linux-64" : "noarch";
    if (!build.has("subdir")) {
      return;
    }
    m_recipe.subdir = build.text("subdir");
    if (m_recipe.subdir != "noarch") {
      try {
        Platform::parse(m_recipe.subdir);
      } catch (Error& error) {
        throw std::move(error).while_doing(
            build.error_at("subdir", fmt::format("`{}` is no subdir", m_recipe.subdir)).message());
      }
    } else if (m_recipe.noarch == NoArch::none) {
      throw build.error_at("subdir", "the subdir `noarch` needs `build.noarch`")
          .with_hint("write `noarch: generic` or `noarch: python`");
    }
  }

  void read_python(const YamlMap& build) {
    const YamlMap python =
        map_of(build.get("python"), "build.python", {"entry_points", "site_packages_path"});
    m_recipe.entry_points = python.texts("entry_points");
    if (!m_recipe.entry_points.empty() && m_recipe.noarch != NoArch::python) {
      throw python.error_at("entry_points", "entry points need `build.noarch: python`");
    }
    for (const YAML::Node& item : python.items("entry_points")) {
      if (!is_entry_point(item.Scalar())) {
        throw yaml_error(
            m_file_name, item.Mark(), fmt::format("`{}` is no entry point", item.Scalar()))
            .with_hint("write `command = module:function`");
      }
    }
    m_recipe.python_site_packages_path = python.text("site_packages_path");
    if (!python.has("site_packages_path")) {
      return;
    }
    if (m_recipe.name != "python") {
      throw python.error_at("site_packages_path",
                            "`build.python.site_packages_path` belongs to the package `python`");
    }
    if (!is_inner_path(m_recipe.python_site_packages_path)) {
      throw python.error_at(
          "site_packages_path",
          fmt::format("`{}` is no path inside the prefix", m_recipe.python_site_packages_path));
    }
  }

  void read_requirements() {
    const YamlMap requirements =
        map_of(m_root.get("requirements"), "requirements", {"run", "run_constraints"});
    m_recipe.depends = read_specs(requirements, "run");
    m_recipe.constrains = read_specs(requirements, "run_constraints");
  }

  std::vector<std::string> read_specs(const YamlMap& requirements, const std::string& key) {
    std::vector<std::string> specs;
    for (const YAML::Node& item : requirements.items(key)) {
      const std::string spec(trim(item.Scalar()));
      try {
        MatchSpec::parse(spec);
      } catch (Error& error) {
        throw std::move(error).while_doing(
            yaml_error(m_file_name,
                       item.Mark(),
                       fmt::format("`requirements.{}` has a spec that does not parse", key))
                .message());
      }
      specs.push_back(spec);
    }
    return specs;
  }

  void read_about() {
    const YamlMap about =
        map_of(m_root.get("about"),
               "about",
               {"homepage", "license", "license_family", "summary", "description"});
    m_recipe.about = {about.text("homepage"),
                      about.text("license"),
                      about.text("license_family"),
                      about.text("summary"),
                      about.text("description")};
  }

  std::string m_file_name;
  YamlMap m_root;
  Recipe m_recipe;
};

} // namespace

Recipe Recipe::parse(std::string_view yaml, std::string_view file_name) {
  try {
    return RecipeReader(YAML::Load(std::string(yaml)), file_name).read();
  } catch (const YAML::Exception& exception) {
    throw yaml_error(file_name, exception.mark, exception.msg);
  }
}

PackageRecord Recipe::to_record() const {
  PackageRecord record;
  record.name = name;
  record.version = version;
  record.build = build;
  record.build_number = build_number;
  record.subdir = subdir;
  record.depends = depends;
  record.constrains = constrains;
  record.noarch = noarch;
  record.track_features = track_features;
  record.timestamp = timestamp;
  record.license = about.license;
  record.license_family = about.license_family;
  record.python_site_packages_path = python_site_packages_path;
  const std::size_t dash = subdir.find('-');
  if (dash != std::string::npos) { // "linux-64": conda's index.json also has the two parts
    const std::string machine = subdir.substr(dash + 1);
    record.platform = subdir.substr(0, dash);
    record.arch = machine == "64" ? "x86_64" : machine == "32" ? "x86" : machine;
  }
  return record;
}

} // namespace etalon
