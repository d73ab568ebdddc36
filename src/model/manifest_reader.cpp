#include "manifest_reader.hpp"

#include "manifest_selectors.hpp"
#include "manifest_syntax.hpp"
#include "node_reader.hpp"

#include <etalon/model/yaml_documents.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>

#include <algorithm>

namespace etalon {

namespace {

// What a key with a value of its own was to be, as `- python: 3.8` and `- conda-forge: numpy`.
std::string hint_for_section(std::string_view key, const YAML::Node& value) {
  const std::string text = value.IsScalar() ? value.Scalar() : std::string();
  if (text.empty()) {
    return "only `pip:` may have a list of its own";
  }
  if (text.find_first_of("<>=!~") == 0) {
    return fmt::format("write `{}{}`", key, text);
  }
  return text.front() >= '0' && text.front() <= '9' ? fmt::format("write `{}={}`", key, text)
                                                    : fmt::format("write `{}::{}`", key, text);
}

// Reads the YAML tree into a manifest, checking each node where it is used.
class ManifestReader {
public:
  ManifestReader(std::string_view text, const ManifestReading& reading)
      : m_reading(reading),
        m_manifest(reading.manifest),
        m_problems(reading.problems),
        m_nodes(text, reading.problems) {}

  void read(const YAML::Node& root);

private:
  void read_member(const NodeMember& member);
  void read_channels(const YAML::Node& list);
  std::optional<std::string> read_channel_object(const YAML::Node& object, std::size_t index);
  void read_platforms(const YAML::Node& list);
  void read_dependencies(const YAML::Node& list);
  void read_section(const NodeMember& section);
  void read_pip(const NodeMember& section);
  void read_selected(const NodeMember& section);
  void read_variables(const YAML::Node& map);
  void warn_of_unknown(const NodeMember& member);

