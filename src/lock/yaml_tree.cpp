#include "yaml_tree.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

namespace etalon {

namespace {

constexpr std::size_t k_size_limit = 64U << 20U;

const char* name_of(YamlTree::Kind kind) {
  switch (kind) {
  case YamlTree::Kind::map:
    return "a map";
  case YamlTree::Kind::list:
    return "a list";
  case YamlTree::Kind::text:
    return "a text";
  case YamlTree::Kind::null:
    break;
  }
  return "nothing";
}

// What the parser of the YAML library reports, one call a node, becomes a tree. Nothing is kept of
// anchors: an alias is refused, so that no file can unfold into more than its own size.
class TreeBuilder final : public YAML::EventHandler {
public:
  explicit TreeBuilder(const YamlReader& reader) : m_reader(reader) {}

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    add(mark, YamlTree::Kind::null);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    YamlTree place;
    set_place(mark, place);
    throw m_reader.error_at(place, "an alias; lock files have none");
  }

  void OnScalar(const YAML::Mark& mark,
                const std::string& /*tag*/,
                YAML::anchor_t /*anchor*/,
                const std::string& value) override {
    YamlTree node;
    set_place(mark, node);
    if (value.find('\0') != std::string::npos) {
      throw m_reader.error_at(node, "a text holds a NUL");
    }
    if (!m_open.empty() && m_open.back().tree.kind == YamlTree::Kind::map &&
        !m_open.back().has_key) {
      open_member(value, node);
      return;
    }
    node.kind = YamlTree::Kind::text;
    node.text = value;
    close(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, YamlTree::Kind::list);
  }

  void OnSequenceEnd() override { close_innermost(); }

  void OnMapStart(const YAML::Mark& mark,
                  const std::string& /*tag*/,
                  YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, YamlTree::Kind::map);
  }

  void OnMapEnd() override { close_innermost(); }

  YamlTree take() { return std::move(m_root); }

private:
  // A list or map whose end has not come yet.
  struct Open {
    YamlTree tree;
    bool has_key = false;
    std::string key;
    std::set<std::string> keys;
  };

  static void set_place(const YAML::Mark& mark, YamlTree& node) {
    node.line = std::max(mark.line, 0) + 1;
    node.column = std::max(mark.column, 0) + 1;
  }

  void check_is_value(const YamlTree& node) const {
    if (!m_open.empty() && m_open.back().tree.kind == YamlTree::Kind::map &&
        !m_open.back().has_key) {
      throw m_reader.error_at(node, "a key is no text");
    }
  }

  void add(const YAML::Mark& mark, YamlTree::Kind kind) {
    YamlTree node;
    set_place(mark, node);
    node.kind = kind;
    check_is_value(node);
    close(std::move(node));
  }

  void open(const YAML::Mark& mark, YamlTree::Kind kind) {
    Open open;
    set_place(mark, open.tree);
    open.tree.kind = kind;
    check_is_value(open.tree);
    m_open.push_back(std::move(open));
  }

  void open_member(const std::string& key, const YamlTree& place) {
    Open& map = m_open.back();
    if (!map.keys.insert(key).second) {
      throw m_reader.error_at(place, fmt::format("`{}` is given twice", key));
    }
    map.key = key;
    map.has_key = true;
  }

  void close_innermost() {
    YamlTree node = std::move(m_open.back().tree);
    m_open.pop_back();
    close(std::move(node));
  }

  void close(YamlTree node) {
    if (m_open.empty()) {
      m_root = std::move(node);
      return;
    }
    Open& parent = m_open.back();
    if (parent.tree.kind == YamlTree::Kind::map) {
      parent.tree.members.push_back({std::move(parent.key), std::move(node)});
      parent.has_key = false;
    } else {
      parent.tree.items.push_back(std::move(node));
    }
  }

  const YamlReader& m_reader;
  std::vector<Open> m_open;
  YamlTree m_root;
};

} // namespace

Error YamlReader::error_at(const YamlTree& place, std::string_view problem) const {
  return {ErrorKind::usage,
          fmt::format("{}:{}:{}: {}", m_file_name, place.line, place.column, problem)};
}

