#include "printer.hpp"

#include "error_text.hpp"

#include <cerrno>
#include <cstdio>

namespace etalon {

namespace {

void write_all(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

} // namespace

void Printer::result(std::string_view text) const {
  write_all(stdout, text);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    throw system_error("write", "standard output", errno);
  }
}

void Printer::note(std::string_view text) const {
  if (m_loudness == Loudness::normal) {
    write_all(stderr, text);
  }
}

void Printer::warning(const std::string& message) const {
  write_all(stderr, render_warning(message, m_errors.color));
}

void Printer::failure(std::string_view text) const {
  write_all(stderr, text);
}

void Printer::error(const Error& error) const {
  if (is_json()) {
    write_all(stdout, render_error_json(error));
    std::fflush(stdout);
  } else {
    write_all(stderr, render_error(error, m_errors.color));
  }
}

} // namespace etalon
