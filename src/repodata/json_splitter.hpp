#pragma once

#include "json_scanner.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace etalon {

// What is wanted of a member's value.
enum class JsonUse {
  skip,
  whole,    // as one text
  elements, // of an object or an array: its elements in batches; of anything else as `whole`
  enter,    // of an object: its members are told in turn; of anything else as `whole`
};

// Whom a JsonSplitter tells. Texts are readable for JsonSplitter::k_room bytes behind their end.
class JsonVisitor {
public:
  JsonVisitor() = default;
  JsonVisitor(const JsonVisitor&) = delete;
  JsonVisitor& operator=(const JsonVisitor&) = delete;
  virtual ~JsonVisitor() = default;

  // `key` with its quotes and escapes.
  virtual JsonUse on_member(std::string_view key) = 0;
  // The value of the last member, or some of its elements in brackets of their own; each value has
  // one at least. What has unbalanced brackets or strings may come in any pieces. `offset`: where
  // the text begins in the document.
  virtual void on_text(std::string_view text, std::uint64_t offset) = 0;
  // An element that is larger than the splitter keeps is passed over; the beginning of it.
  virtual void on_oversized(std::string_view beginning) = 0;
  // The end of an object that was entered.
  virtual void on_leave() = 0;
};

// Splits a JSON document (RFC 8259) that is an object, as it comes in, into texts that are small
// enough to be parsed one by one: what it holds of the document is one piece of the input and one
// element. It verifies the objects that are entered itself, leaves all else to whoever parses the
// texts, and looks into what is skipped only to find its end.
class JsonSplitter {
public:
  static constexpr std::size_t k_room = 64;
  // The greatest record of conda-forge has some ten KB.
  static constexpr std::size_t k_default_limit = 16UL << 20U;

  explicit JsonSplitter(JsonVisitor& visitor, std::size_t limit = k_default_limit);

  // Throws Error{corrupt}, "it is damaged at byte N: ...", for a text that is no JSON object or has
  // a value larger than the limit that is wanted whole; and what the visitor throws.
  void write(std::string_view bytes);
  void finish();

private:
  enum class State { begin, first_key, key, colon, value, whole, elements, skip, separator, end };

  void append(std::string_view bytes);
  void advance();
  bool step();
  bool skip_blank();
  bool step_key();
  bool step_value();
  bool step_whole();
  bool step_elements();
  bool step_skip();
  bool step_separator();
  void leave();
  std::size_t find_boundary();
  void emit_elements(std::size_t last);
  void pass_over_element();
  [[noreturn]] void fail(std::size_t place, std::string_view what) const;
  void fail_where_no_json(std::size_t end);

  JsonVisitor& m_visitor;
  std::size_t m_limit;
  JsonScanner m_scanner;
  State m_state = State::begin;
  std::size_t m_level = 0;      // objects entered, the document counted
  std::string m_text;           // what is not done with
  std::uint64_t m_offset = 0;   // of m_text in the document
  std::size_t m_start = 0;      // of what comes next; of a batch: its opening bracket
  std::size_t m_scanned = 0;    // how far the scanner has come
  std::size_t m_last_comma = 0; // of the batch; 0: none
  char m_open = '{';            // what the batch's container begins with
  bool m_is_first_batch = true;
  bool m_passes_over = false; // the element that comes
  std::string m_key;
};

} // namespace etalon
