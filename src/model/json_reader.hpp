#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Reads JSON (RFC 8259) front to back, straight into the caller's structures. Records of large
// packages list tens of thousands of paths; building a tree of them first takes several times as
// long as reading them. Numbers are read when asked for; strings must be UTF-8.
//
// Every method throws Error{corrupt}: "`KEY` is not a string (line 3, column 7)", KEY being the one
// read last, or what is wrong with the syntax.
class JsonReader {
public:
  enum class Type { null, boolean, number, string, array, object };

  // `text` must outlive the reader. A byte order mark is skipped.
  explicit JsonReader(std::string_view text);

  // The type of the next value, by its first character.
  Type peek();

  // Calls on_key(std::string_view key) for each member; it must consume the value, by skip() at
  // least. The key is valid until then.
  template <typename OnKey>
  void read_object(OnKey on_key) {
    enter('{', "an object");
    for (bool first = true; next_in('}', first); first = false) {
      on_key(read_key());
    }
    --m_depth;
  }

  // Calls on_element() for each element; it must consume the value.
  template <typename OnElement>
  void read_array(OnElement on_element) {
    enter('[', "a list");
    for (bool first = true; next_in(']', first); first = false) {
      on_element();
    }
    --m_depth;
  }

  std::string read_string();
  bool read_bool();
  // A whole number that is not negative; a fraction is cut off (old indexers wrote 1.5e12).
  std::uint64_t read_unsigned();
  std::int64_t read_integer();
  double read_double();
  std::vector<std::string> read_strings();
  void skip();
  // Consumes a `null` if one comes next.
  bool skip_null();
  // Nothing but white space may follow.
  void finish();

  // "`KEY` PROBLEM (line L, column C)" at the place reached.
  [[noreturn]] void fail_at_key(std::string_view problem) const;

private:
  [[noreturn]] void fail(std::string_view problem) const;
  [[nodiscard]] std::string place() const;
  void skip_white_space();
  void enter(char open, std::string_view what);
  bool next_in(char close, bool first);
  std::string_view read_key();
  // The text between the quotes; points into the input where it holds no escapes, else into
  // `storage`.
  std::string_view read_text(std::string& storage);
  void unescape_into(std::string& storage, std::size_t from);
  void append_escape(std::string& storage);
  unsigned read_hex4();
  std::string_view read_number(std::string_view what);
  bool take(std::string_view word);

  std::string_view m_text;
  std::size_t m_at = 0;
  int m_depth = 0;
  std::string_view m_key;
  std::string m_key_storage;
};

} // namespace etalon
