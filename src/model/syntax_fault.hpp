#pragma once

#include <etalon/util/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace etalon {

// The error of a parser that knows where it stopped. Outside it is an Error with the message
// "invalid WHAT `TEXT`", the cause "column N: REASON" and a hint; a parser that called another one
// on a part of its own text catches it and moves the place (see placed_in()).
class SyntaxFault : public Error {
public:
  struct Place {
    std::string_view text;
    std::size_t offset; // in bytes; columns count characters from 1
  };

  SyntaxFault(std::string_view what, Place place, std::string_view reason, std::string_view hint);

  // The same fault, `start` bytes further on in the larger `text` of kind `what`.
  [[nodiscard]] SyntaxFault
  placed_in(std::string_view what, std::string_view text, std::size_t start) const;

  [[nodiscard]] std::size_t offset() const { return m_offset; }

  [[nodiscard]] const std::string& reason() const { return m_reason; }

private:
  std::size_t m_offset;
  std::string m_reason;
  std::string m_hint;
};

} // namespace etalon
