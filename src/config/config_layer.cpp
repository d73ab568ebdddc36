#include "config_layer.hpp"

#include <etalon/model/yaml_documents.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

constexpr std::size_t k_file_limit = 1U << 20U;
// An alias may repeat a long text many times: this is what the texts may sum up to.
constexpr std::size_t k_text_limit = 4U << 20U;

std::string_view kind_of(const YAML::Node& node) {
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

// YAML drops comments, so the flag is looked for in the line: it is all of its comment.
MergeFlag flag_of_line(std::string_view line) {
  const std::size_t hash = line.rfind('#');
  const bool is_comment = hash != std::string_view::npos && hash > 0 &&
                          (line[hash - 1] == ' ' || line[hash - 1] == '\t');
  const std::string_view comment = is_comment ? trim(line.substr(hash + 1)) : "";
  if (comment == "!final") {
    return MergeFlag::final_word;
  }
  if (comment == "!top") {
    return MergeFlag::top;
  }
  return comment == "!bottom" ? MergeFlag::bottom : MergeFlag::none;
}

class LayerReader {
public:
  LayerReader(std::string_view yaml, const std::string& file_name, const Variables& variables)
      : m_lines(split(yaml, '\n')), m_file_name(file_name), m_variables(variables) {}

  ConfigLayer read(const YAML::Node& root);

  [[nodiscard]] Error error_at(const YAML::Mark& mark, std::string_view problem) const {
    return {ErrorKind::usage, fmt::format("{}: {}", place_of(mark), problem)};
  }

  [[nodiscard]] Error error_at(const YamlPlace& place, std::string_view problem) const {
    return {ErrorKind::usage,
            fmt::format("{}:{}:{}: {}", m_file_name, place.line, place.column, problem)};
  }

private:
  [[nodiscard]] std::string place_of(const YAML::Mark& mark) const {
    return fmt::format(
        "{}:{}:{}", m_file_name, std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1);
  }

  [[nodiscard]] RawValue value_at(const YAML::Mark& mark) const;
  [[nodiscard]] MergeFlag flag_at(const YAML::Mark& mark) const;
  [[nodiscard]] Error wrong_shape(const YAML::Node& node,
                                  const SettingRule& rule,
                                  std::string_view wanted,
                                  std::string hint) const;
  std::string read_text(const YAML::Node& node, std::string_view what);
  void read_setting(const SettingRule& rule, const YAML::Node& node, RawValue& setting);
  void read_list(const YAML::Node& list, std::string_view what, RawValue& value);
  void read_map(const SettingRule& rule, const YAML::Node& map, RawValue& setting);
  void read_member(const SettingRule& rule,
                   const YAML::Node& key,
                   const YAML::Node& node,
                   RawValue& map);

  std::vector<std::string_view> m_lines;
  const std::string& m_file_name;
  const Variables& m_variables;
  std::size_t m_text_size = 0;
};

RawValue LayerReader::value_at(const YAML::Mark& mark) const {
  RawValue value;
  value.origin = {ConfigSource::file,
                  fmt::format("{}:{}", m_file_name, std::max(mark.line, 0) + 1)};
  value.place = place_of(mark);
  return value;
}

MergeFlag LayerReader::flag_at(const YAML::Mark& mark) const {
  const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
  return line < m_lines.size() ? flag_of_line(m_lines[line]) : MergeFlag::none;
}

Error LayerReader::wrong_shape(const YAML::Node& node,
                               const SettingRule& rule,
                               std::string_view wanted,
                               std::string hint) const {
  return error_at(node.Mark(), fmt::format("`{}` is {}, not {}", rule.name, kind_of(node), wanted))
      .with_hint(std::move(hint));
}

std::string LayerReader::read_text(const YAML::Node& node, std::string_view what) {
  if (!node.IsScalar()) {
    throw error_at(node.Mark(), fmt::format("{} is {}, not a text", what, kind_of(node)))
        .with_hint("put quotes round a text that holds `: ` or starts with `[` or `{`");
  }
  std::string text = expand_variables(node.Scalar(), m_variables);
  m_text_size += text.size();
  if (m_text_size > k_text_limit) {
    throw error_at(node.Mark(),
                   "the texts of the file, aliases resolved, sum up to more than 4 MiB");
  }
  if (text.find('\0') != std::string::npos) {
    throw error_at(node.Mark(), fmt::format("{} holds a NUL", what));
  }
  return text;
}

void LayerReader::read_list(const YAML::Node& list, std::string_view what, RawValue& value) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const YAML::Node node = list[i];
    const std::string item_name = fmt::format("item {} of {}", i + 1, what);
    if (node.IsNull() || (node.IsScalar() && trim(node.Scalar()).empty())) {
      // The mark of a node that is not there is that of what follows: the list's is nearer.
      throw error_at(list.Mark(), item_name + " is empty").with_hint("delete the lone `-`");
    }
    RawValue item = value_at(node.Mark());
    item.text = trim(read_text(node, item_name));
    item.flag = item.origin == value.origin ? MergeFlag::none : flag_at(node.Mark());
    value.items.push_back(std::move(item));
  }
}

