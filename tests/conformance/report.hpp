#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace etalon::conformance {

// What one row or file of the reference data says, and what Etalon says to it.
struct Comparison {
  enum class Status { agree, disagree }; // whether the other tools agree with one another
  Status status = Status::agree;
  std::string question;
  std::string expected;
  std::string given;
  std::string decision; // why Etalon answers differently on purpose; empty where it does not
  std::string text;     // that the page for users must list where the tools disagree
};

// Counts and prints. A row on which the tools agree must hold, unless Etalon decided otherwise; one
// on which they do not may differ.
class Report {
public:
  // With a page every row on which the tools disagree must be listed there, and differ only where
  // that was decided.
  explicit Report(const std::filesystem::path& page);

  void begin(const std::string& title);
  void add(const Comparison& comparison);
  void end();
  // Prints the sums; whether all that must hold does.
  bool finish();

private:
  struct Sums {
    int held = 0;
    int differ = 0;
  };

  void print_difference(const Comparison& comparison, const char* verdict);

  bool m_has_page = false;
  std::string m_page;
  std::string m_title;
  Sums m_sums;
  Sums m_all;
  int m_failures = 0;
};

} // namespace etalon::conformance
