#include "test_channels.hpp"

#include <etalon/app/record_candidates.hpp>
#include <etalon/solve/solver.hpp>
#include <etalon/solve/validate.hpp>
#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace etalon {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const fs::path k_scenarios = fs::path(ETALON_SOURCE_DIR) / "../shared/data/solver";

// One file of the folder, made into a task for the solver over real indexes.
class Scenario {
public:
  explicit Scenario(const fs::path& path) : m_json(json::parse(read_file(path))) {
    for (const std::string channel : m_json["channels"]) {
      add_channel(channel);
    }
    CandidateOptions options;
    options.channel_priority = priority();
    options.pip_dependency = PipDependency::as_recorded; // the scenarios say so where it is needed
    const std::set<std::string> updated = strings("update");
    for (const json& record : m_json["installed"]) {
      if (updated.count(record["name"]) == 0) {
        options.installed.push_back(
            {parse_package_record(record.dump(), "linux-64"), "", "", m_json["channels"][0]});
      }
    }
    m_provider =
        std::make_unique<RecordCandidates>(m_channels.channels(), virtual_packages(), options);
    for (const char* key : {"specs", "update"}) {
      for (const json& spec : m_json.value(key, json::array())) {
        m_task.requirements.push_back(m_provider->add_request(spec.get<std::string>()));
      }
    }
    for (const char* key : {"constraints", "pins"}) {
      for (const json& spec : m_json.value(key, json::array())) {
        m_task.constraints.push_back(m_provider->add_request(spec.get<std::string>()));
      }
    }
    if (!updated.empty()) { // what is not updated stays, in some version
      for (const json& record : m_json["installed"]) {
        m_task.soft.push_back(m_provider->add_request(record["name"].get<std::string>()));
      }
    }
  }

  void check() {
    const SolveResult result = solve(m_task, *m_provider);
    if (m_json["expect"] == "unsat") {
      REQUIRE(std::holds_alternative<Unsolvable>(result));
      check_explanation(std::get<Unsolvable>(result));
      return;
    }
    if (const auto* unsolvable = std::get_if<Unsolvable>(&result)) {
      FAIL(render(unsolvable->conflict));
    }
    const auto& solvables = std::get<SolverSolution>(result).solvables;
    CHECK(validate(m_task, *m_provider, solvables).empty());
    check_packages(m_provider->to_solution(solvables, m_task.requirements));
  }

private:
  void add_channel(const std::string& channel) {
    m_channels.add_channel(channel);
    std::map<std::string, std::vector<json>> by_subdir;
    for (const json& record : m_json["records"]) {
      if (record.value("channel", m_json["channels"][0].get<std::string>()) == channel) {
        by_subdir[record["subdir"]].push_back(record);
      }
    }
    for (const auto& [subdir, records] : by_subdir) {
      m_channels.add_subdir(subdir, test::TestChannels::repodata_of(records).dump());
    }
    if (channel == m_json["channels"][0]) {
      for (const std::string file : m_json.value("repodata_files", json::array())) {
        m_channels.add_subdir("linux-64", test::read_repodata(k_scenarios / (file + ".zst")));
      }
    }
  }

  [[nodiscard]] ChannelPriority priority() const {
    const std::string text = m_json["channel_priority"];
    return text == "strict"     ? ChannelPriority::strict
           : text == "flexible" ? ChannelPriority::flexible
                                : ChannelPriority::disabled;
  }

  [[nodiscard]] std::set<std::string> strings(const char* key) const {
    return m_json.value(key, json::array()).get<std::set<std::string>>();
  }

  [[nodiscard]] std::vector<VirtualPackage> virtual_packages() const {
    std::vector<VirtualPackage> packages;
    for (const std::string text : m_json["virtual"]) { // "__glibc=2.39=0"
      const auto parts = split(text, '=');
      packages.push_back(
          {std::string(parts.at(0)), std::string(parts.at(1)), std::string(parts.at(2)), "test"});
    }
    return packages;
  }

  void check_packages(const Solution& solution) const {
    std::map<std::string, const PackageRecord*> packages;
    for (const SolvedPackage& package : solution.packages) {
      packages[package.record.package.name] = &package.record.package;
    }
    const json& expect = m_json["expect"];
    for (const json& present : expect["present"]) {
      const auto found = packages.find(present[0]);
      REQUIRE(found != packages.end());
      CHECK(found->second->version == Version::parse(present[1].get<std::string>()));
      if (present.size() > 2) {
        CHECK(found->second->build == present[2]);
      }
    }
    for (const std::string absent : expect["absent"]) {
      CHECK(packages.count(absent) == 0);
    }
    if (expect["exact"]) {
      CHECK(packages.size() == expect["present"].size());
    }
    const json subdirs = m_json.value("expect_subdir", json::object());
    for (const auto& [name, subdir] : subdirs.items()) {
      CHECK(packages.at(name)->subdir == subdir);
    }
  }

  void check_explanation(const Unsolvable& unsolvable) const {
    const std::string text = render(unsolvable.conflict);
    INFO(text);
    CHECK_FALSE(text.empty());
    CHECK(std::count(text.begin(), text.end(), '\n') < 80);
    for (const std::string word : m_json.value("explain_should_mention", json::array())) {
      CHECK(text.find(word) != std::string::npos);
    }
  }

  json m_json;
  test::TestChannels m_channels;
  std::unique_ptr<RecordCandidates> m_provider;
  SolveTask m_task;
};

} // namespace

TEST_CASE("every shared scenario has the expected answer", "[solve][scenarios]") {
  if (!fs::exists(k_scenarios)) {
    WARN("skipped: " << k_scenarios << " is not there");
    return;
  }
  int count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(k_scenarios)) {
    if (entry.path().extension() == ".json") {
      INFO(entry.path().filename().string());
      Scenario(entry.path()).check();
      ++count;
    }
  }
  CHECK(count >= 78);
}

} // namespace etalon
