#include "metadata.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>

namespace etalon {
namespace {

// Letters, digits and what versions need: nothing that could end a line or a requirement.
bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    const bool is_alphanumeric = (letter >= '0' && letter <= '9') ||
                                 (letter >= 'A' && letter <= 'Z') ||
                                 (letter >= 'a' && letter <= 'z');
    return is_alphanumeric || std::string_view("._-+!").find(letter) != std::string_view::npos;
  });
}

} // namespace

std::optional<PipIdentity> parse_pip_metadata(std::string_view text) {
  PipIdentity identity;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (trim(line).empty()) {
      break; // the description follows
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      continue;
    }
    const std::string key = to_lower(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (key == "name" && identity.name.empty()) {
      identity.name = value;
    } else if (key == "version" && identity.version.empty()) {
      identity.version = value;
    }
  }
  if (!is_word(identity.name) || !is_word(identity.version)) {
    return std::nullopt;
  }
  return identity;
}

} // namespace etalon
