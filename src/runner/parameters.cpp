#include "parameters.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <sstream>

namespace etalon_runner {

namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

[[noreturn]] void
refuse(const std::string& name, const std::string& value, const std::string& wanted) {
  throw UsageError("`" + name + "` is " + wanted + ", not `" + value + "`");
}

// False where `text` is not a whole number from its first to its last character.
bool parse_integer(const std::string& text, std::int64_t& number) {
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc() && result.ptr == end;
}

} // namespace

void Parameters::check_names(const std::string& workload,
                             const std::vector<std::string>& known) const {
  for (const auto& parameter : m_values) {
    if (std::find(known.begin(), known.end(), parameter.first) == known.end()) {
      throw UsageError("workload `" + workload + "` has no parameter `" + parameter.first +
                       "`; it has " + join(known));
    }
  }
}

std::string Parameters::get(const std::string& name, const std::string& otherwise) const {
  const auto found = m_values.find(name);
  return found == m_values.end() ? otherwise : found->second;
}

std::int64_t Parameters::get_integer(const std::string& name,
                                     std::int64_t otherwise,
                                     std::int64_t min,
                                     std::int64_t max) const {
  const std::string text = get(name, std::to_string(otherwise));
  std::int64_t number = 0;
  if (!parse_integer(text, number) || number < min || number > max) {
    refuse(name, text, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  }
  return number;
}

double Parameters::get_positive(const std::string& name, double otherwise) const {
  if (!has(name)) {
    return otherwise;
  }
  const std::string text = get(name, "");
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(number) || number <= 0) {
    refuse(name, text, "a number above 0");
  }
  return number;
}

bool Parameters::get_flag(const std::string& name, bool otherwise) const {
  return get_choice(name, otherwise ? "true" : "false", {"false", "true"}) == "true";
}

std::string Parameters::get_choice(const std::string& name,
                                   const std::string& otherwise,
                                   const std::vector<std::string>& choices) const {
  const std::string text = get(name, otherwise);
  if (std::find(choices.begin(), choices.end(), text) == choices.end()) {
    refuse(name, text, "one of " + join(choices));
  }
  return text;
}

std::vector<std::int64_t> Parameters::get_shape(const std::string& name,
                                                const std::string& otherwise) const {
  static constexpr std::int64_t longest_side = 1 << 20;
  const std::string text = get(name, otherwise);
  std::vector<std::int64_t> shape;
  std::stringstream parts(text + "x");
  for (std::string part; std::getline(parts, part, 'x');) {
    std::int64_t side = 0;
    if (!parse_integer(part, side) || side < 1 || side > longest_side) {
      refuse(name, text, "a shape such as 3x224x224");
    }
    shape.push_back(side);
  }
  return shape;
}

} // namespace etalon_runner
