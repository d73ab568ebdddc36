#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace etalon {

// When a state has been sampled enough.
struct StoppingRule {
  std::size_t min_samples = 10;
  std::size_t max_samples = 500;
  // Bound of relative_noise() and of median_uncertainty(), both of the seconds per batch: samples
  // that fall into two groups can have a median deviation of 0, but their median is not known then.
  double max_noise = 0.02;
  double min_seconds = 1.0;      // of measured time
  double timeout_seconds = 15.0; // of measured time; reached with the noise above the bound
};

enum class StopReason { none, noise, timeout, samples };

// "noise", "timeout", "samples"; empty for none.
std::string to_string(StopReason reason);

// Three verbs in the manner of nvbench's stopping criteria: make it, add each sample, ask. Looks at
// no clock: measured time is the sum of what it was given, so simulated samples test it.
class StoppingCriterion {
public:
  explicit StoppingCriterion(const StoppingRule& rule) : m_rule(rule) {}

  // `seconds`: the sample's whole time; `batches`: what it holds, at least 1.
  void add(double seconds, std::size_t batches);
  [[nodiscard]] StopReason reason() const;

  [[nodiscard]] bool is_finished() const { return reason() != StopReason::none; }

private:
  StoppingRule m_rule;
  std::vector<double> m_seconds_per_batch;
  double m_total_seconds = 0;
};

} // namespace etalon
