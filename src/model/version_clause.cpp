#include "version_clause.hpp"

#include "character_set.hpp"
#include "syntax_fault.hpp"
#include "version_parts.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <array>

namespace etalon {
namespace {

using Node = VersionSpec::Node;
using Kind = Node::Kind;

struct Operator {
  std::string_view text;
  Kind kind;
};

// The longer ones first.
constexpr std::array<Operator, 8> k_operators{{{"==", Kind::equal},
                                               {"!=", Kind::not_equal},
                                               {"<=", Kind::less_equal},
                                               {">=", Kind::greater_equal},
                                               {"~=", Kind::compatible},
                                               {"=", Kind::fuzzy},
                                               {"<", Kind::less},
                                               {">", Kind::greater}}};

constexpr CharacterSet k_operator_characters("=<>!~");

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// "1.8" of "1.8*" and "1.8.*".
std::string_view without_final_stars(std::string_view literal) {
  if (literal.back() == '*') {
    literal = literal.substr(0, literal.find_last_not_of("*.") + 1);
  }
  return literal;
}

// As conda sees it: `2023.*.*` asks for three components, `2023.*` and `2023*` for a prefix.
bool has_inner_star(std::string_view literal) {
  return literal.find('*') < literal.find_last_not_of('*');
}

// Without one or more final ".*", which mean nothing after an operator that orders.
std::string_view without_final_star_components(std::string_view literal) {
  while (literal.size() >= 2 && literal.substr(literal.size() - 2) == ".*") {
    literal.remove_suffix(2);
  }
  return literal;
}

class ClauseReader {
public:
  ClauseReader(std::string_view text, std::size_t start, std::size_t end)
      : m_text(text), m_at(start), m_end(end) {}

  Node read() {
    const Operator* op = read_operator();
    while (!at_end() && is_blank(peek())) {
      ++m_at;
    }
    const std::size_t start = m_at;
    const std::string_view literal = trim(m_text.substr(start, m_end - start));
    if (literal.empty() && op == nullptr) { // a line break, which a clause may end with
      refuse(start, "found no version", "write one: `1.8`");
    }
    if (literal.empty()) {
      refuse(start,
             fmt::format("found no version after `{}`", op->text),
             fmt::format("write one: `{}1.8`", op->text));
    }
    check_literal(literal, start);
    return op == nullptr ? plain_clause(literal, start, Kind::equal)
                         : operator_clause(*op, literal, start);
  }

private:
  // Null where the clause starts without one.
  const Operator* read_operator() {
    const std::size_t start = m_at;
    while (!at_end() && k_operator_characters.has(peek())) {
      ++m_at;
    }
    const std::string_view found = m_text.substr(start, m_at - start);
    if (found.empty()) {
      return nullptr;
    }
    for (const Operator& op : k_operators) {
      if (found == op.text) {
        return &op;
      }
    }
    refuse(start, fmt::format("found `{}`, which is no operator", found), hint_for(found));
  }

  static std::string_view hint_for(std::string_view found) {
    if (found == "=>") {
      return "write `>=`";
    }
    if (found == "=<") {
      return "write `<=`";
    }
    if (found == "===") {
      return "write `==`";
    }
    if (found == "~") {
      return "write `~=1.20`, or a range: `>=1.20,<2`";
    }
    return "use one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `=`, `~=`";
  }

  // What goes wrong most often between two versions has a hint of its own.
  void check_literal(std::string_view literal, std::size_t start) const {
    for (std::size_t i = 0; i < literal.size(); ++i) {
      if (k_operator_characters.has(literal[i]) && literal[i] != '!') {
        refuse(start + i,
               fmt::format("found `{}` inside a version", literal[i]),
               "separate two conditions by `,`: `>=1.8,<2`");
      }
      if (is_blank(literal[i])) {
        refuse(start + i,
               "found a blank inside a version",
               "separate two conditions by `,`: `>=1.8,<2`");
      }
      if (literal[i] == ';') {
        refuse(start + i, "found `;`", "write a condition as `[when='python <3.9']`");
      }
      if (literal[i] == '$') {
        refuse(start + i, "found `$` without `^`", "start the regular expression with `^`");
      }
    }
  }

