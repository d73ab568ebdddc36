#pragma once

#include "linear_regex.hpp"

#include <bitset>
#include <cstddef>
#include <string_view>
#include <vector>

namespace etalon {

// Reads a pattern by recursive descent, each rule giving the program of what it read. Jumps are
// relative, so programs can be put behind one another and repeated as they are.
class RegexCompiler {
public:
  explicit RegexCompiler(std::string_view pattern) : m_pattern(pattern) {}

  // Ends in `accept`. Throws SyntaxFault.
  std::vector<LinearRegex::Instruction> compile();

private:
  using Program = std::vector<LinearRegex::Instruction>;
  using Bytes = std::bitset<256>;

  struct Repetition {
    std::size_t least;
    std::size_t most; // k_unbounded for no limit
  };

  Program alternatives();
  Program sequence();
  Program repeated();
  Program atom();
  Program group();
  Bytes escape();
  Bytes bracket_class();
  Bytes class_member();
  bool read_repetition(Repetition& repetition);
  bool read_counts(Repetition& repetition);
  Program repeat(const Program& body, const Repetition& repetition) const;

  static Program take(const Bytes& bytes);
  void append(Program& program, const Program& more) const;

  [[nodiscard]] bool at_end() const { return m_at == m_pattern.size(); }

  [[nodiscard]] char peek() const { return m_pattern[m_at]; }

  bool skip(char c);
  [[noreturn]] void
  refuse(std::size_t offset, std::string_view reason, std::string_view hint) const;

  std::string_view m_pattern;
  std::size_t m_at = 0;
  std::size_t m_depth = 0;
};

} // namespace etalon
