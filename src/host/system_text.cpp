#include "system_text.hpp"

#include <etalon/util/strings.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <system_error>

namespace etalon {

std::string read_start(const std::filesystem::path& path, std::size_t size) {
  std::ifstream file(path, std::ios::binary);
  std::string text(size, '\0');
  file.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::string read_line(const std::filesystem::path& path) {
  return std::string(trim(read_start(path)));
}

std::optional<std::uint64_t> find_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::vector<unsigned> parse_cpu_list(std::string_view text) {
  constexpr std::uint64_t limit = 65536;
  std::vector<unsigned> numbers;
  for (const std::string_view range : split(trim(text), ',')) {
    const std::size_t dash = std::min(range.find('-'), range.size());
    const auto first = find_number(range.substr(0, dash));
    const auto last = dash == range.size() ? first : find_number(range.substr(dash + 1));
    if (!first || !last || *last < *first || *last >= limit) {
      return {};
    }
    for (std::uint64_t number = *first; number <= *last && numbers.size() < limit; ++number) {
      numbers.push_back(static_cast<unsigned>(number));
    }
  }
  return numbers;
}

std::string os_release_value(std::string_view os_release, std::string_view key) {
  for (const std::string_view line : split(os_release, '\n')) {
    if (!line.starts_with(key) || line.substr(key.size(), 1) != "=") {
      continue;
    }
    std::string_view value = trim(line.substr(key.size() + 1));
    const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                        value.back() == value.front();
    return std::string(quoted ? value.substr(1, value.size() - 2) : value);
  }
  return "";
}

std::uint64_t total_memory(std::string_view meminfo) {
  for (const std::string_view line : split(meminfo, '\n')) {
    const auto words = split_words(line);
    if (words.size() == 3 && words[0] == "MemTotal:" && words[2] == "kB") {
      return find_number(words[1]).value_or(0) * 1024;
    }
  }
  return 0;
}

std::string glibc_version() {
#ifdef _CS_GNU_LIBC_VERSION
  std::array<char, 64> buffer{};
  if (confstr(_CS_GNU_LIBC_VERSION, buffer.data(), buffer.size()) != 0) {
    const std::string_view text = buffer.data(); // "glibc 2.36"
    const auto words = split_words(text);
    if (words.size() == 2 && words[0] == "glibc") {
      return std::string(words[1]);
    }
  }
#endif
  return "";
}

} // namespace etalon
