#include "report.hpp"

#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

#include <iostream>

namespace etalon::conformance {

Report::Report(const std::filesystem::path& page) : m_has_page(!page.empty()) {
  if (m_has_page) {
    m_page = read_file(page);
  }
}

void Report::begin(const std::string& title) {
  m_title = title;
  m_sums = {};
}

void Report::print_difference(const Comparison& comparison, const char* verdict) {
  std::cout << "  " << verdict << " `" << comparison.question << "`: expected "
            << comparison.expected << ", Etalon says " << comparison.given;
  if (!comparison.decision.empty()) {
    std::cout << " (decided: " << comparison.decision << ")";
  }
  std::cout << '\n';
}

void Report::add(const Comparison& comparison) {
  const bool holds = comparison.given == comparison.expected;
  ++(holds ? m_sums.held : m_sums.differ);
  const bool must_hold =
      comparison.decision.empty() && (comparison.status == Comparison::Status::agree || m_has_page);
  if (!holds) {
    m_failures += must_hold ? 1 : 0;
    print_difference(comparison, must_hold ? "BROKEN" : "differs");
  }
  if (m_has_page && comparison.status == Comparison::Status::disagree) {
    const std::string listed = replace_all(std::string(trim(comparison.text)), "|", "\\|");
    if (!listed.empty() && m_page.find(listed + '`') == std::string::npos) {
      ++m_failures;
      print_difference(comparison, "UNLISTED");
    }
  }
}

void Report::end() {
  std::cout << m_title << ": held " << m_sums.held << ", differs " << m_sums.differ << ", total "
            << m_sums.held + m_sums.differ << '\n';
  m_all.held += m_sums.held;
  m_all.differ += m_sums.differ;
}

bool Report::finish() {
  std::cout << "all: held " << m_all.held << ", differs " << m_all.differ << ", total "
            << m_all.held + m_all.differ << ", broken " << m_failures << '\n';
  return m_failures == 0;
}

} // namespace etalon::conformance
