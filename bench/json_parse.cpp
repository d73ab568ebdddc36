// A plain parse of JSON files with simdjson, and nothing else: what cold-index compares with.

#include <simdjson.h>

#include <cstdio>
#include <exception>

int main(int count, char** files) try {
  for (int i = 1; i < count; ++i) {
    simdjson::dom::parser parser;
    const simdjson::dom::element root = parser.load(files[i]);
    std::printf("%s: %zu members\n", files[i], simdjson::dom::object(root).size());
  }
  return 0;

} catch (const std::exception& error) {

  std::fprintf(stderr, "error: %s\n", error.what());
  return 4;
}
