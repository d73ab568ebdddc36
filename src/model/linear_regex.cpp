#include "linear_regex.hpp"

#include "regex_compiler.hpp"

namespace etalon {
namespace {

using Kind = LinearRegex::Instruction::Kind;

// The states that are alive at one place of the text, each once.
class StateSet {
public:
  explicit StateSet(std::size_t program_size) : m_known(program_size, false) {}

  void clear() {
    for (const std::size_t state : m_states) {
      m_known[state] = false;
    }
    m_states.clear();
  }

  bool insert(std::size_t state) {
    if (m_known[state]) {
      return false;
    }
    m_known[state] = true;
    m_states.push_back(state);
    return true;
  }

  [[nodiscard]] const std::vector<std::size_t>& states() const { return m_states; }

private:
  std::vector<bool> m_known;
  std::vector<std::size_t> m_states;
};

struct TextPlace {
  std::size_t at;
  std::size_t size;
};

// Adds `state` and all that can be reached from it without taking a byte; true where that accepts.
bool reach(const std::vector<LinearRegex::Instruction>& program,
           std::size_t state,
           TextPlace place,
           StateSet& alive) {
  std::vector<std::size_t> open{state};
  bool accepted = false;
  while (!open.empty()) {
    const std::size_t current = open.back();
    open.pop_back();
    if (!alive.insert(current)) {
      continue;
    }
    const LinearRegex::Instruction& step = program[current];
    const auto target = [current](std::int32_t by) {
      return static_cast<std::size_t>(static_cast<std::int64_t>(current) + by);
    };
    switch (step.kind) {
    case Kind::accept:
      accepted = true;
      break;
    case Kind::split:
      open.push_back(target(step.second));
      [[fallthrough]];
    case Kind::jump:
      open.push_back(target(step.first));
      break;
    case Kind::at_start:
      if (place.at == 0) {
        open.push_back(current + 1);
      }
      break;
    case Kind::at_end:
      if (place.at == place.size) {
        open.push_back(current + 1);
      }
      break;
    case Kind::bytes:
      break;
    }
  }
  return accepted;
}

} // namespace

LinearRegex LinearRegex::parse(std::string_view pattern) {
  LinearRegex regex;
  regex.m_program = RegexCompiler(pattern).compile();
  return regex;
}

bool LinearRegex::matches(std::string_view text) const {
  StateSet alive(m_program.size());
  StateSet next(m_program.size());
  for (std::size_t at = 0;; ++at) {
    if (reach(m_program, 0, {at, text.size()}, alive)) { // a match may begin anywhere
      return true;
    }
    if (at == text.size()) {
      return false;
    }
    const auto byte = static_cast<unsigned char>(text[at]);
    for (const std::size_t state : alive.states()) {
      const Instruction& step = m_program[state];
      if (step.kind == Kind::bytes && step.bytes.test(byte) &&
          reach(m_program, state + 1, {at + 1, text.size()}, next)) {
        return true;
      }
    }
    std::swap(alive, next);
    next.clear();
  }
}

} // namespace etalon
