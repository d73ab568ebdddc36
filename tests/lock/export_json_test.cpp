#include "example_lock.hpp"

#include <etalon/lock/export_json.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

namespace {

std::string cause_of(const std::string& text) {
  const auto error = thrown_error([&] { parse_export_json(text, "export.json"); });
  CHECK(error.message() == "export.json: the export cannot be read");
  return error.causes().at(0);
}

std::string with_package(const std::string& package) {
  return R"({"version": 1, "platform": "linux-64", "packages": [)" + package + "]}";
}

} // namespace

TEST_CASE("an export as JSON reads back as it was", "[lock][json]") {
  LockFile lock = example_lock();
  lock.name = "demo";
  lock.environment_id = "abc";
  lock.variables = {{"GREETING", "hello"}};
  const auto text = to_export_json(lock);
  const LockFile read = parse_export_json(text, "export.json");
  CHECK(to_export_json(read) == text);
  CHECK(read.name == "demo");
  CHECK(read.variables.at("GREETING") == "hello");
  CHECK(read.platforms.at(0).pip_specs == asked_in_main({"rich"}));
  const RepoDataRecord& tool = read.platforms.at(0).packages.at(1).record;
  CHECK(tool.package.depends == lock.platforms[0].packages[1].record.package.depends);
  CHECK(tool.package.timestamp == 1696321871976);
  CHECK(read.platforms[0].packages[0].record.package.noarch == NoArch::python);
}

TEST_CASE("an export of an older Etalon is completed from the packages", "[lock][json]") {
  const LockFile read = parse_export_json(
      with_package(R"({"name": "a", "version": "1", "url": "https://h/c/noarch/a-1-0.conda"})"),
      "export.json");
  CHECK(read.platforms.at(0).packages.at(0).detail == RecordDetail::identity);
  CHECK_FALSE(read.platforms[0].specs.has_value());
}

TEST_CASE("a broken export is refused", "[lock][json]") {
  CHECK(cause_of("{\"platform\" 1}") == "invalid JSON at byte 13");
  CHECK(cause_of("[]") == "the file is no object");
  CHECK(cause_of("{\"version\": 2}") == "it has format 2, of which nothing is known yet");
  CHECK(cause_of("{\"version\": 1}") == "the file has no `platform`");
  CHECK(cause_of(R"({"version": 1, "platform": []})") ==
        "`platform` of the file has the wrong type");
  CHECK(cause_of(R"({"version": 1, "platform": "linux-64", "packages": {}})") ==
        "`packages` of the file has the wrong type");
  CHECK(cause_of(with_package("7")) == "package 1 is no object");
  CHECK(cause_of(with_package("{}")) == "package 1 has no `url`");
  CHECK(
      cause_of(with_package(
          R"({"name": "a", "version": "1", "url": "https://h/noarch/a-1-0.conda", "md5": "x"})")) ==
      "`md5` of package 1 is not 32 hexadecimal digits");
}
