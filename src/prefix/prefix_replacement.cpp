#include "prefix_replacement.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <vector>

namespace etalon {
namespace {

enum class ByteOrder { little, big };

// How a character of the placeholder may be laid out in the file.
struct Encoding {
  std::size_t width; // bytes of a code unit
  ByteOrder order;
};

constexpr std::array<Encoding, 5> k_encodings = {{{1, ByteOrder::little},
                                                  {2, ByteOrder::little},
                                                  {2, ByteOrder::big},
                                                  {4, ByteOrder::little},
                                                  {4, ByteOrder::big}}};

// Code points of UTF-8 text; a byte that fits nowhere stands for itself.
std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    std::size_t length = 1;
    if (lead >= 0xc2U) {
      length = lead < 0xe0U ? 2 : lead < 0xf0U ? 3 : 4;
    }
    if (at + length > text.size()) {
      length = 1;
    }
    char32_t point = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
      point = (point << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
    }
    points.push_back(point);
    at += length;
  }
  return points;
}

void append_unit(std::string& bytes, char32_t unit, const Encoding& encoding) {
  for (std::size_t i = 0; i < encoding.width; ++i) {
    const std::size_t place = encoding.order == ByteOrder::little ? i : encoding.width - 1 - i;
    bytes.push_back(static_cast<char>((unit >> (8 * place)) & 0xffU));
  }
}

std::string encode(std::string_view text, const Encoding& encoding) {
  if (encoding.width == 1) {
    return std::string(text);
  }
  std::string bytes;
  for (const char32_t point : code_points(text)) {
    if (encoding.width == 2 && point >= 0x10000U) {
      append_unit(bytes, 0xd800U + ((point - 0x10000U) >> 10U), encoding);
      append_unit(bytes, 0xdc00U + ((point - 0x10000U) & 0x3ffU), encoding);
    } else {
      append_unit(bytes, point, encoding);
    }
  }
  return bytes;
}

// Where `needle` next occurs, or npos; memmem is several times as fast as string_view::find.
std::size_t find_from(std::string_view bytes, std::string_view needle, std::size_t from) {
  const void* found =
      ::memmem(bytes.data() + from, bytes.size() - from, needle.data(), needle.size());
  return found == nullptr
             ? std::string_view::npos
             : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
}

// The end of the C string that holds `begin`: a NUL of the unit's width, aligned to `begin`.
std::size_t string_end(std::string_view bytes, std::size_t begin, std::size_t width) {
  constexpr std::array<char, 4> zeros{};
  for (std::size_t at = begin; at + width <= bytes.size(); at += width) {
    if (width == 1) {
      return std::min(bytes.find('\0', at), bytes.size());
    }
    if (std::memcmp(bytes.data() + at, zeros.data(), width) == 0) {
      return at;
    }
  }
  return bytes.size();
}

// One way of writing the placeholder, and where it comes next.
struct Search {
  std::string placeholder;
  std::string prefix;
  std::size_t width;
  std::size_t next;
};

std::vector<Search>
searches_for(std::string_view bytes, std::string_view placeholder, std::string_view prefix) {
  std::vector<Search> searches;
  for (const Encoding& encoding : k_encodings) {
    Search search{encode(placeholder, encoding), encode(prefix, encoding), encoding.width, 0};
    search.next = find_from(bytes, search.placeholder, 0);
    if (search.next != std::string_view::npos) {
      searches.push_back(std::move(search));
    }
  }
  return searches;
}

} // namespace

std::string
replace_in_text(std::string_view text, std::string_view placeholder, std::string_view prefix) {
  std::string result(text);
  for (const Encoding& encoding : k_encodings) {
    const std::string from = encode(placeholder, encoding);
    if (find_from(result, from, 0) != std::string_view::npos) {
      result = replace_all(result, from, encode(prefix, encoding));
    }
  }
  return result;
}

void replace_in_binary(std::string_view bytes,
                       std::string_view placeholder,
                       std::string_view prefix,
                       const std::function<void(std::string_view)>& sink) {
  std::vector<Search> searches = searches_for(bytes, placeholder, prefix);
  std::size_t done = 0;
  while (!searches.empty()) {
    const Search& first =
        *std::min_element(searches.begin(), searches.end(), [](const Search& a, const Search& b) {
          return a.next < b.next;
        });
    const std::size_t end = string_end(bytes, first.next, first.width);
    sink(bytes.substr(done, first.next - done));
    std::string run =
        replace_all(bytes.substr(first.next, end - first.next), first.placeholder, first.prefix);
    run.resize(end - first.next, '\0');
    sink(run);
    done = end;
    for (auto search = searches.begin(); search != searches.end();) {
      if (search->next < done) {
        search->next = find_from(bytes, search->placeholder, done);
      }
      search = search->next == std::string_view::npos ? searches.erase(search) : search + 1;
    }
  }
  sink(bytes.substr(done));
}

} // namespace etalon
