#include <etalon/bench/statistics.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

namespace etalon {

TEST_CASE("the median is the middle, or the mean of the middle two", "[bench][statistics]") {
  CHECK(median({3}) == 3);
  CHECK(median({5, 1, 3}) == 3);
  CHECK(median({4, 1, 3, 2}) == 2.5);
  CHECK(median({2, 2, 2, 9}) == 2);
}

TEST_CASE("the median absolute deviation bears outliers", "[bench][statistics]") {
  CHECK(median_absolute_deviation({1, 2, 3, 4, 5}) == 1);
  CHECK(median_absolute_deviation({1, 2, 3, 4, 5000}) == 1);
  CHECK(median_absolute_deviation({7, 7, 7}) == 0);
}

TEST_CASE("relative noise estimates the relative deviation of normal data", "[bench][statistics]") {
  std::mt19937 generator(1);
  std::normal_distribution<double> normal(10, 0.3);
  std::vector<double> values(20'000);
  for (double& value : values) {
    value = normal(generator);
  }
  CHECK(relative_noise(values) == Approx(0.03).epsilon(0.03));
  CHECK(relative_noise({1}) == 0);
  CHECK(relative_noise({0, 0}) == 0);
}

TEST_CASE("the ranks of the interval are those of the binomial tables", "[bench][statistics]") {
  // Conover, Practical Nonparametric Statistics, table of confidence intervals of the median.
  using Ranks = std::pair<std::size_t, std::size_t>;
  CHECK(median_interval_ranks(1) == Ranks(0, 0));
  CHECK(median_interval_ranks(5) == Ranks(0, 4));
  CHECK(median_interval_ranks(6) == Ranks(0, 5));
  CHECK(median_interval_ranks(8) == Ranks(0, 7));
  CHECK(median_interval_ranks(9) == Ranks(1, 7));
  CHECK(median_interval_ranks(10) == Ranks(1, 8));
  CHECK(median_interval_ranks(20) == Ranks(5, 14));
  CHECK(median_interval_ranks(100) == Ranks(39, 60));
  const Ranks many = median_interval_ranks(10'000); // 2^-10000 is no double
  CHECK(many.first == Approx(5000 - 98).margin(2));
}

TEST_CASE("the interval holds the true median in at least 95 of 100 cases", "[bench][statistics]") {
  std::mt19937 generator(7);
  std::lognormal_distribution<double> skewed(0, 1); // its median is 1
  int held = 0;
  constexpr int trials = 2000;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<Sample> samples(12);
    for (Sample& sample : samples) {
      sample = {skewed(generator), 1, 1};
    }
    const Summary summary = summarize(samples);
    held += summary.low_seconds <= 1 && 1 <= summary.high_seconds ? 1 : 0;
  }
  CHECK(held >= trials * 95 / 100);
  CHECK(held < trials); // an interval that always holds says nothing
}

TEST_CASE("the median of samples in two groups is uncertain", "[bench][statistics]") {
  const std::vector<double> grouped = {1, 1.5, 1, 1.5, 1, 1.5, 1};
  CHECK(relative_noise(grouped) == 0); // more than half are equal
  CHECK(median_uncertainty(grouped) == Approx(0.25));
  CHECK(median_uncertainty({1, 1, 1, 1, 1, 1, 1, 1, 9}) == 0);
  CHECK(median_uncertainty({1}) == 0);
}

TEST_CASE("outliers are far by the modified z-score", "[bench][statistics]") {
  CHECK(outlier_indices({1.0, 1.1, 0.9, 1.05, 5.0, 0.95}) == std::vector<std::size_t>{4});
  CHECK(outlier_indices({1.0, 1.1, 0.9, 1.05, 0.95}).empty());
  CHECK(outlier_indices({1, 1, 1, 1, 9}).empty()); // the MAD is 0: nothing to measure distance with
  CHECK(outlier_indices({}).empty());
}

TEST_CASE("a summary is in seconds per batch", "[bench][statistics]") {
  const Summary summary =
      summarize({{1.0, 100, 3200}, {1.2, 100, 3200}, {1.1, 100, 3200}, {1.1, 100, 3200}});
  CHECK(summary.samples == 4);
  CHECK(summary.median_seconds == Approx(0.011));
  CHECK(summary.mean_seconds == Approx(0.011));
  CHECK(summary.min_seconds == Approx(0.010));
  CHECK(summary.max_seconds == Approx(0.012));
  CHECK(summary.mad_seconds == Approx(0.0005));
  CHECK(summary.relative_noise == Approx(1.4826 * 0.0005 / 0.011));
  CHECK(summary.low_seconds == Approx(0.010));
  CHECK(summary.high_seconds == Approx(0.012));
  CHECK(summary.batches_per_second == Approx(1 / 0.011));
  CHECK(summary.items_per_second == Approx(32 / 0.011));
}

TEST_CASE("batches that are not full count as the items they hold", "[bench][statistics]") {
  const Summary summary = summarize({{1.0, 100, 3128}});
  CHECK(summary.items_per_second == Approx(3128));
}

} // namespace etalon
