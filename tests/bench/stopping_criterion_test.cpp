#include <etalon/bench/stopping_criterion.hpp>

#include <catch2/catch.hpp>

#include <random>

namespace etalon {

namespace {

StoppingRule quick_rule() {
  StoppingRule rule;
  rule.min_samples = 5;
  rule.max_samples = 50;
  rule.max_noise = 0.02;
  rule.min_seconds = 1;
  rule.timeout_seconds = 10;
  return rule;
}

} // namespace

TEST_CASE("quiet samples end with the smallest number and time", "[bench][stopping]") {
  StoppingCriterion criterion(quick_rule());
  for (int i = 0; i < 4; ++i) {
    criterion.add(0.5, 10);
    CHECK_FALSE(criterion.is_finished());
  }
  criterion.add(0.5, 10);
  CHECK(criterion.reason() == StopReason::noise);
}

TEST_CASE("short samples go on until the smallest time", "[bench][stopping]") {
  StoppingCriterion criterion(quick_rule());
  for (int i = 0; i < 9; ++i) {
    criterion.add(0.1, 1);
    CHECK_FALSE(criterion.is_finished());
  }
  criterion.add(0.11, 1);
  CHECK(criterion.reason() == StopReason::noise);
}

TEST_CASE("noisy samples go on until the time is up", "[bench][stopping]") {
  StoppingCriterion criterion(quick_rule());
  int taken = 0;
  for (; !criterion.is_finished(); ++taken) {
    criterion.add(taken % 2 == 0 ? 0.4 : 0.6, 10);
  }
  CHECK(criterion.reason() == StopReason::timeout);
  CHECK(taken == 20);
}

TEST_CASE("noisy short samples end at the largest number", "[bench][stopping]") {
  StoppingCriterion criterion(quick_rule());
  int taken = 0;
  for (; !criterion.is_finished(); ++taken) {
    criterion.add(taken % 2 == 0 ? 0.01 : 0.02, 1);
  }
  CHECK(criterion.reason() == StopReason::samples);
  CHECK(taken == 50);
}

TEST_CASE("one slow sample after another ends at the timeout", "[bench][stopping]") {
  StoppingCriterion criterion(quick_rule());
  criterion.add(11, 1);
  CHECK(criterion.reason() == StopReason::timeout);
}

TEST_CASE("noise is of the time per batch", "[bench][stopping]") {
  StoppingCriterion criterion(quick_rule());
  for (const unsigned batches : {10U, 20U, 30U, 40U, 50U}) {
    criterion.add(0.05 * batches, batches);
  }
  CHECK(criterion.reason() == StopReason::noise);
}

TEST_CASE("reasons have names", "[bench][stopping]") {
  CHECK(to_string(StopReason::none).empty());
  CHECK(to_string(StopReason::noise) == "noise");
  CHECK(to_string(StopReason::timeout) == "timeout");
  CHECK(to_string(StopReason::samples) == "samples");
}

} // namespace etalon