  const ManifestReading& m_reading;
  EnvironmentManifest& m_manifest;
  ProblemList& m_problems;
  NodeReader m_nodes;
  bool m_has_pip = false;
  bool m_told_of_styles = false;
};

void ManifestReader::read_pip(const NodeMember& section) {
  if (m_has_pip) {
    m_problems.warning(place_of(section.key_node.Mark()),
                       "a second list `pip`, of which conda would take only this one",
                       "join the two lists");
  }
  m_has_pip = true;
  if (!m_nodes.is_list(section.value, "pip")) {
    return;
  }
  for (std::size_t i = 0; i < section.value.size(); ++i) {
    if (auto line = m_nodes.read_item(section.value, i, "pip")) {
      m_manifest.pip.push_back({std::move(*line),
                                place_of(section.value[i].Mark()).line,
                                std::string(m_reading.file_name)});
    }
  }
}

// `sel(linux): SPEC`
void ManifestReader::read_selected(const NodeMember& section) {
  const ManifestPlace place = place_of(section.key_node.Mark());
  if (const ManifestPlace& comment = m_reading.comment_selector;
      comment.line > 0 && !m_told_of_styles) {
    m_told_of_styles = true;
    m_problems.error(place,
                     fmt::format("the selector `{}`, while line {} has a selector `# [...]`",
                                 section.key,
                                 comment.line),
                     "write all selectors of a file in one way");
  }
  const std::string name(trim(std::string_view(section.key).substr(4, section.key.size() - 5)));
  const auto holds = evaluate_dictionary_selector(name, m_reading.context.platform);
  if (!holds) {
    m_problems.error(place,
                     fmt::format("unknown selector `{}`", section.key),
                     "write `sel(unix)`, `sel(linux)`, `sel(osx)` or `sel(win)`");
    return;
  }
  const auto spec = m_nodes.read_text(section.value, fmt::format("`{}`", section.key));
  if (spec && *holds) {
    read_dependency(*spec, place_of(section.value.Mark()), m_reading);
  }
}

void ManifestReader::read_section(const NodeMember& section) {
  if (section.key == "pip") {
    read_pip(section);
  } else if (section.key.starts_with("sel(") && section.key.ends_with(")")) {
    read_selected(section);
  } else {
    m_problems.error(place_of(section.key_node.Mark()),
                     fmt::format("unknown section `{}` in `dependencies`", section.key),
                     hint_for_section(section.key, section.value));
  }
}

void ManifestReader::read_dependencies(const YAML::Node& list) {
  if (!m_nodes.is_list(list, "dependencies")) {
    return;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const YAML::Node item = list[i];
    if (item.IsMap()) {
      for (const NodeMember& section : m_nodes.read_members(item, "join the two lists")) {
        read_section(section);
      }
    } else if (const auto text = m_nodes.read_item(list, i, "dependencies")) {
      read_dependency(*text, place_of(item.Mark()), m_reading);
    }
  }
}

// `{url: URL}` or `{name: NAME}`
std::optional<std::string> ManifestReader::read_channel_object(const YAML::Node& object,
                                                               std::size_t index) {
  const auto members = m_nodes.read_members(object, "keep one of the two");
  for (const char* key : {"url", "name"}) {
    const auto member = std::find_if(
        members.begin(), members.end(), [&](const NodeMember& one) { return one.key == key; });
    if (member != members.end()) {
      return m_nodes.read_text(member->value,
                               fmt::format("`{}` of item {} of `channels`", key, index + 1));
    }
  }
  m_problems.error(place_of(object.Mark()),
                   fmt::format("item {} of `channels` has neither `url` nor `name`", index + 1),
                   "write the channel's name or URL after the `-`");
  return std::nullopt;
}

void ManifestReader::read_channels(const YAML::Node& list) {
  if (!m_nodes.is_list(list, "channels")) {
    return;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto channel =
        list[i].IsMap() ? read_channel_object(list[i], i) : m_nodes.read_item(list, i, "channels");
    if (channel) {
      m_manifest.channels.emplace_back(trim(*channel));
    }
  }
}

void ManifestReader::read_platforms(const YAML::Node& list) {
  if (!m_nodes.is_list(list, "platforms")) {
    return;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (const auto text = m_nodes.read_item(list, i, "platforms")) {
      try {
        m_manifest.platforms.push_back(Platform::parse(trim(*text)).subdir());
      } catch (const Error& error) {
        m_problems.error(place_of(list[i].Mark()), error);
      }
    }
  }
}

void ManifestReader::read_variables(const YAML::Node& map) {
  if (map.IsNull()) {
    return;
  }
  if (!map.IsMap()) {
    m_problems.error(place_of(map.Mark()),
                     fmt::format("`variables` is {}, not a map", kind_of(map)),
                     "write one variable a line below the key: `NAME: VALUE`");
    return;
  }
  for (const NodeMember& member : m_nodes.read_members(map, "keep one of the two")) {
    if (member.key.empty() || member.key.find_first_of("= \t\n") != std::string::npos) {
      m_problems.error(place_of(member.key_node.Mark()),
                       fmt::format("`{}` is no name of a variable", member.key),
                       "write `NAME: VALUE`, the name of letters, digits and `_`");
    } else {
      m_manifest.variables[member.key] =
          m_nodes.read_text_or_nothing(member.value, fmt::format("`{}`", member.key));
    }
  }
}

void ManifestReader::warn_of_unknown(const NodeMember& member) {
  const auto near = near_names(member.key, manifest_keys(), 1);
  std::string hint;
  if (member.key == "pip") {
    hint = "move it into `dependencies`, as an item: `- pip:`";
  } else if (!near.empty()) {
    hint = fmt::format("did you mean `{}`?", near.front());
  }
  m_problems.warning(place_of(member.key_node.Mark()),
                     fmt::format("the key `{}` is unknown and was ignored", member.key),
                     std::move(hint));
}

void ManifestReader::read_member(const NodeMember& member) {
  const std::string& key = member.key;
  if (key == "name") {
    m_manifest.name = m_nodes.read_text_or_nothing(member.value, "`name`");
  } else if (key == "prefix") {
    m_manifest.prefix = m_nodes.read_text_or_nothing(member.value, "`prefix`");
  } else if (key == "channels") {
    read_channels(member.value);
  } else if (key == "dependencies") {
    read_dependencies(member.value);
  } else if (key == "variables") {
    read_variables(member.value);
  } else if (key == "platforms") {
    read_platforms(member.value);
  } else if (key == "category") {
    m_manifest.category = m_nodes.read_text_or_nothing(member.value, "`category`");
  } else {
    warn_of_unknown(member);
  }
}

void ManifestReader::read(const YAML::Node& root) {
  if (!root.IsMap()) {
    m_problems.error(place_of(root.Mark()),
                     fmt::format("the file holds {}, not a map", kind_of(root)),
                     "start with `name:`, `channels:` and `dependencies:`");
    return;
  }
  bool has_dependencies = false;
  for (const NodeMember& member : m_nodes.read_members(root, "join the two")) {
    has_dependencies = has_dependencies || member.key == "dependencies";
    read_member(member);
  }
  if (!has_dependencies) {
    m_problems.warning({}, "there are no `dependencies`: the environment is empty");
  }
}

// Whether something may follow the root: after a map in block style only what a mark begins.
bool may_have_second_document(const std::string& text, const YAML::Node& root) {
  const auto has_line_with = [&](std::string_view start) {
    return text.find("\n" + std::string(start)) != std::string::npos;
  };
  return !root.IsMap() || root.Style() != YAML::EmitterStyle::Block || has_line_with("---") ||
         has_line_with("...") || has_line_with("%");
}

void read_document(const std::string& text, const ManifestReading& reading) {
  const YAML::Node root = YAML::Load(text);
  const auto second =
      may_have_second_document(text, root) ? find_second_document(text) : std::nullopt;
  if (second && root.IsNull()) {
    reading.problems.error({second->line, second->column},
                           "there is no key here",
                           "start with `name:`, `channels:` and `dependencies:`");
    return;
  }
  if (root.IsNull()) {
    reading.problems.error(
        {}, "the file is empty", "start with `name:`, `channels:` and `dependencies:`");
    return;
  }
  if (second) {
    reading.problems.error({second->line, second->column},
                           "a second document",
                           "delete the line `---` and what follows it");
  }
  try {
    ManifestReader(text, reading).read(root);
  } catch (const NodeReader::Stopped&) { // the problem is told already
  }
}

} // namespace

void read_manifest_yaml(const std::string& text, const ManifestReading& reading) {
  try {
    read_document(text, reading);
  } catch (const YAML::DeepRecursion& error) {
    reading.problems.error(place_of(error.mark), "lists and maps are nested too deeply");
  } catch (const YAML::Exception& error) {
    report_syntax_fault(text, place_of(error.mark), error.msg, reading.problems);
  }
}

} // namespace etalon
