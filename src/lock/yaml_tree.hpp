#pragma once

#include <etalon/util/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

struct YamlMember;

// A YAML document without what lock files never have: aliases, tags that mean something, several
// documents.
struct YamlTree {
  enum class Kind { null, text, list, map };

  Kind kind = Kind::null;
  int line = 1; // 1-based
  int column = 1;
  std::string text;
  std::vector<YamlTree> items;
  std::vector<YamlMember> members; // in their order; no key twice
};

struct YamlMember {
  std::string key;
  YamlTree value;
};

// Reads the tree of one file; all errors are Error{usage} "FILE:LINE:COLUMN: what was found".
class YamlReader {
public:
  explicit YamlReader(std::string_view file_name) : m_file_name(file_name) {}

  // Refuses files above 64 MiB, several documents, aliases, keys that stand twice, NULs.
  [[nodiscard]] YamlTree parse(std::string_view text) const;

  [[nodiscard]] Error error_at(const YamlTree& place, std::string_view problem) const;

  // nullptr where the map has no such key, or nothing behind it.
  [[nodiscard]] static const YamlTree* find(const YamlTree& map, std::string_view key);
  // As find(). "`KEY` is missing".
  [[nodiscard]] const YamlTree& get(const YamlTree& map, std::string_view key) const;

  // "`KEY` is a list, not a text" and the like.
  [[nodiscard]] const std::string& text_of(const YamlTree& node, std::string_view what) const;
  [[nodiscard]] const std::vector<YamlTree>& list_of(const YamlTree& node,
                                                     std::string_view what) const;
  [[nodiscard]] const std::vector<YamlMember>& map_of(const YamlTree& node,
                                                      std::string_view what) const;

  // As map_of(), where the members are looked up one by one.
  void require_map(const YamlTree& node, std::string_view what) const { (void)map_of(node, what); }

  // The value of a key, or its default where the key is absent.
  [[nodiscard]] std::string find_text(const YamlTree& map, std::string_view key) const;
  [[nodiscard]] std::vector<std::string> find_texts(const YamlTree& map,
                                                    std::string_view key) const;
  [[nodiscard]] std::uint64_t find_number(const YamlTree& map, std::string_view key) const;
  // `digits` hexadecimal ones, in lower case.
  [[nodiscard]] std::string
  find_hash(const YamlTree& map, std::string_view key, std::size_t digits) const;

private:
  std::string_view m_file_name;
};

} // namespace etalon
