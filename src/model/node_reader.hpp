#pragma once

#include "manifest_problems.hpp"

#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

ManifestPlace place_of(const YAML::Mark& mark);
std::string_view kind_of(const YAML::Node& node); // "a list"

struct NodeMember {
  std::string key;
  YAML::Node key_node;
  YAML::Node value;
};

// Takes texts, items and members out of YAML nodes; what is not of the kind that was asked for
// becomes a problem, told by its place. `what` and `key` say how to call it: "item 2 of `pip`".
class NodeReader {
public:
  // Thrown when there is no use in reading on: the aliases repeat too much, or too much is wrong.
  struct Stopped {};

  // `text` is what the nodes were read from.
  NodeReader(std::string_view text, ProblemList& problems) : m_text(text), m_problems(problems) {}

  std::optional<std::string> read_text(const YAML::Node& node, std::string_view what);
  std::string read_text_or_nothing(const YAML::Node& node, std::string_view what);
  // A text of one line, not empty.
  std::optional<std::string>
  read_item(const YAML::Node& list, std::size_t index, std::string_view key);
  // Where there is no list, and where there is something else, which is a problem: false.
  bool is_list(const YAML::Node& node, std::string_view key);
  // Of a map, those of its `<<` behind its own (YAML 1.1's merge key, which conda reads). A key
  // that is given twice is a problem, and so is one without `:`.
  std::vector<NodeMember> read_members(const YAML::Node& map, std::string_view hint_for_double);

private:
  [[nodiscard]] bool lacks_colon(const YAML::Node& map, const YAML::Node& key) const;
  void charge(const YAML::Node& node, std::size_t size);
  void
  add_merged(const YAML::Node& node, std::set<std::string>& keys, std::vector<NodeMember>& members);

  std::string_view m_text;
  ProblemList& m_problems;
  std::size_t m_size = 0;
  int m_depth = 0;
};

} // namespace etalon