  // A literal without an operator, or after `=` and `==`: with stars it is a prefix or a glob, else
  // of kind `without_stars`.
  [[nodiscard]] Node
  plain_clause(std::string_view literal, std::size_t start, Kind without_stars) const {
    Node node;
    if (literal.find_first_not_of('*') == std::string_view::npos) {
      return node; // any
    }
    if (has_inner_star(literal)) {
      return glob(literal, start);
    }
    node.kind = literal.back() == '*' ? Kind::fuzzy : without_stars;
    node.version = version(without_final_stars(literal), start);
    return node;
  }

  [[nodiscard]] Node glob(std::string_view literal, std::size_t start) const {
    if (const auto fault = find_character_fault(literal)) {
      refuse_version(fault->offset, fault->reason, literal, start);
    }
    Node node;
    node.kind = Kind::glob;
    node.pattern = to_lower(literal);
    return node;
  }

  [[nodiscard]] Node
  operator_clause(const Operator& op, std::string_view literal, std::size_t start) const {
    switch (op.kind) {
    case Kind::fuzzy: {
      if (literal.size() > 1 && literal.back() == '.') { // `=3.` is half of `=3.*`
        literal.remove_suffix(1);
      }
      Node node = plain_clause(literal, start, Kind::fuzzy);
      if (node.kind == Kind::glob && node.pattern.back() != '*') {
        node.pattern += '*';
      }
      return node;
    }
    case Kind::equal:
      return plain_clause(literal, start, Kind::equal);
    case Kind::not_equal:
      return excluded(literal, start);
    case Kind::compatible:
      if (const std::size_t star = literal.find('*'); star != std::string_view::npos) {
        refuse(start + star, "found `*` after `~=`", "write `~=1.8` or `1.8.*`");
      }
      break;
    default:
      literal = without_final_star_components(literal);
      break;
    }
    Node node;
    node.kind = op.kind;
    node.version = version(literal, start);
    return node;
  }

  [[nodiscard]] Node excluded(std::string_view literal, std::size_t start) const {
    Node node = plain_clause(literal, start, Kind::not_equal);
    switch (node.kind) {
    case Kind::fuzzy:
      node.kind = Kind::not_fuzzy;
      break;
    case Kind::glob:
      node.kind = Kind::not_glob;
      break;
    case Kind::any:
      refuse(start, "found `*` after `!=`", "no version is left: remove it");
    default:
      break;
    }
    return node;
  }

  [[nodiscard]] Version version(std::string_view literal, std::size_t start) const {
    try {
      return Version::parse(literal);
    } catch (const SyntaxFault& fault) {
      refuse_version(fault.offset(), fault.reason(), literal, start);
    }
  }

  [[noreturn]] void refuse_version(std::size_t offset,
                                   std::string_view reason,
                                   std::string_view shown,
                                   std::size_t start) const {
    refuse(start + offset,
           fmt::format("{} in version `{}`", reason, shown),
           "write numbers and letters separated by dots: `1.2.0rc1`");
  }

  [[nodiscard]] bool at_end() const { return m_at == m_end; }

  [[nodiscard]] char peek() const { return m_text[m_at]; }

  [[noreturn]] void
  refuse(std::size_t offset, std::string_view reason, std::string_view hint) const {
    throw SyntaxFault("version spec", {m_text, offset}, reason, hint);
  }

  std::string_view m_text;
  std::size_t m_at;
  std::size_t m_end;
};

} // namespace

VersionSpec::Node parse_version_clause(std::string_view text, std::size_t start, std::size_t end) {
  return ClauseReader(text, start, end).read();
}

} // namespace etalon
