#include "run_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace etalon {

namespace {

bool takes_a_value(std::string_view option) {
  constexpr std::array<std::string_view, 6> options = {
      "-n", "--name", "-p", "--prefix", "--color", "--progress"};
  return std::find(options.begin(), options.end(), option) != options.end();
}

// The first word from `begin` on that is neither an option nor the value of one.
std::size_t find_plain_word(const std::vector<std::string>& words, std::size_t begin) {
  auto at = begin;
  while (at < words.size() && words[at].size() > 1 && words[at].front() == '-' &&
         words[at] != "--") {
    at += takes_a_value(words[at]) ? 2 : 1;
  }
  return std::min(at, words.size());
}

} // namespace

RunWords split_run_words(const std::vector<std::string>& words) {
  const auto verb = find_plain_word(words, 0);
  if (verb == words.size() || words[verb] != "run") {
    return {words, {}};
  }
  auto begin = words.begin() + static_cast<std::ptrdiff_t>(find_plain_word(words, verb + 1));
  RunWords split{{words.begin(), begin}, {}};
  if (begin != words.end() && *begin == "--") {
    ++begin;
  }
  split.command.assign(begin, words.end());
  return split;
}

} // namespace etalon
