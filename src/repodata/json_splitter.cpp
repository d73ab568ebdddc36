#include "json_splitter.hpp"

#include "json_fault.hpp"

#include <etalon/util/error.hpp>

#include <algorithm>

namespace etalon {
namespace {

// Of input that is looked at together: stays in the processor's cache from one step to the next.
constexpr std::size_t k_piece_bytes = 128UL << 10U;

constexpr std::string_view k_blank = " \t\r\n";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(k_blank) == std::string_view::npos;
}

// Behind the closing quote of the string that begins at `start`; npos where it is not there yet.
std::size_t find_string_end(std::string_view text, std::size_t start) {
  std::size_t at = text.find_first_of("\"\\", start + 1);
  while (at != std::string_view::npos && text[at] == '\\') {
    at = text.find_first_of("\"\\", at + 2); // behind what it escapes
  }
  return at == std::string_view::npos ? at : at + 1;
}

} // namespace

JsonSplitter::JsonSplitter(JsonVisitor& visitor, std::size_t limit)
    : m_visitor(visitor), m_limit(limit) {}

void JsonSplitter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    append(bytes.substr(0, k_piece_bytes));
    bytes.remove_prefix(std::min(k_piece_bytes, bytes.size()));
    advance();
  }
}

void JsonSplitter::finish() {
  const std::uint64_t end = m_offset + m_text.size();
  append(std::string(JsonScanner::k_block_bytes, ' ')); // the scanner takes whole blocks
  advance();
  if (m_state == State::end) {
    return;
  }
  if (m_state == State::begin) {
    throw json_damage(end, "it is empty");
  }
  if (m_state == State::elements && !m_passes_over) {
    fail_where_no_json(m_text.size() - JsonScanner::k_block_bytes);
  }
  throw json_damage(end, "it ends early");
}

void JsonSplitter::append(std::string_view bytes) {
  m_text.erase(0, m_start);
  m_offset += m_start;
  m_scanned -= std::min(m_scanned, m_start);
  m_start = 0;
  m_text.reserve(m_text.size() + bytes.size() + k_room);
  m_text += bytes;
}

void JsonSplitter::advance() {
  while (step()) {
  }
}

// Whether there was enough to go on.
bool JsonSplitter::step() {
  switch (m_state) {
  case State::whole:
    return step_whole();
  case State::elements:
    return step_elements();
  case State::skip:
    return step_skip();
  default:
    break;
  }
  if (!skip_blank()) {
    return false;
  }
  const char next = m_text[m_start];
  switch (m_state) {
  case State::begin:
    if (next != '{') {
      fail(m_start, "there must be an object");
    }
    ++m_start;
    ++m_level;
    m_state = State::first_key;
    return true;
  case State::first_key:
    if (next == '}') {
      leave();
      return true;
    }
    return step_key();
  case State::key:
    return step_key();
  case State::colon:
    if (next != ':') {
      fail(m_start, "there must be a `:`");
    }
    ++m_start;
    m_state = State::value;
    return true;
  case State::value:
    return step_value();
  case State::separator:
    return step_separator();
  default:
    fail(m_start, "something follows the end");
  }
}

bool JsonSplitter::skip_blank() {
  m_start = std::min(m_text.find_first_not_of(k_blank, m_start), m_text.size());
  return m_start < m_text.size();
}

bool JsonSplitter::step_key() {
  if (m_text[m_start] != '"') {
    fail(m_start, "there must be a key");
  }
  const std::size_t end = find_string_end(m_text, m_start);
  if (end == std::string_view::npos) {
    if (m_text.size() - m_start > m_limit) {
      fail(m_start, "a key is too long");
    }
    return false;
  }
  m_key.assign(m_text, m_start, end - m_start);
  m_start = end;
  m_state = State::colon;
  return true;
}

bool JsonSplitter::step_value() {
  const char first = m_text[m_start];
  if (first == ',' || first == ':' || first == ']' || first == '}') {
    fail(m_start, "there must be a value");
  }
  const JsonUse use = m_visitor.on_member(m_key);
  m_scanner.begin();
  m_scanned = m_start;
  if (use == JsonUse::enter && first == '{') {
    ++m_start;
    ++m_level;
    m_state = State::first_key;
  } else if (use == JsonUse::elements && (first == '{' || first == '[')) {
    ++m_scanned;
    m_open = first;
    m_last_comma = 0;
    m_is_first_batch = true;
    m_passes_over = false;
    m_state = State::elements;
  } else {
    m_state = use == JsonUse::skip ? State::skip : State::whole;
  }
  return true;
}