YamlTree YamlReader::parse(std::string_view text) const {
  if (text.size() > k_size_limit) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: the file has {}; a lock file may have {}",
                            m_file_name,
                            format_bytes(text.size()),
                            format_bytes(k_size_limit)));
  }
  TreeBuilder builder(*this);
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    TreeBuilder second(*this);
    if (parser.HandleNextDocument(second)) {
      throw error_at(second.take(), "a second document");
    }
  } catch (const YAML::DeepRecursion& error) {
    YamlTree place;
    place.line = error.mark.line + 1;
    throw error_at(place, "lists and maps are nested too deeply");
  } catch (const YAML::Exception& error) {
    YamlTree place;
    place.line = std::max(error.mark.line, 0) + 1;
    place.column = std::max(error.mark.column, 0) + 1;
    throw error_at(place, "invalid YAML: " + error.msg)
        .with_hint("take the file from version control again, or make it anew with `etalon lock`");
  }
  return builder.take();
}

const YamlTree* YamlReader::find(const YamlTree& map, std::string_view key) {
  const auto found = std::find_if(map.members.begin(),
                                  map.members.end(),
                                  [&](const YamlMember& member) { return member.key == key; });
  return found == map.members.end() || found->value.kind == YamlTree::Kind::null ? nullptr
                                                                                 : &found->value;
}

const YamlTree& YamlReader::get(const YamlTree& map, std::string_view key) const {
  const YamlTree* found = find(map, key);
  if (found == nullptr) {
    throw error_at(map, fmt::format("`{}` is missing", key));
  }
  return *found;
}

const std::string& YamlReader::text_of(const YamlTree& node, std::string_view what) const {
  if (node.kind != YamlTree::Kind::text) {
    throw error_at(node, fmt::format("{} is {}, not a text", what, name_of(node.kind)));
  }
  return node.text;
}

const std::vector<YamlTree>& YamlReader::list_of(const YamlTree& node,
                                                 std::string_view what) const {
  if (node.kind != YamlTree::Kind::list) {
    throw error_at(node, fmt::format("{} is {}, not a list", what, name_of(node.kind)));
  }
  return node.items;
}

const std::vector<YamlMember>& YamlReader::map_of(const YamlTree& node,
                                                  std::string_view what) const {
  if (node.kind != YamlTree::Kind::map) {
    throw error_at(node, fmt::format("{} is {}, not a map", what, name_of(node.kind)));
  }
  return node.members;
}

std::string YamlReader::find_text(const YamlTree& map, std::string_view key) const {
  const YamlTree* found = find(map, key);
  return found == nullptr ? "" : text_of(*found, fmt::format("`{}`", key));
}

std::vector<std::string> YamlReader::find_texts(const YamlTree& map, std::string_view key) const {
  std::vector<std::string> texts;
  if (const YamlTree* found = find(map, key)) {
    for (const YamlTree& item : list_of(*found, fmt::format("`{}`", key))) {
      texts.push_back(text_of(item, fmt::format("an item of `{}`", key)));
    }
  }
  return texts;
}

std::uint64_t YamlReader::find_number(const YamlTree& map, std::string_view key) const {
  const YamlTree* found = find(map, key);
  if (found == nullptr) {
    return 0;
  }
  const std::string& text = text_of(*found, fmt::format("`{}`", key));
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc() || result.ptr != end) {
    throw error_at(*found, fmt::format("`{}` is `{}`, not a number", key, text));
  }
  return number;
}

std::string
YamlReader::find_hash(const YamlTree& map, std::string_view key, std::size_t digits) const {
  const std::string hash = to_lower(find_text(map, key));
  if (!hash.empty() &&
      (hash.size() != digits || hash.find_first_not_of("0123456789abcdef") != std::string::npos)) {
    throw error_at(*find(map, key),
                   fmt::format("`{}` is `{}`, not {} hexadecimal digits", key, hash, digits));
  }
  return hash;
}

} // namespace etalon
