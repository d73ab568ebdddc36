#include <etalon/bench/statistics.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace etalon {

namespace {

// MAD of a normal distribution is 0.6745 of its standard deviation.
constexpr double k_mad_to_deviation = 1.4826;

std::vector<double> absolute_deviations(std::vector<double> values, double centre) {
  for (double& value : values) {
    value = std::abs(value - centre);
  }
  return values;
}

} // namespace

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

double median_absolute_deviation(const std::vector<double>& values) {
  return median(absolute_deviations(values, median(values)));
}

double relative_noise(const std::vector<double>& values) {
  if (values.size() < 2) {
    return 0;
  }
  const double centre = median(values);
  return centre > 0 ? k_mad_to_deviation * median_absolute_deviation(values) / centre : 0;
}

std::pair<std::size_t, std::size_t> median_interval_ranks(std::size_t count) {
  // The interval from rank k to n-1-k misses the median where at most k samples lie on one side of
  // it: with probability 2 P(Binomial(n, 1/2) <= k). Logarithms, so that 2^-n does not vanish.
  constexpr double most_missed = 0.05;
  const auto n = static_cast<double>(count);
  double missed = 0;
  std::size_t rank = 0;
  for (std::size_t k = 0; 2 * k + 1 < count; ++k) {
    const auto i = static_cast<double>(k);
    missed += 2 * std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) -
                           n * std::log(2.0));
    if (missed > most_missed) {
      break;
    }
    rank = k;
  }
  return {rank, count - 1 - rank};
}

double median_uncertainty(std::vector<double> values) {
  if (values.size() < 2) {
    return 0;
  }
  std::sort(values.begin(), values.end());
  const auto [low, high] = median_interval_ranks(values.size());
  const double centre = median(values);
  return centre > 0 ? (values[high] - values[low]) / 2 / centre : 0;
}

std::vector<std::size_t> outlier_indices(const std::vector<double>& values) {
  constexpr double scale = 0.6745;
  constexpr double bound = 3.5;
  std::vector<std::size_t> indices;
  if (values.empty()) {
    return indices;
  }
  const double centre = median(values);
  const double spread = median_absolute_deviation(values);
  for (std::size_t i = 0; spread > 0 && i < values.size(); ++i) {
    if (std::abs(scale * (values[i] - centre) / spread) > bound) {
      indices.push_back(i);
    }
  }
  return indices;
}

Summary summarize(const std::vector<Sample>& samples) {
  std::vector<double> seconds;
  std::vector<double> items_per_batch;
  for (const Sample& sample : samples) {
    const auto batches = static_cast<double>(sample.batches);
    seconds.push_back(sample.seconds / batches);
    items_per_batch.push_back(static_cast<double>(sample.items) / batches);
  }
  std::sort(seconds.begin(), seconds.end());
  const auto [low, high] = median_interval_ranks(seconds.size());

  Summary summary;
  summary.samples = seconds.size();
  summary.median_seconds = median(seconds);
  summary.mean_seconds =
      std::accumulate(seconds.begin(), seconds.end(), 0.0) / static_cast<double>(seconds.size());
  summary.min_seconds = seconds.front();
  summary.max_seconds = seconds.back();
  summary.mad_seconds = median_absolute_deviation(seconds);
  summary.relative_noise = relative_noise(seconds);
  summary.low_seconds = seconds[low];
  summary.high_seconds = seconds[high];
  if (summary.median_seconds > 0) {
    summary.batches_per_second = 1 / summary.median_seconds;
    summary.items_per_second = median(items_per_batch) / summary.median_seconds;
  }
  return summary;
}

} // namespace etalon
