#include "version_spec_node.hpp"

#include <etalon/model/version_spec.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>

namespace etalon {

using Node = VersionSpec::Node;
using Kind = Node::Kind;

bool node_matches(const Node& node, const Version& version) {
  const auto child_matches = [&version](const Node& child) { return node_matches(child, version); };
  switch (node.kind) {
  case Kind::any:
    return true;
  case Kind::all_of:
    return std::all_of(node.children.begin(), node.children.end(), child_matches);
  case Kind::any_of:
    return std::any_of(node.children.begin(), node.children.end(), child_matches);
  case Kind::equal:
    return version == node.version;
  case Kind::not_equal:
    return version != node.version;
  case Kind::less:
    return version < node.version;
  case Kind::less_equal:
    return version <= node.version;
  case Kind::greater:
    return version > node.version;
  case Kind::greater_equal:
    return version >= node.version;
  case Kind::fuzzy:
    return version.starts_with(node.version);
  case Kind::not_fuzzy:
    return !version.starts_with(node.version);
  case Kind::compatible:
    return version.compatible_with(node.version);
  case Kind::glob:
    return glob_matches(node.pattern, to_lower(version.to_string()));
  case Kind::not_glob:
    return !glob_matches(node.pattern, to_lower(version.to_string()));
  case Kind::regex:
    return node.regex->matches(version.to_string());
  }
  return false;
}

namespace {

std::string node_text(const Node& node) {
  const std::string& version = node.version.to_string();
  switch (node.kind) {
  case Kind::any:
    return "*";
  case Kind::equal:
    return "==" + version;
  case Kind::not_equal:
    return "!=" + version;
  case Kind::less:
    return "<" + version;
  case Kind::less_equal:
    return "<=" + version;
  case Kind::greater:
    return ">" + version;
  case Kind::greater_equal:
    return ">=" + version;
  case Kind::fuzzy:
    return version + ".*";
  case Kind::not_fuzzy:
    return "!=" + version + ".*";
  case Kind::compatible:
    return "~=" + version;
  case Kind::not_glob:
    return "!=" + node.pattern;
  case Kind::glob:
  case Kind::regex:
    return node.pattern;
  case Kind::all_of:
  case Kind::any_of:
    break;
  }
  std::vector<std::string> parts;
  for (const Node& child : node.children) {
    std::string part = node_text(child);
    parts.push_back(child.kind == Kind::any_of ? '(' + part + ')' : std::move(part));
  }
  return join(parts, node.kind == Kind::all_of ? "," : "|");
}

} // namespace

VersionSpec::VersionSpec(std::shared_ptr<const Node> root) : m_root(std::move(root)) {}

VersionSpec VersionSpec::parse(std::string_view text) {
  return VersionSpec(std::make_shared<const Node>(parse_version_spec(text)));
}

VersionSpec VersionSpec::any() {
  return VersionSpec(std::make_shared<const Node>());
}

bool VersionSpec::matches(const Version& version) const {
  return node_matches(*m_root, version);
}

bool VersionSpec::is_any() const {
  return m_root->kind == Kind::any;
}

bool VersionSpec::is_exact() const {
  return m_root->kind == Kind::equal;
}

bool VersionSpec::is_fuzzy() const {
  return m_root->kind == Kind::fuzzy;
}

std::string VersionSpec::to_string() const {
  return node_text(*m_root);
}

} // namespace etalon
