#pragma once

#include "terminal.hpp"

#include <etalon/util/error.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace etalon {

enum class OutputFormat { text, json };
enum class Loudness { quiet, normal };

// Results go to stdout, everything else to stderr. The only place of the program that prints.
class Printer {
public:
  Printer(OutputFormat format, Loudness loudness, Terminal output, Terminal errors)
      : m_format(format), m_loudness(loudness), m_output(output), m_errors(errors) {}

  [[nodiscard]] OutputFormat format() const { return m_format; }

  [[nodiscard]] bool is_json() const { return m_format == OutputFormat::json; }

  [[nodiscard]] Loudness loudness() const { return m_loudness; }

  [[nodiscard]] const Terminal& output() const { return m_output; }

  [[nodiscard]] const Terminal& errors() const { return m_errors; }

  // Throws Error{io} where stdout cannot take it (a full disk must not look like success).
  void result(std::string_view text) const;
  // For a person, not asked for: silent under --quiet.
  void note(std::string_view text) const;
  void warning(const std::string& message) const;
  // An answer that is a no, rendered like an error: on stderr, whatever --quiet says.
  void failure(std::string_view text) const;
  // As text on stderr; as an object on stdout under --json.
  void error(const Error& error) const;

private:
  OutputFormat m_format;
  Loudness m_loudness;
  Terminal m_output;
  Terminal m_errors;
};

} // namespace etalon
