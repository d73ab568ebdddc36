#include "solver_folder.hpp"

#include "resolution/scenario.hpp"

#include <etalon/util/strings.hpp>

namespace etalon::conformance {

int run_scenarios(const std::filesystem::path& folder, Report& report) {
  const auto files = test::list_scenarios(folder);
  report.begin("solver");
  for (const auto& file : files) {
    test::Scenario scenario(file);
    const auto differences = scenario.find_differences();
    const std::string expected = scenario.expected();
    report.add({Comparison::Status::agree,
                file.filename().string(),
                expected,
                differences.empty() ? expected : join(differences, "; "),
                {},
                {}});
  }
  report.end();
  return static_cast<int>(files.size());
}

} // namespace etalon::conformance