// The next place where an element ends; k_none where more text is needed.
std::size_t JsonSplitter::find_boundary() {
  const std::size_t boundary = m_scanner.find_boundary(m_text, m_scanned);
  m_scanned = boundary != JsonScanner::k_none
                  ? boundary + 1
                  : m_text.size() - (m_text.size() - m_scanned) % JsonScanner::k_block_bytes;
  return boundary;
}

bool JsonSplitter::step_whole() {
  const std::size_t boundary = find_boundary();
  if (boundary == JsonScanner::k_none) {
    if (m_text.size() - m_start > m_limit) {
      fail(m_start, "a value is too large");
    }
    return false;
  }
  m_visitor.on_text(std::string_view(m_text).substr(m_start, boundary - m_start),
                    m_offset + m_start);
  m_start = boundary;
  m_state = State::separator;
  return true;
}

bool JsonSplitter::step_skip() {
  const std::size_t boundary = find_boundary();
  m_start = boundary == JsonScanner::k_none ? m_scanned : boundary;
  m_state = boundary == JsonScanner::k_none ? State::skip : State::separator;
  return boundary != JsonScanner::k_none;
}

// Elements gather until the text at hand is through, so that a parser has many at a time.
bool JsonSplitter::step_elements() {
  const std::size_t boundary = find_boundary();
  if (boundary == JsonScanner::k_none) {
    if (m_last_comma != 0) {
      emit_elements(m_last_comma);
    } else if (m_passes_over) {
      m_start = m_scanned;
    } else if (m_text.size() - m_start > m_limit) {
      pass_over_element();
    }
    return false;
  }
  if (m_text[boundary] != ',') {
    if (!m_passes_over) {
      emit_elements(boundary);
    }
    m_start = boundary + 1;
    m_state = State::separator;
  } else if (m_passes_over) {
    m_passes_over = false;
    m_start = boundary;
  } else {
    m_last_comma = boundary;
  }
  return true;
}

// From m_start to `last`, a comma or the end of the container. A comma in front or at the end
// becomes a bracket.
void JsonSplitter::emit_elements(std::size_t last) {
  const std::size_t size = last + 1 - m_start;
  const bool is_end = m_text[last] != ',';
  if (!(m_is_first_batch && is_end) &&
      is_blank(std::string_view(m_text).substr(m_start + 1, size - 2))) {
    fail(last, "an element is missing");
  }
  m_text[m_start] = m_open;
  if (!is_end) {
    m_text[last] = m_open == '{' ? '}' : ']';
  }
  m_visitor.on_text(std::string_view(m_text).substr(m_start, size), m_offset + m_start);
  m_start = last;
  m_last_comma = 0;
  m_is_first_batch = false;
}

void JsonSplitter::pass_over_element() {
  fail_where_no_json(m_text.size());
  m_visitor.on_oversized(std::string_view(m_text).substr(m_start));
  m_is_first_batch = false;
  m_passes_over = true;
  m_start = m_scanned;
}

bool JsonSplitter::step_separator() {
  if (m_text[m_start] == '}') {
    leave();
  } else if (m_text[m_start] == ',') {
    ++m_start;
    m_state = State::key;
  } else {
    fail(m_start, "there must be a `,` or a `}`");
  }
  return true;
}

void JsonSplitter::leave() {
  ++m_start;
  --m_level;
  m_state = m_level == 0 ? State::end : State::separator;
  if (m_level > 0) {
    m_visitor.on_leave();
  }
}

// A bracket or a quote that is missing makes the rest of the document one element: what was looked
// at up to `end` is not the place to name then.
void JsonSplitter::fail_where_no_json(std::size_t end) {
  m_text[m_start] = m_open;
  if (const auto fault = find_json_fault(std::string_view(m_text).substr(0, end).substr(m_start))) {
    fail(m_start + *fault, "no JSON goes on like this");
  }
}

void JsonSplitter::fail(std::size_t place, std::string_view what) const {
  throw json_damage(m_offset + place, what);
}

} // namespace etalon
