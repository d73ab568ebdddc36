#include <etalon/model/benchmark_result.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <support/thrown_error.hpp>

#include <cmath>
#include <limits>

using namespace etalon;

namespace {

BenchmarkResult small_result() {
  BenchmarkResult result;
  result.id = "20260101-120000-ab";
  result.started = "2026-01-01T12:00:00Z";
  result.workload = "dataloader";
  result.command_line = "etalon bench run";
  result.tool_version = "0.1.0";
  result.machine.hostname = "node7";
  Environment environment;
  environment.name = "demo";
  environment.prefix = "/e/envs/demo";
  environment.id = std::string(64, 'a');
  environment.packages.push_back({"libtorch", "2.1.0", "cpu_0", "conda-forge", "linux-64", "ff"});
  result.environments.push_back(environment);
  StateResult done;
  done.parameters = {{"batch_size", "32"}, {"num_workers", "4"}};
  done.samples = {{0.1, 100, 3200}, {1.0 / 3, 100, 3200}};
  Summary summary;
  summary.samples = 2;
  summary.median_seconds = 1.0 / 7;
  summary.items_per_second = 12345.6789;
  done.summary = summary;
  done.first_batch_seconds = {0.01};
  done.restart_seconds = {0.002, 1e-9};
  done.warmup_samples = 1;
  done.stopped_by = "noise";
  done.timer = "steady_clock";
  done.device = "cpu";
  done.objects.push_back({"/lib/libc.so.6", "", true});
  done.facts = {{"torch", "2.1.0"}};
  done.warnings = {"the governor is `powersave`"};
  StateResult skipped;
  skipped.outcome = StateOutcome::skipped;
  skipped.reason = "pin_memory needs a CUDA device";
  StateResult failed;
  failed.outcome = StateOutcome::failed;
  failed.reason = "out of memory";
  result.states = {done, skipped, failed};
  result.warnings = {"a"};
  return result;
}

Error refusal_of(const nlohmann::json& json) {
  Error error = thrown_error([&] { BenchmarkResult::parse_json(json.dump()); });
  CHECK(error.kind() == ErrorKind::corrupt);
  return error;
}

} // namespace

TEST_CASE("a result survives being written and read, each figure to the bit", "[model][result]") {
  const BenchmarkResult result = small_result();
  const std::string json = result.to_json();
  const BenchmarkResult again = BenchmarkResult::parse_json(json);
  CHECK(again.to_json() == json);
  CHECK(again.id == result.id);
  CHECK(again.machine.hostname == "node7");
  REQUIRE(again.environments.size() == 1);
  CHECK(again.environments[0].packages.at(0).build == "cpu_0");
  REQUIRE(again.states.size() == 3);
  CHECK(again.states[0].outcome == StateOutcome::done);
  CHECK(again.states[0].parameters == result.states[0].parameters);
  CHECK(again.states[0].samples.at(1).seconds == 1.0 / 3);
  CHECK(again.states[0].samples.at(1).items == 3200);
  REQUIRE(again.states[0].summary);
  CHECK(again.states[0].summary->median_seconds == 1.0 / 7);
  CHECK(again.states[0].restart_seconds == std::vector<double>{0.002, 1e-9});
  CHECK(again.states[0].objects.at(0).outside_prefix);
  CHECK(again.states[0].facts.at("torch") == "2.1.0");
  CHECK(again.states[1].outcome == StateOutcome::skipped);
  CHECK(again.states[1].reason == "pin_memory needs a CUDA device");
  CHECK_FALSE(again.states[1].summary);
  CHECK(again.states[2].outcome == StateOutcome::failed);
}

TEST_CASE("every field of a result is always written", "[model][result]") {
  const auto json = nlohmann::json::parse(small_result().to_json());
  CHECK(json["version"] == 1);
  CHECK(json.size() == 10);
  CHECK(json["machine"].size() == 19);
  CHECK(json["environments"][0].size() == 4);
  CHECK(json["environments"][0]["packages"][0].size() == 6);
  CHECK(json["states"][0].size() == 15);
  CHECK(json["states"][1].size() == 15);
  CHECK(json["states"][0]["outcome"] == "done");
  CHECK(json["states"][0]["summary"].size() == 11);
  CHECK(json["states"][1]["summary"].is_null());
  CHECK(json["states"][0]["samples"][0].size() == 3);
  CHECK(json["states"][0]["objects"][0].size() == 3);
}

TEST_CASE("a figure that is no number is written as null and reads back as none",
          "[model][result]") {
  BenchmarkResult result = small_result();
  result.states[0].summary->relative_noise = std::numeric_limits<double>::quiet_NaN();
  const BenchmarkResult again = BenchmarkResult::parse_json(result.to_json());
  CHECK(std::isnan(again.states[0].summary->relative_noise));
}

TEST_CASE("JSON that is no result is refused by key", "[model][result]") {
  auto json = nlohmann::json::parse(small_result().to_json());
  json["states"][1]["outcome"] = "fine";
  CHECK(refusal_of(json).message() == "`outcome` is not one of the known words");
  json = nlohmann::json::parse(small_result().to_json());
  json["states"][1]["environment"] = 1;
  CHECK(refusal_of(json).message() == "`environment` is not an index into `environments`");
  json = nlohmann::json::parse(small_result().to_json());
  json["states"][0]["parameters"] = {1};
  CHECK(refusal_of(json).message() == "`parameters` is not an object");
  json["states"][0]["parameters"] = {{"a", 1}};
  CHECK(refusal_of(json).message() == "`parameters` is not a string");
}
