#include "node_reader.hpp"

#include "manifest_syntax.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

// An alias may repeat a long text or a long list many times: this is what all that is read of a
// manifest may sum up to, each text with its overhead.
constexpr std::size_t k_size_limit = 32U << 20U;
constexpr std::size_t k_overhead = 16;
constexpr int k_deepest_merge = 20;

// The text from `mark` to the end of its line.
std::string_view rest_of_line(std::string_view text, const YAML::Mark& mark) {
  const auto start = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text.size());
  return text.substr(start, text.find('\n', start) - start);
}

} // namespace

ManifestPlace place_of(const YAML::Mark& mark) {
  return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

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

void NodeReader::charge(const YAML::Node& node, std::size_t size) {
  m_size += size + k_overhead;
  if (m_size > k_size_limit) {
    m_problems.error(
        place_of(node.Mark()),
        fmt::format("the file, its aliases (`*NAME`) resolved, sums up to more than {}",
                    format_bytes(k_size_limit)),
        "write out what the aliases stand for");
    throw Stopped();
  }
  if (m_problems.is_full()) {
    throw Stopped();
  }
}

std::optional<std::string> NodeReader::read_text(const YAML::Node& node, std::string_view what) {
  if (!node.IsScalar()) {
    charge(node, 0);
    m_problems.error(place_of(node.Mark()),
                     fmt::format("{} is {}, not a text", what, kind_of(node)),
                     "write a text, in quotes where YAML reads it as something else");
    return std::nullopt;
  }
  charge(node, node.Scalar().size());
  if (node.Scalar().find('\0') != std::string::npos) {
    m_problems.error(place_of(node.Mark()), fmt::format("{} holds a NUL", what), "delete it");
    return std::nullopt;
  }
  return node.Scalar();
}

std::string NodeReader::read_text_or_nothing(const YAML::Node& node, std::string_view what) {
  return node.IsNull() ? std::string() : read_text(node, what).value_or("");
}

std::optional<std::string>
NodeReader::read_item(const YAML::Node& list, std::size_t index, std::string_view key) {
  const YAML::Node node = list[index];
  const std::string what = fmt::format("item {} of `{}`", index + 1, key);
  auto text = node.IsNull() ? std::string() : read_text(node, what);
  if (!text) {
    return text;
  }
  if (trim(*text).empty()) {
    // The mark of a node that is not there is that of what follows: the list's is nearer.
    m_problems.error(place_of(list.Mark()), what + " is empty", "delete the lone `-`");
    return std::nullopt;
  }
  if (text->find('\n') != std::string::npos) {
    m_problems.error(place_of(node.Mark()),
                     what + " has several lines",
                     "write one item a line, each after a `-`");
    return std::nullopt;
  }
  return text;
}

bool NodeReader::is_list(const YAML::Node& node, std::string_view key) {
  if (node.IsNull() || node.IsSequence()) {
    return node.IsSequence();
  }
  m_problems.error(place_of(node.Mark()),
                   fmt::format("`{}` is {}, not a list", key, kind_of(node)),
                   "write one item a line below the key, each after a `-`");
  return false;
}

void NodeReader::add_merged(const YAML::Node& node,
                            std::set<std::string>& keys,
                            std::vector<NodeMember>& members) {
  charge(node, 0);
  if (node.IsSequence()) {
    for (const YAML::Node& item : node) {
      add_merged(item, keys, members);
    }
  } else if (!node.IsMap() || m_depth > k_deepest_merge) {
    m_problems.error(place_of(node.Mark()),
                     fmt::format("`<<` takes the members of a map, but here is {}",
                                 node.IsMap() ? "a map in itself" : kind_of(node)),
                     "write the members out");
  } else {
    for (NodeMember& member : read_members(node, {})) {
      if (keys.insert(member.key).second) {
        members.push_back(std::move(member));
      }
    }
  }
}

// Of a key whose value is nothing. In `{a, b}` and after `? ` that is a key as well.
bool NodeReader::lacks_colon(const YAML::Node& map, const YAML::Node& key) const {
  const YAML::Mark mark = key.Mark();
  const bool is_marked =
      mark.pos >= 2 && m_text.substr(static_cast<std::size_t>(mark.pos) - 2, 2) == "? ";
  return map.Style() == YAML::EmitterStyle::Block && !is_marked &&
         !has_colon(rest_of_line(m_text, mark));
}

std::vector<NodeMember> NodeReader::read_members(const YAML::Node& map,
                                                 std::string_view hint_for_double) {
  std::vector<NodeMember> members;
  std::vector<YAML::Node> merged;
  std::set<std::string> keys;
  for (const auto& member : map) {
    const auto key = read_text(member.first, "a key");
    if (!key) {
      continue;
    }
    if (member.second.IsNull() && lacks_colon(map, member.first)) {
      report_missing_colon(
          rest_of_line(m_text, member.first.Mark()), place_of(member.first.Mark()), m_problems);
    } else if (*key == "<<") {
      merged.push_back(member.second);
    } else if (!keys.insert(*key).second) {
      m_problems.error(place_of(member.first.Mark()),
                       fmt::format("`{}` is given twice", *key),
                       std::string(hint_for_double));
    } else {
      members.push_back({*key, member.first, member.second});
    }
  }
  ++m_depth;
  for (const YAML::Node& node : merged) {
    add_merged(node, keys, members);
  }
  --m_depth;
  return members;
}

} // namespace etalon
