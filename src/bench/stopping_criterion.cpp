#include <etalon/bench/statistics.hpp>
#include <etalon/bench/stopping_criterion.hpp>

namespace etalon {

std::string to_string(StopReason reason) {
  switch (reason) {
  case StopReason::none:
    return "";
  case StopReason::noise:
    return "noise";
  case StopReason::timeout:
    return "timeout";
  case StopReason::samples:
    return "samples";
  }
  return "";
}

void StoppingCriterion::add(double seconds, std::size_t batches) {
  m_seconds_per_batch.push_back(seconds / static_cast<double>(batches));
  m_total_seconds += seconds;
}

StopReason StoppingCriterion::reason() const {
  const std::size_t count = m_seconds_per_batch.size();
  const bool enough =
      count > 1 && count >= m_rule.min_samples && m_total_seconds >= m_rule.min_seconds;
  if (enough && relative_noise(m_seconds_per_batch) <= m_rule.max_noise &&
      median_uncertainty(m_seconds_per_batch) <= m_rule.max_noise) {
    return StopReason::noise;
  }
  if (count >= m_rule.max_samples) {
    return StopReason::samples;
  }
  return m_total_seconds >= m_rule.timeout_seconds ? StopReason::timeout : StopReason::none;
}

} // namespace etalon
