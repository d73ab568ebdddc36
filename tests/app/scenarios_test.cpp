#include "resolution/scenario.hpp"

#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>

namespace etalon {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Texts = std::vector<std::string>;

const fs::path k_scenarios = fs::path(ETALON_SOURCE_DIR) / "../shared/data/solver";

// A scenario with one package, a 1, and an expectation of the test's own.
Texts differences_of(const std::string& spec, const json& expect) {
  const json scenario = {{"records", {{{"name", "a"}, {"version", "1"}, {"subdir", "linux-64"}}}},
                         {"specs", {spec}},
                         {"channels", {"c"}},
                         {"channel_priority", "strict"},
                         {"virtual", json::array()},
                         {"installed", json::array()},
                         {"expect", expect}};
  const auto files = make_posix_file_system();
  const TemporaryDirectory directory(*files, fs::temp_directory_path(), "etalon-scenario");
  files->write_file(directory.path() / "one.json", scenario.dump());
  return test::Scenario(directory.path() / "one.json").find_differences();
}

// `present` as "NAME VERSION".
json expectation(const Texts& present, const Texts& absent) {
  json packages = json::array();
  for (const std::string& package : present) {
    const auto parts = split(package, ' ');
    packages.push_back(std::vector<std::string>(parts.begin(), parts.end()));
  }
  return {{"present", packages}, {"absent", absent}, {"exact", true}};
}

} // namespace

TEST_CASE("every shared scenario has the expected answer", "[solve][scenarios]") {
  if (!fs::exists(k_scenarios)) {
    WARN("skipped: " << k_scenarios << " is not there");
    return;
  }
  const auto files = test::list_scenarios(k_scenarios);
  for (const fs::path& file : files) {
    INFO(file.filename().string());
    CHECK(test::Scenario(file).find_differences() == Texts{});
  }
  CHECK(files.size() >= 78);
}

TEST_CASE("a scenario tells what differs from its expectation", "[scenarios]") {
  CHECK(differences_of("a", expectation({"a 1"}, {"b"})) == Texts{});
  CHECK(differences_of("a", "unsat") == Texts{"there is an answer"});
  CHECK(differences_of("b", "unsat") == Texts{});
  CHECK(differences_of("a", expectation({"a 2"}, {})) == Texts{"`a-1-0` instead of `a 2`"});
  CHECK(differences_of("a", expectation({"b 1"}, {"a"})) ==
        Texts{"`b 1` is missing", "`a` is there"});
  CHECK(differences_of("a", expectation({}, {})) == Texts{"1 packages instead of 0"});
  CHECK(differences_of("a 2", expectation({"a 2"}, {})) ==
        Texts{"there is no answer:\n`a 2` is requested, but there is only a 1"});
}

} // namespace etalon
