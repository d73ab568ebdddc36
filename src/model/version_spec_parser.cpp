#include "syntax_fault.hpp"
#include "version_clause.hpp"
#include "version_spec_node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace etalon {
namespace {

using Node = VersionSpec::Node;
using Kind = Node::Kind;

constexpr std::size_t k_deepest_parentheses = 50;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

class Parser {
public:
  explicit Parser(std::string_view text) : m_text(text) {}

  Node parse() {
    skip_blanks();
    if (at_end()) {
      return {};
    }
    Node node = disjunction();
    if (!at_end()) {
      refuse(m_at, "found `)` without `(`", "remove it");
    }
    return node;
  }

private:
  // ',' binds tighter than '|'.
  Node disjunction() { return joined(Kind::any_of, '|', &Parser::conjunction); }

  Node conjunction() { return joined(Kind::all_of, ',', &Parser::operand); }

  Node joined(Kind kind, char separator, Node (Parser::*part)()) {
    Node first = (this->*part)();
    if (!skip(separator)) {
      return first;
    }
    Node node;
    node.kind = kind;
    const auto add = [&](Node&& child) {
      if (child.kind == kind) { // (a|b)|c is a|b|c
        std::move(child.children.begin(), child.children.end(), std::back_inserter(node.children));
      } else {
        node.children.push_back(std::move(child));
      }
    };
    node.children.reserve(2);
    add(std::move(first));
    do {
      add((this->*part)());
    } while (skip(separator));
    return node;
  }

  Node operand() {
    skip_blanks();
    if (at_end() || peek() == '|' || peek() == ',' || peek() == ')') {
      const std::string found = at_end() ? "the end" : fmt::format("`{}`", peek());
      refuse(m_at,
             fmt::format("found {} where a version should be", found),
             "join clauses by `,` (and) or `|` (or): `>=1.8,<2|1.9.*`");
    }
    const std::size_t start = m_at;
    if (!skip('(')) {
      return peek() == '^' ? regex() : clause();
    }
    if (++m_depth > k_deepest_parentheses) {
      refuse(start, "found too many parentheses inside one another", "remove some");
    }
    Node node = disjunction();
    --m_depth;
    if (!skip(')')) {
      refuse(start, "found `(` without `)`", "close it");
    }
    skip_blanks();
    if (!at_end() && peek() != '|' && peek() != ',' && peek() != ')') {
      refuse(m_at, fmt::format("found `{}` after `)`", peek()), "join clauses by `,` or `|`");
    }
    return node;
  }

  Node regex() {
    const std::size_t start = m_at;
    const std::size_t end = m_text.find('$', start);
    if (end == std::string_view::npos) {
      refuse(start,
             "found `^` without `$`",
             "end the regular expression with `$`, or write a range: `>=1.20,<2`");
    }
    Node node;
    node.kind = Kind::regex;
    node.pattern = m_text.substr(start, end + 1 - start);
    try {
      node.regex = LinearRegex::parse(node.pattern);
    } catch (const SyntaxFault& fault) {
      throw fault.placed_in("version spec", m_text, start);
    }
    m_at = end + 1;
    skip_blanks();
    if (!at_end() && peek() != '|' && peek() != ',' && peek() != ')') {
      refuse(m_at, fmt::format("found `{}` after `$`", peek()), "join clauses by `,` or `|`");
    }
    return node;
  }

  Node clause() {
    const std::size_t start = m_at;
    m_at = std::min(m_text.find_first_of("(),|", start), m_text.size());
    if (!at_end() && peek() == '(') {
      refuse(m_at, "found `(` after a version", "join clauses by `,` or `|`");
    }
    return parse_version_clause(m_text, start, m_at);
  }

  [[nodiscard]] bool at_end() const { return m_at == m_text.size(); }

  [[nodiscard]] char peek() const { return m_text[m_at]; }

  void skip_blanks() {
    while (!at_end() && is_blank(peek())) {
      ++m_at;
    }
  }

  bool skip(char c) {
    skip_blanks();
    if (at_end() || peek() != c) {
      return false;
    }
    ++m_at;
    return true;
  }

  [[noreturn]] void
  refuse(std::size_t offset, std::string_view reason, std::string_view hint) const {
    throw SyntaxFault("version spec", {m_text, offset}, reason, hint);
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  std::size_t m_depth = 0;
};

} // namespace

VersionSpec::Node parse_version_spec(std::string_view text) {
  return Parser(text).parse();
}

} // namespace etalon
