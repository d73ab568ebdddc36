#include "manifest_problems.hpp"

#include <etalon/util/url.hpp>

#include <fmt/format.h>

namespace etalon {

std::string placed_text(std::string_view file_name, ManifestPlace place, std::string_view message) {
  if (place.line == 0) {
    return fmt::format("{}: {}", file_name, message);
  }
  return fmt::format("{}:{}:{}: {}", file_name, place.line, place.column, message);
}

void ProblemList::add(ProblemSeverity severity,
                      ManifestPlace place,
                      const std::string& message,
                      const std::string& hint) {
  ManifestProblem problem{severity, place, redact(message), {}, {}};
  if (!hint.empty()) {
    problem.hints.push_back(redact(hint));
  }
  m_problems.push_back(std::move(problem));
}

void ProblemList::error(ManifestPlace place, const std::string& message, const std::string& hint) {
  ++m_errors;
  add(ProblemSeverity::error, place, message, hint);
}

void ProblemList::error(ManifestPlace place, const Error& error, const std::string& hint) {
  ++m_errors;
  ManifestProblem problem{
      ProblemSeverity::error, place, error.message(), error.causes(), error.hints()};
  if (!hint.empty()) {
    problem.hints = {redact(hint)};
  }
  m_problems.push_back(std::move(problem));
}

void ProblemList::warning(ManifestPlace place,
                          const std::string& message,
                          const std::string& hint) {
  add(ProblemSeverity::warning, place, message, hint);
}

} // namespace etalon
