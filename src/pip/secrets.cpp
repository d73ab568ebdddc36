#include "secrets.hpp"

#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <algorithm>

namespace etalon {
namespace {

// Replacing shorter ones would make holes in every other word.
constexpr std::size_t k_shortest = 4;

} // namespace

std::vector<std::string> find_secrets(std::string_view text) {
  std::vector<std::string> secrets;
  for (std::size_t start = text.find("://"); start != std::string_view::npos;
       start = text.find("://", start)) {
    start += 3;
    const std::string_view rest = text.substr(start);
    const std::string_view authority =
        rest.substr(0, std::min(rest.find_first_of("/?# \t\r\n'\""), rest.size()));
    const std::size_t at = authority.rfind('@');
    if (at == std::string_view::npos) {
      continue;
    }
    const std::string_view login = authority.substr(0, at);
    const std::size_t colon = login.find(':');
    const std::string_view secret =
        colon == std::string_view::npos ? login : login.substr(colon + 1);
    if (secret.size() >= k_shortest) {
      secrets.emplace_back(secret);
      secrets.push_back(percent_decode(secret));
    }
  }
  return secrets;
}

std::string without_secrets(std::string_view line, const std::vector<std::string>& secrets) {
  std::string shown = redact(line);
  for (const std::string& secret : secrets) {
    shown = replace_all(shown, secret, "***");
  }
  return shown;
}

} // namespace etalon
