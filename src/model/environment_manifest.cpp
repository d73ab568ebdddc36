#include "manifest_text.hpp"

#include <etalon/model/environment_manifest.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <set>

namespace etalon {

namespace {

// An alias may repeat a long text many times: this is what a manifest's texts may sum up to.
constexpr std::size_t k_text_limit = 16U << 20U;

ManifestPlace place_of(const YAML::Mark& mark) {
  return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

std::string kind_of(const YAML::Node& node) {
  switch (node.Type()) {
  case YAML::NodeType::Map:
    return "a map";
  case YAML::NodeType::Sequence:
    return "a list";
  case YAML::NodeType::Scalar:
    return "a text";
  default:
    return "nothing";
  }
}

std::string hint_for_syntax(const std::string& problem) {
  if (problem == YAML::ErrorMsg::UNKNOWN_ANCHOR) {
    return "put quotes round a text that starts with `*`";
  }
  if (problem == YAML::ErrorMsg::MAP_VALUE) {
    return "put quotes round a text that holds `: `, or check the indentation";
  }
  return "check the indentation of this line and of those above it";
}

// Reads the YAML tree into a manifest, checking each node where it is used.
class ManifestReader {
public:
  ManifestReader(std::string_view file_name, EnvironmentManifest& manifest)
      : m_file_name(file_name), m_manifest(manifest) {}

  void read(const YAML::Node& root);

private:
  [[nodiscard]] Error error_at(const YAML::Node& node, std::string_view problem) const {
    return manifest_error(m_file_name, place_of(node.Mark()), problem);
  }

  std::string read_text(const YAML::Node& node, std::string_view what);
  std::vector<ManifestSpec> read_specs(const YAML::Node& list, std::string_view key);
  ManifestSpec read_spec(const YAML::Node& list, std::size_t index, std::string_view key);
  void read_member(const std::string& key, const YAML::Node& value);
  void read_dependencies(const YAML::Node& list);
  void read_section(const std::string& name, const YAML::Node& key, const YAML::Node& value);
  void read_variables(const YAML::Node& map);
  void warn_of_unknown(const std::string& key);
  [[nodiscard]] bool is_list(const YAML::Node& node, std::string_view key) const;

  std::string_view m_file_name;
  EnvironmentManifest& m_manifest;
  std::size_t m_text_size = 0;
  bool m_has_pip = false;
};

std::string ManifestReader::read_text(const YAML::Node& node, std::string_view what) {
  if (!node.IsScalar()) {
    throw error_at(node, fmt::format("{} is {}, not a text", what, kind_of(node)));
  }
  std::string text = node.Scalar();
  m_text_size += text.size();
  if (m_text_size > k_text_limit) {
    throw error_at(node, "the texts of the file, aliases resolved, sum up to more than 16 MiB");
  }
  if (text.find('\0') != std::string::npos) {
    throw error_at(node, fmt::format("{} holds a NUL", what));
  }
  return text;
}

std::vector<ManifestSpec> ManifestReader::read_specs(const YAML::Node& list, std::string_view key) {
  std::vector<ManifestSpec> specs;
  if (is_list(list, key)) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      specs.push_back(read_spec(list, i, key));
    }
  }
  return specs;
}

ManifestSpec
ManifestReader::read_spec(const YAML::Node& list, std::size_t index, std::string_view key) {
  const YAML::Node node = list[index];
  const std::string what = fmt::format("item {} of `{}`", index + 1, key);
  ManifestSpec spec{node.IsNull() ? "" : read_text(node, what), place_of(node.Mark()).line};
  if (trim(spec.text).empty()) {
    // The mark of a node that is not there is that of what follows: the list's is nearer.
    throw error_at(list, what + " is empty").with_hint("delete the lone `-`");
  }
  if (spec.text.find('\n') != std::string::npos) {
    throw error_at(node, what + " has several lines")
        .with_hint("write one item a line, each after a `-`");
  }
  return spec;
}

bool ManifestReader::is_list(const YAML::Node& node, std::string_view key) const {
  if (node.IsNull()) {
    return false;
  }
  if (!node.IsSequence()) {
    throw error_at(node, fmt::format("`{}` is {}, not a list", key, kind_of(node)))
        .with_hint("write one item a line below the key, each after a `-`");
  }
  return true;
}

void ManifestReader::read_section(const std::string& name,
                                  const YAML::Node& key,
                                  const YAML::Node& value) {
  if (name == "pip") {
    if (m_has_pip) {
      throw error_at(key, "`pip` is given twice").with_hint("join the two lists");
    }
    m_has_pip = true;
    m_manifest.pip = read_specs(value, "pip");
  } else if (name.starts_with("sel(") && name.ends_with(")")) {
    m_manifest.warnings.push_back(fmt::format("the selector `{}` in line {} is not supported yet: "
                                              "what it selects is left out",
                                              name,
                                              place_of(key.Mark()).line));
  } else {
    throw error_at(key, fmt::format("unknown section `{}` in `dependencies`", name))
        .with_hint("only `pip:` may have a list of its own; write a version as `NAME=VERSION`");
  }
}

void ManifestReader::read_dependencies(const YAML::Node& list) {
  if (!is_list(list, "dependencies")) {
    return;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const YAML::Node item = list[i];
    if (item.IsMap()) {
      for (const auto& member : item) {
        read_section(read_text(member.first, "a key"), member.first, member.second);
      }
    } else {
      m_manifest.dependencies.push_back(read_spec(list, i, "dependencies"));
    }
  }
}

void ManifestReader::read_variables(const YAML::Node& map) {
  if (map.IsNull()) {
    return;
  }
  if (!map.IsMap()) {
    throw error_at(map, fmt::format("`variables` is {}, not a map", kind_of(map)))
        .with_hint("write one variable a line below the key: `NAME: VALUE`");
  }
  for (const auto& member : map) {
    const std::string name = read_text(member.first, "the name of a variable");
    if (name.empty() || name.find_first_of("= \t\n") != std::string::npos) {
      throw error_at(member.first, fmt::format("`{}` is no name of a variable", name));
    }
    const std::string value =
        member.second.IsNull() ? "" : read_text(member.second, fmt::format("`{}`", name));
    if (!m_manifest.variables.emplace(name, value).second) {
      throw error_at(member.first, fmt::format("`{}` is given twice", name));
    }
  }
}

void ManifestReader::warn_of_unknown(const std::string& key) {
  const std::vector<std::string> known = {
      "name", "prefix", "channels", "dependencies", "variables", "platforms", "category"};
  const auto near = near_names(key, known, 1);
  m_manifest.warnings.push_back(
      near.empty() ? fmt::format("the key `{}` is unknown and was ignored", key)
                   : fmt::format("the key `{}` is unknown and was ignored; did you mean `{}`?",
                                 key,
                                 near.front()));
}

void ManifestReader::read_member(const std::string& key, const YAML::Node& value) {
  if (key == "name") {
    m_manifest.name = value.IsNull() ? "" : read_text(value, "`name`");
  } else if (key == "prefix") {
    m_manifest.prefix = value.IsNull() ? "" : read_text(value, "`prefix`");
  } else if (key == "channels") {
    for (const ManifestSpec& channel : read_specs(value, "channels")) {
      m_manifest.channels.emplace_back(trim(channel.text));
    }
  } else if (key == "dependencies") {
    read_dependencies(value);
  } else if (key == "variables") {
    read_variables(value);
  } else if (key == "platforms" || key == "category") {
    m_manifest.warnings.push_back(
        fmt::format("the key `{}` is not supported yet and was ignored", key));
  } else {
    warn_of_unknown(key);
  }
}

void ManifestReader::read(const YAML::Node& root) {
  if (!root.IsMap()) {
    throw error_at(root, fmt::format("the file holds {}, not a map", kind_of(root)))
        .with_hint("start with `name:`, `channels:` and `dependencies:`");
  }
  std::set<std::string> seen;
  for (const auto& member : root) {
    const std::string key = read_text(member.first, "a key");
    if (!seen.insert(key).second) {
      throw error_at(member.first, fmt::format("`{}` is given twice", key))
          .with_hint("join the two");
    }
    read_member(key, member.second);
  }
  if (seen.count("dependencies") == 0) {
    m_manifest.warnings.emplace_back("there are no `dependencies`: the environment is empty");
  }
}

} // namespace

