#include "regex_compiler.hpp"

#include "syntax_fault.hpp"

#include <fmt/format.h>

#include <limits>

namespace etalon {
namespace {

constexpr std::size_t k_unbounded = std::numeric_limits<std::size_t>::max();
constexpr std::size_t k_most_instructions = 2000;
constexpr std::size_t k_deepest_group = 50;

using Instruction = LinearRegex::Instruction;
using Kind = Instruction::Kind;

constexpr const char* k_simplify = "use a simpler pattern, such as `*cuda*`";

std::int32_t distance(std::size_t instructions) {
  return static_cast<std::int32_t>(instructions);
}

void add_range(std::bitset<256>& bytes, unsigned char first, unsigned char last) {
  for (unsigned c = first; c <= last; ++c) {
    bytes.set(c);
  }
}

std::bitset<256> one(char c) {
  std::bitset<256> bytes;
  bytes.set(static_cast<unsigned char>(c));
  return bytes;
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::bitset<256> with_both_cases(std::bitset<256> bytes) {
  for (unsigned c = 'a'; c <= 'z'; ++c) {
    const unsigned upper = c - 'a' + 'A';
    if (bytes.test(c) || bytes.test(upper)) {
      bytes.set(c);
      bytes.set(upper);
    }
  }
  return bytes;
}

} // namespace

RegexCompiler::Program RegexCompiler::compile() {
  Program program = alternatives();
  if (!at_end()) {
    refuse(m_at, "found `)` without `(`", "remove it, or write `\\)` for the character");
  }
  program.push_back({Kind::accept, 1, 1, {}});
  return program;
}

RegexCompiler::Program RegexCompiler::alternatives() {
  Program left = sequence();
  while (skip('|')) {
    const Program right = sequence();
    Program both{{Kind::split, 1, distance(left.size() + 2), {}}};
    append(both, left);
    both.push_back({Kind::jump, distance(right.size() + 1), 1, {}});
    append(both, right);
    left = std::move(both);
  }
  return left;
}

RegexCompiler::Program RegexCompiler::sequence() {
  Program program;
  while (!at_end() && peek() != '|' && peek() != ')') {
    append(program, repeated());
  }
  return program;
}

RegexCompiler::Program RegexCompiler::repeated() {
  Program program = atom();
  Repetition repetition{};
  const std::size_t start = m_at;
  if (read_repetition(repetition)) {
    skip('?'); // a lazy repetition finds the same texts
    program = repeat(program, repetition);
    Repetition second{};
    if (read_repetition(second)) {
      refuse(start, "found a repetition of a repetition", "keep one of them");
    }
  }
  return program;
}

RegexCompiler::Program RegexCompiler::atom() {
  switch (peek()) {
  case '(':
    return group();
  case '[':
    return take(bracket_class());
  case '\\':
    return take(escape());
  case '^':
    ++m_at;
    return {{Kind::at_start, 1, 1, {}}};
  case '$':
    ++m_at;
    return {{Kind::at_end, 1, 1, {}}};
  case '.':
    ++m_at;
    return take(~one('\n'));
  case '*':
  case '+':
  case '?':
    refuse(m_at,
           fmt::format("found `{}` with nothing to repeat", peek()),
           fmt::format("write `.{0}`, or `\\{0}` for the character", peek()));
  default:
    return take(one(m_pattern[m_at++]));
  }
}

RegexCompiler::Program RegexCompiler::group() {
  const std::size_t start = m_at++;
  if (skip('?') && !skip(':')) {
    refuse(start, "found a group that starts with `(?`", "use a plain group `(...)` or `(?:...)`");
  }
  if (++m_depth > k_deepest_group) {
    refuse(start, "found too many groups inside one another", k_simplify);
  }
  Program program = alternatives();
  --m_depth;
  if (!skip(')')) {
    refuse(start, "found `(` without `)`", "close it, or write `\\(` for the character");
  }
  return program;
}

RegexCompiler::Bytes RegexCompiler::escape() {
  const std::size_t start = m_at++;
  if (at_end()) {
    refuse(start, "found `\\` at the end", "write `\\\\` for the character");
  }
  const char c = m_pattern[m_at++];
  Bytes bytes;
  switch (c) {
  case 'd':
  case 'D':
    add_range(bytes, '0', '9');
    break;
  case 'w':
  case 'W':
    add_range(bytes, '0', '9');
    add_range(bytes, 'a', 'z');
    add_range(bytes, 'A', 'Z');
    bytes.set('_');
    break;
  case 's':
  case 'S':
    add_range(bytes, '\t', '\r');
    bytes.set(' ');
    break;
  case 't':
    return one('\t');
  case 'n':
    return one('\n');
  case 'r':
    return one('\r');
  default:
    if (is_letter_or_digit(c)) {
      refuse(start, fmt::format("found `\\{}`", c), "use `\\d`, `\\w`, `\\s` or a class `[...]`");
    }
    return one(c);
  }
  return c == 'D' || c == 'W' || c == 'S' ? ~bytes : bytes;
}

RegexCompiler::Bytes RegexCompiler::bracket_class() {
  const std::size_t start = m_at++;
  const bool negated = skip('^');
  Bytes bytes;
  bool first = true;
  while (first || !skip(']')) {
    if (at_end()) {
      refuse(start, "found `[` without `]`", "close it, or write `\\[` for the character");
    }
    first = false;
    bytes |= class_member();
  }
  bytes = with_both_cases(bytes);
  return negated ? ~bytes : bytes;
}

RegexCompiler::Bytes RegexCompiler::class_member() {
  const std::size_t start = m_at;
  if (peek() == '\\') {
    return escape();
  }
  const char low = m_pattern[m_at++];
  if (m_at + 1 >= m_pattern.size() || peek() != '-' || m_pattern[m_at + 1] == ']') {
    return one(low);
  }
  ++m_at;
  char high = m_pattern[m_at++];
  if (high == '\\' && !at_end()) {
    high = m_pattern[m_at++];
  }
  if (static_cast<unsigned char>(high) < static_cast<unsigned char>(low)) {
    refuse(start, fmt::format("found the range `{}-{}`", low, high), "write the lower end first");
  }
  Bytes bytes;
  add_range(bytes, static_cast<unsigned char>(low), static_cast<unsigned char>(high));
  return bytes;
}

bool RegexCompiler::read_repetition(Repetition& repetition) {
  if (skip('*')) {
    repetition = {0, k_unbounded};
  } else if (skip('+')) {
    repetition = {1, k_unbounded};
  } else if (skip('?')) {
    repetition = {0, 1};
  } else {
    return read_counts(repetition);
  }
  return true;
}

// "{2}", "{2,}", "{,3}" or "{2,3}"; anything else that starts with '{' is only characters.
bool RegexCompiler::read_counts(Repetition& repetition) {
  const std::size_t end = m_pattern.find('}', m_at);
  if (at_end() || peek() != '{' || end == std::string_view::npos) {
    return false;
  }
  const std::string_view counts = m_pattern.substr(m_at + 1, end - m_at - 1);
  const std::size_t comma = counts.find(',');
  if (counts.empty() || counts == "," ||
      counts.find_first_not_of("0123456789,") != std::string_view::npos ||
      comma != counts.rfind(',')) {
    return false;
  }
  const auto number = [this](std::string_view digits) {
    std::size_t value = 0;
    for (const char digit : digits) {
      value = value * 10 + static_cast<std::size_t>(digit - '0');
      if (value > k_most_instructions) {
        refuse(m_at, fmt::format("found {} repetitions", digits), k_simplify);
      }
    }
    return value;
  };
  repetition.least = number(counts.substr(0, comma));
  if (comma == std::string_view::npos) {
    repetition.most = repetition.least;
  } else {
    const std::string_view most = counts.substr(comma + 1);
    repetition.most = most.empty() ? k_unbounded : number(most);
  }
  if (repetition.most < repetition.least) {
    refuse(m_at, fmt::format("found `{{{}}}`", counts), "write the lower number first");
  }
  m_at = end + 1;
  return true;
}

RegexCompiler::Program RegexCompiler::repeat(const Program& body,
                                             const Repetition& repetition) const {
  Program program;
  for (std::size_t i = 0; i < repetition.least; ++i) {
    append(program, body);
  }
  const std::int32_t length = distance(body.size());
  if (repetition.most == k_unbounded) {
    program.push_back({Kind::split, 1, length + 2, {}});
    append(program, body);
    program.push_back({Kind::jump, -length - 1, 1, {}});
    return program;
  }
  for (std::size_t i = repetition.least; i < repetition.most; ++i) {
    program.push_back({Kind::split, 1, length + 1, {}});
    append(program, body);
  }
  return program;
}

RegexCompiler::Program RegexCompiler::take(const Bytes& bytes) {
  return {{Kind::bytes, 1, 1, with_both_cases(bytes)}};
}

void RegexCompiler::append(Program& program, const Program& more) const {
  if (program.size() + more.size() > k_most_instructions) {
    refuse(m_at, "found too many repetitions", k_simplify);
  }
  program.insert(program.end(), more.begin(), more.end());
}

bool RegexCompiler::skip(char c) {
  if (at_end() || peek() != c) {
    return false;
  }
  ++m_at;
  return true;
}

void RegexCompiler::refuse(std::size_t offset,
                           std::string_view reason,
                           std::string_view hint) const {
  throw SyntaxFault("regular expression", {m_pattern, offset}, reason, hint);
}

} // namespace etalon
