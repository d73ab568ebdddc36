#include "yaml_map.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace etalon {
namespace {

std::string known_keys_hint(std::string_view key, const std::vector<std::string>& known) {
  const std::vector<std::string> near = near_names(key, known);
  return near.empty() ? fmt::format("known keys here: {}", join(known, ", "))
                      : fmt::format("did you mean `{}`?", near.front());
}

bool is_absent(const YAML::Node& node) {
  return !node.IsDefined() || node.IsNull();
}

} // namespace

Error yaml_error(std::string_view file_name, const YAML::Mark& mark, const std::string& message) {
  if (mark.is_null()) {
    return {ErrorKind::usage, fmt::format("{}: {}", file_name, message)};
  }
  return {ErrorKind::usage,
          fmt::format("{}:{}:{}: {}", file_name, mark.line + 1, mark.column + 1, message)};
}

YamlMap::YamlMap(const YAML::Node& node,
                 std::string_view file_name,
                 std::string_view what,
                 const std::vector<std::string>& known)
    : m_node(node), m_file_name(file_name), m_what(what) {
  if (is_absent(node)) {
    return;
  }
  if (!node.IsMap()) {
    throw yaml_error(file_name,
                     node.Mark(),
                     what.empty() ? "a recipe is a mapping of keys to values"
                                  : fmt::format("`{}` must be a mapping of keys to values", what));
  }
  std::vector<std::string> seen;
  for (const auto& item : node) {
    const std::string key = item.first.IsScalar() ? item.first.Scalar() : "";
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw yaml_error(file_name, item.first.Mark(), fmt::format("unknown key `{}`", path_of(key)))
          .with_hint(known_keys_hint(key, known));
    }
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
      throw yaml_error(
          file_name, item.first.Mark(), fmt::format("the key `{}` appears twice", path_of(key)));
    }
    seen.push_back(key);
  }
}

std::string YamlMap::path_of(const std::string& key) const {
  return m_what.empty() ? key : m_what + "." + key;
}

Error YamlMap::error_at(const std::string& key, const std::string& message) const {
  return yaml_error(m_file_name, has(key) ? get(key).Mark() : m_node.Mark(), message);
}

bool YamlMap::has(const std::string& key) const {
  return !is_absent(m_node) && !is_absent(m_node[key]);
}

YAML::Node YamlMap::get(const std::string& key) const {
  return is_absent(m_node) ? YAML::Node() : m_node[key];
}

std::string YamlMap::text(const std::string& key) const {
  if (!has(key)) {
    return "";
  }
  if (!get(key).IsScalar()) {
    throw error_at(key, fmt::format("`{}` must be a text", path_of(key)));
  }
  return get(key).Scalar();
}

std::vector<YAML::Node> YamlMap::items(const std::string& key) const {
  std::vector<YAML::Node> result;
  if (!has(key)) {
    return result;
  }
  const YAML::Node list = get(key);
  if (!list.IsSequence()) {
    throw error_at(key, fmt::format("`{}` must be a list of texts", path_of(key)));
  }
  for (const auto& item : list) {
    if (!item.IsScalar()) {
      throw yaml_error(
          m_file_name, item.Mark(), fmt::format("`{}` must be a list of texts", path_of(key)));
    }
    result.push_back(item);
  }
  return result;
}

std::vector<std::string> YamlMap::texts(const std::string& key) const {
  std::vector<std::string> result;
  for (const YAML::Node& item : items(key)) {
    result.push_back(item.Scalar());
  }
  return result;
}

std::uint64_t YamlMap::number(const std::string& key) const {
  const std::string written = text(key);
  if (!has(key)) {
    return 0;
  }
  std::uint64_t value = 0;
  const char* const end = written.data() + written.size();
  const auto result = std::from_chars(written.data(), end, value);
  if (written.empty() || result.ec != std::errc() || result.ptr != end) {
    throw error_at(key,
                   fmt::format("`{}` must be a whole number, not `{}`", path_of(key), written));
  }
  return value;
}

} // namespace etalon
