#pragma once

#include <etalon/model/benchmark_result.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace etalon {

// Of a not empty list; the mean of the middle two where the count is even.
double median(std::vector<double> values);

// Median of the absolute deviations from the median, not scaled.
double median_absolute_deviation(const std::vector<double>& values);

// 1.4826 x MAD / median: estimates the standard deviation of normal data relative to its centre,
// but half of the samples may be outliers (Rousseeuw & Croux 1993). 0 for fewer than two samples.
double relative_noise(const std::vector<double>& values);

// 0-based ranks of the sorted samples between which the population's median lies with at least 95 %
// probability, whatever the distribution: the narrowest (k, n-1-k) with
// 2 P(Binomial(n, 1/2) <= k) <= 5 % (Conover, Practical Nonparametric Statistics, section 3.2).
// With fewer than 6 samples not even all of them reach 95 %; then the ranks are (0, n-1).
std::pair<std::size_t, std::size_t> median_interval_ranks(std::size_t count);

// Half the width of that interval, relative to the median. 0 for fewer than two samples.
double median_uncertainty(std::vector<double> values);

// Indices of the samples with a modified z-score |0.6745 (x - median) / MAD| above 3.5 (Iglewicz &
// Hoaglin, How to Detect and Handle Outliers, 1993). None where the MAD is 0.
std::vector<std::size_t> outlier_indices(const std::vector<double>& values);

// Seconds are per batch; samples without batches are not allowed. At least one sample.
Summary summarize(const std::vector<Sample>& samples);

} // namespace etalon
