#pragma once

#include "app/test_channels.hpp"

#include <etalon/app/record_candidates.hpp>
#include <etalon/solve/solver.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace etalon::test {

// A small question to the solver with the answer that it should have, one JSON file:
//   records, repodata_files        what the channels hold
//   channels, channel_priority     in order
//   specs, pins, constraints       what is asked for
//   virtual, installed, update     what the machine has, and what of that may move
//   expect                         "unsat" or {present, absent, exact}
//   expect_subdir, explain_should_mention, disagree
class Scenario {
public:
  // Files that it names are looked for beside it.
  explicit Scenario(const std::filesystem::path& file);

  // Resolves and says in which points the answer is not the expected one; empty where it is.
  [[nodiscard]] std::vector<std::string> find_differences();

  // "unsat", or the packages that must be there.
  [[nodiscard]] std::string expected() const;

private:
  void add_channel(const std::string& channel, const std::filesystem::path& folder);
  void add_installed();
  void add_requests();
  [[nodiscard]] CandidateOptions options() const;
  [[nodiscard]] std::vector<std::string> texts(const char* key) const;
  [[nodiscard]] std::vector<VirtualPackage> virtual_packages() const;
  void compare_packages(const Solution& solution, std::vector<std::string>& differences) const;
  void compare_explanation(const Unsolvable& unsolvable,
                           std::vector<std::string>& differences) const;

  nlohmann::json m_json;
  TestChannels m_channels;
  std::vector<RepoDataRecord> m_installed;
  std::unique_ptr<RecordCandidates> m_provider;
  SolveTask m_task;
};

// The scenarios of a folder, by file name.
std::vector<std::filesystem::path> list_scenarios(const std::filesystem::path& folder);

} // namespace etalon::test