void LayerReader::read_member(const SettingRule& rule,
                              const YAML::Node& key,
                              const YAML::Node& node,
                              RawValue& map) {
  RawValue member = value_at(key.Mark());
  member.key = read_text(key, fmt::format("a key of `{}`", rule.name));
  member.flag = member.origin == map.origin ? MergeFlag::none : flag_at(key.Mark());
  const auto same = [&](const RawValue& other) { return other.key == member.key; };
  if (std::any_of(map.items.begin(), map.items.end(), same)) {
    throw error_at(key.Mark(), fmt::format("`{}` is given twice in `{}`", member.key, rule.name))
        .with_hint("join the two");
  }
  const std::string what = fmt::format("`{}` of `{}`", member.key, rule.name);
  if (rule.shape == SettingShape::map) {
    member.text = node.IsNull() ? "" : read_text(node, what);
  } else if (node.IsSequence()) {
    read_list(node, what, member);
  } else if (!node.IsNull()) {
    throw error_at(node.Mark(), fmt::format("{} is {}, not a list", what, kind_of(node)))
        .with_hint("write one item a line below the key, each after a `-`");
  }
  map.items.push_back(std::move(member));
}

void LayerReader::read_map(const SettingRule& rule, const YAML::Node& map, RawValue& setting) {
  for (const auto& member : map) {
    read_member(rule, member.first, member.second, setting);
  }
}

void LayerReader::read_setting(const SettingRule& rule, const YAML::Node& node, RawValue& setting) {
  switch (rule.shape) {
  case SettingShape::text:
  case SettingShape::boolean:
    if (!node.IsScalar()) {
      throw wrong_shape(node,
                        rule,
                        rule.shape == SettingShape::text ? "a text" : "`true` or `false`",
                        fmt::format("write it behind the key: `{}: VALUE`", rule.name));
    }
    setting.text = read_text(node, rule.name);
    return;
  case SettingShape::list:
    if (!node.IsSequence()) {
      throw wrong_shape(
          node, rule, "a list", "write one item a line below the key, each after a `-`");
    }
    read_list(node, fmt::format("`{}`", rule.name), setting);
    return;
  case SettingShape::map:
  case SettingShape::map_of_lists:
    if (!node.IsMap()) {
      throw wrong_shape(
          node, rule, "a map", "write one item a line below the key, each as `NAME: VALUE`");
    }
    read_map(rule, node, setting);
    return;
  }
}

ConfigLayer LayerReader::read(const YAML::Node& root) {
  ConfigLayer layer;
  if (!root.IsMap()) {
    throw error_at(root.Mark(), fmt::format("the file holds {}, not a map", kind_of(root)))
        .with_hint("write one setting a line, for example `channel_priority: strict`");
  }
  std::set<std::string_view> seen;
  for (const auto& member : root) {
    const YAML::Node& key = member.first;
    const SettingRule* rule = key.IsScalar() ? find_setting_rule(key.Scalar()) : nullptr;
    RawValue setting = value_at(key.Mark());
    if (rule == nullptr) {
      layer.other_keys.emplace_back(key.IsScalar() ? key.Scalar() : "", setting.origin);
      continue;
    }
    if (!seen.insert(rule->name).second) {
      throw error_at(key.Mark(), fmt::format("`{}` is given twice", rule->name))
          .with_hint("join the two");
    }
    if (!member.second.IsNull()) { // a key without value says nothing
      setting.key = rule->name;
      setting.flag = flag_at(key.Mark());
      read_setting(*rule, member.second, setting);
      layer.settings.push_back(std::move(setting));
    }
  }
  return layer;
}

} // namespace

ConfigLayer parse_config_layer(std::string_view yaml,
                               const std::string& file_name,
                               const Variables& variables) {
  if (yaml.size() > k_file_limit) {
    throw Error(ErrorKind::usage, fmt::format("{}: the file is larger than 1 MiB", file_name));
  }
  LayerReader reader(yaml, file_name, variables);
  try {
    const std::string text(yaml);
    const YAML::Node root = YAML::Load(text);
    if (const auto second = find_second_document(text)) {
      throw reader.error_at(*second, root.IsNull() ? "there is no key here" : "a second document")
          .with_hint(root.IsNull() ? "write `KEY: VALUE`"
                                   : "delete the line `---` and what follows it");
    }
    return root.IsNull() ? ConfigLayer() : reader.read(root);
  } catch (const YAML::DeepRecursion& error) {
    throw reader.error_at(error.mark, "lists and maps are nested too deeply");
  } catch (const YAML::Exception& error) {
    throw reader.error_at(error.mark, "invalid YAML: " + error.msg)
        .with_hint("check the indentation of this line and of those above it");
  }
}

} // namespace etalon
