#include "shown_text.hpp"

#include <etalon/util/url.hpp>

namespace etalon {

std::string shown_text(const std::string& text) {
  const std::size_t at = text.rfind('@');
  if (text.find("://") == std::string::npos && at != std::string::npos && text.find(':') < at) {
    return text.substr(at + 1);
  }
  return redact(text);
}

} // namespace etalon
