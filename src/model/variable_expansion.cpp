#include <etalon/model/variable_expansion.hpp>

#include <utility>

namespace etalon {

namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// `text`, which starts with '$': the name of the variable and how much of the text it takes.
std::pair<std::string_view, std::size_t> read_variable(std::string_view text) {
  if (text.size() > 1 && text[1] == '{') {
    const std::size_t end = text.find('}');
    return end == std::string_view::npos ? std::pair(std::string_view(), std::size_t{1})
                                         : std::pair(text.substr(2, end - 2), end + 1);
  }
  std::size_t end = 1;
  while (end < text.size() && is_name_character(text[end])) {
    ++end;
  }
  return {text.substr(1, end - 1), end};
}

} // namespace

std::string expand_home_and_variables(std::string_view text,
                                      const std::map<std::string, std::string>& environment) {
  std::string expanded;
  if (const auto home = environment.find("HOME");
      (text == "~" || text.starts_with("~/")) && home != environment.end()) {
    expanded = home->second;
    text.remove_prefix(1);
  }
  while (!text.empty()) {
    if (text.front() != '$') {
      expanded += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto [name, length] = read_variable(text);
    const auto variable = environment.find(std::string(name));
    expanded += variable == environment.end() ? text.substr(0, length) : variable->second;
    text.remove_prefix(length);
  }
  return expanded;
}

} // namespace etalon
