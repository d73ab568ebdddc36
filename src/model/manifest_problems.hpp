#pragma once

#include <etalon/model/environment_manifest.hpp>
#include <etalon/util/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// "FILE:LINE:COLUMN: MESSAGE", or without a place where the whole file is meant.
std::string placed_text(std::string_view file_name, ManifestPlace place, std::string_view message);

// Gathers what is wrong with a manifest, so that all of it can be told at once.
class ProblemList {
public:
  explicit ProblemList(std::vector<ManifestProblem>& problems) : m_problems(problems) {}

  void error(ManifestPlace place, const std::string& message, const std::string& hint = {});
  // `hint`, where there is one, instead of the error's own.
  void error(ManifestPlace place, const Error& error, const std::string& hint = {});
  void warning(ManifestPlace place, const std::string& message, const std::string& hint = {});

  // A file that is wrong from end to end is not told to its end.
  [[nodiscard]] bool is_full() const { return m_errors >= k_most_errors; }

  [[nodiscard]] bool has_errors() const { return m_errors > 0; }

private:
  static constexpr int k_most_errors = 100;

  void add(ProblemSeverity severity,
           ManifestPlace place,
           const std::string& message,
           const std::string& hint);

  std::vector<ManifestProblem>& m_problems;
  int m_errors = 0;
};

} // namespace etalon
