#include <catch2/catch.hpp>
#include <repodata/json_scanner.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

using etalon::JsonScanner;

namespace {

// The boundaries behind the first byte, which opens the container; up to the one that closes it.
std::vector<std::size_t> boundaries_of(std::string text) {
  text.append(JsonScanner::k_block_bytes, ' ');
  JsonScanner scanner;
  std::vector<std::size_t> found;
  std::size_t from = 1;
  for (;;) {
    const std::size_t boundary = scanner.find_boundary(text, from);
    if (boundary == JsonScanner::k_none) {
      return found;
    }
    found.push_back(boundary);
    if (text[boundary] != ',') {
      return found;
    }
    from = boundary + 1;
  }
}

// The same byte by byte. A backslash keeps a quote from counting wherever it stands.
std::vector<std::size_t> slow_boundaries_of(const std::string& text) {
  std::vector<std::size_t> found;
  std::size_t depth = 0;
  bool is_string = false;
  bool is_escaped = false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    const bool was_escaped = std::exchange(is_escaped, c == '\\' && !is_escaped);
    if (c == '"') {
      is_string = is_string != !was_escaped;
    } else if (is_string) {
      continue;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
      found.push_back(i);
      if (c != ',') {
        return found;
      }
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return found;
}

} // namespace

TEST_CASE("elements end at the commas between them and at the last bracket",
          "[repodata][scanner]") {
  using Places = std::vector<std::size_t>;
  CHECK(boundaries_of("{}") == Places{1});
  CHECK(boundaries_of(R"({"a": [1, 2], "b": {"c": 3, "d": {}}, "e": 4} , 5)") ==
        Places{12, 36, 44});
  CHECK(boundaries_of(R"(["},", "\"],", "\\", 1])") == Places{5, 13, 19, 22});
  CHECK(boundaries_of("[1, [2").size() == 1);
}

TEST_CASE("an element of many blocks is one", "[repodata][scanner]") {
  const std::string longest = "\"" + std::string(1000, ',') + "\\\"" + std::string(63, '}') + "\"";
  CHECK(boundaries_of("[" + longest + "]") == std::vector<std::size_t>{longest.size() + 1});
}

TEST_CASE("a scan goes on where the text at hand ended", "[repodata][scanner]") {
  const std::string text = R"({"a": ")" + std::string(57, '\\') + R"(\", {", "b": [)" +
                           std::string(200, ' ') + R"(]})" + std::string(64, ' ');
  const std::vector<std::size_t> whole = boundaries_of(text);
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    JsonScanner scanner;
    std::vector<std::size_t> found;
    std::size_t from = 1;
    for (const std::size_t size : {cut, text.size()}) {
      const std::string_view part = std::string_view(text).substr(0, size);
      for (;;) {
        const std::size_t boundary = scanner.find_boundary(part, from);
        if (boundary == JsonScanner::k_none) {
          from = size - (size - from) % JsonScanner::k_block_bytes;
          break;
        }
        found.push_back(boundary);
        from = boundary + 1;
        if (part[boundary] == '}') {
          break;
        }
      }
      if (!found.empty() && text[found.back()] == '}') {
        break;
      }
    }
    INFO(cut);
    CHECK(found == whole);
  }
}

TEST_CASE("any text has the boundaries that a byte-by-byte scan finds", "[repodata][scanner]") {
  std::minstd_rand random(7);
  constexpr std::string_view alphabet = "\"\\{}[],:a ";
  for (int round = 0; round < 20000; ++round) {
    std::string text = "{";
    const std::size_t size = random() % 300;
    // Some texts have long runs without the characters that count.
    const std::size_t letters = round % 2 == 0 ? alphabet.size() : 40;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t letter = random() % letters;
      text += letter < alphabet.size() ? alphabet[letter] : 'x';
    }
    INFO(text);
    REQUIRE(boundaries_of(text) == slow_boundaries_of(text));
  }
}
