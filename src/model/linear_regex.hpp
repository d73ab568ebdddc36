#pragma once

#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

namespace etalon {

// The regular expressions of CEP 29, without regard to case. A Thompson automaton whose states are
// walked in step (Pike's machine): time is text x program whatever the pattern, where a
// backtracking matcher such as std::regex takes exponential time, or all of the stack, for what a
// channel's metadata may say. There is therefore no lookaround and no backreference; CEP 29 asks
// for none.
class LinearRegex {
public:
  // Throws SyntaxFault of kind "regular expression" where it is none or is too large.
  static LinearRegex parse(std::string_view pattern);

  // Whether the pattern is found anywhere in `text` (re.search in Python).
  [[nodiscard]] bool matches(std::string_view text) const;

  struct Instruction {
    enum class Kind : std::uint8_t { bytes, split, jump, at_start, at_end, accept };
    Kind kind = Kind::accept;
    std::int32_t first = 1;  // where to go on, relative to this one
    std::int32_t second = 1; // of a split, the other way
    std::bitset<256> bytes;  // what a `bytes` takes
  };

private:
  std::vector<Instruction> m_program;
};

} // namespace etalon