EnvironmentManifest EnvironmentManifest::parse(std::string_view yaml, std::string_view file_name) {
  check_manifest_text(yaml, file_name);
  EnvironmentManifest manifest;
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(yaml));
    if (documents.empty() || (documents.size() == 1 && documents[0].IsNull())) {
      throw Error(ErrorKind::usage,
                  fmt::format("{}: the file is empty", file_name),
                  {"start with `name:`, `channels:` and `dependencies:`"});
    }
    if (documents.size() > 1) {
      throw manifest_error(file_name, place_of(documents[1].Mark()), "a second document")
          .with_hint("delete the line `---` and what follows it");
    }
    ManifestReader(file_name, manifest).read(documents[0]);
  } catch (const YAML::DeepRecursion& error) {
    throw manifest_error(file_name, place_of(error.mark), "lists and maps are nested too deeply");
  } catch (const YAML::Exception& error) {
    throw manifest_error(file_name, place_of(error.mark), "invalid YAML: " + error.msg)
        .with_hint(hint_for_syntax(error.msg));
  }
  for (std::string& warning : selector_warnings(yaml)) {
    manifest.warnings.push_back(std::move(warning));
  }
  return manifest;
}

std::string EnvironmentManifest::to_yaml() const {
  std::string text;
  const auto add_member = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) {
      text += fmt::format("{}: {}\n", key, to_yaml_scalar(value));
    }
  };
  add_member("name", name);
  if (!channels.empty()) {
    text += "channels:\n";
    for (const std::string& channel : channels) {
      text += fmt::format("  - {}\n", to_yaml_scalar(channel));
    }
  }
  text += dependencies.empty() && pip.empty() ? "dependencies: []\n" : "dependencies:\n";
  for (const ManifestSpec& spec : dependencies) {
    text += fmt::format("  - {}\n", to_yaml_scalar(spec.text));
  }
  if (!pip.empty()) {
    text += "  - pip:\n";
    for (const ManifestSpec& spec : pip) {
      text += fmt::format("      - {}\n", to_yaml_scalar(spec.text));
    }
  }
  if (!variables.empty()) {
    text += "variables:\n";
    for (const auto& [variable, value] : variables) {
      text += fmt::format("  {}: {}\n", to_yaml_scalar(variable), to_yaml_scalar(value));
    }
  }
  add_member("prefix", prefix);
  return text;
}

} // namespace etalon
