#include <etalon/bench/benchmark_warnings.hpp>
#include <etalon/bench/measure.hpp>
#include <etalon/bench/statistics.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace etalon {

namespace {

std::string describe(const Error& error) {
  std::string text = error.message();
  for (const std::string& cause : error.causes()) {
    text += ": " + cause;
  }
  return text;
}

void fail(StateResult& result, std::string reason) {
  result.outcome = StateOutcome::failed;
  result.reason = std::move(reason);
}

void append(std::vector<double>& all, const std::vector<double>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// One environment at one point of the grid, from the start of its runner to its result.
class EnvironmentState {
public:
  EnvironmentState(const MeasurePlan& plan,
                   const MeasureEffects& effects,
                   const GridPoint& point,
                   std::size_t environment)
      : m_plan(plan), m_effects(effects), m_criterion(plan.rule) {
    m_result.environment = environment;
    m_result.parameters = point;
  }

  [[nodiscard]] bool is_sampling() const { return m_sampler != nullptr; }

  [[nodiscard]] const StateResult& result() const { return m_result; }

  void start() {
    try {
      m_sampler = m_effects.open(m_result.environment);
      prepare();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::cancelled) {
        throw;
      }
      fail(m_result, describe(error));
      m_sampler.reset();
    }
  }

  void take_sample() {
    const SampleReply reply = m_sampler->sample();
    if (const auto* failure = std::get_if<RunnerFailure>(&reply)) {
      fail(m_result, failure->message);
      finish();
      return;
    }
    const TakenSample& taken = std::get<TakenSample>(reply);
    m_result.samples.push_back(taken.sample);
    append(m_result.first_batch_seconds, taken.first_batch_seconds);
    append(m_result.restart_seconds, taken.restart_seconds);
    m_criterion.add(taken.sample.seconds, taken.sample.batches);
    if (m_criterion.is_finished()) {
      m_result.stopped_by = to_string(m_criterion.reason());
      keep_objects();
      finish();
    }
  }

private:
  void prepare() {
    const PrepareReply reply =
        m_sampler->prepare({m_plan.workload, m_result.parameters, m_plan.device});
    m_result.facts = m_sampler->facts();
    if (const auto* skipped = std::get_if<SkippedState>(&reply)) {
      m_result.outcome = StateOutcome::skipped;
      m_result.reason = skipped->reason;
      m_sampler.reset();
    } else if (const auto* failure = std::get_if<RunnerFailure>(&reply)) {
      fail(m_result, failure->message);
      m_sampler.reset();
    } else {
      const PreparedState& prepared = std::get<PreparedState>(reply);
      m_result.device = prepared.device;
      m_result.timer = prepared.timer;
      m_result.facts.insert(prepared.facts.begin(), prepared.facts.end());
      warm_up();
    }
  }

  void warm_up() {
    for (; m_result.warmup_samples < m_plan.warmup_samples; ++m_result.warmup_samples) {
      const SampleReply reply = m_sampler->sample();
      if (const auto* failure = std::get_if<RunnerFailure>(&reply)) {
        fail(m_result, failure->message);
        m_sampler.reset();
        return;
      }
    }
  }

  void keep_objects() {
    const std::vector<std::string> paths = m_sampler->objects();
    if (m_effects.classify) {
      m_result.objects = m_effects.classify(m_result.environment, paths);
      return;
    }
    for (const std::string& path : paths) {
      MappedObject object;
      object.path = path;
      m_result.objects.push_back(std::move(object));
    }
  }

  // What was measured before a failure is kept; its figures are not summed up.
  void finish() {
    m_sampler.reset();
    if (m_result.outcome == StateOutcome::done) {
      m_result.summary = summarize(m_result.samples);
      m_result.warnings = state_warnings(m_result, m_plan.rule);
    }
  }

  const MeasurePlan& m_plan;
  const MeasureEffects& m_effects;
  StoppingCriterion m_criterion;
  StateResult m_result;
  std::unique_ptr<Sampler> m_sampler; // none before the start and after the end
};

std::vector<std::size_t> sampling(const std::vector<EnvironmentState>& states) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states[i].is_sampling()) {
      indices.push_back(i);
    }
  }
  return indices;
}

std::string label_of(const GridPoint& point) {
  std::vector<std::string> words;
  for (const auto& [name, value] : point) {
    words.push_back(fmt::format("{}={}", name, value));
  }
  return words.empty() ? "defaults" : join(words, " ");
}

std::vector<StateResult> measure_point(const MeasurePlan& plan,
                                       const MeasureEffects& effects,
                                       const GridPoint& point,
                                       const CancellationToken& token) {
  std::vector<EnvironmentState> states;
  for (std::size_t i = 0; i < plan.environments.size(); ++i) {
    token.throw_if_cancelled();
    states.emplace_back(plan, effects, point, i);
    states.back().start();
  }
  std::vector<std::size_t> left = sampling(states);
  for (std::size_t round = 0; !left.empty(); ++round) {
    for (const std::size_t environment : plan_round(round, left)) {
      token.throw_if_cancelled();
      states[environment].take_sample();
    }
    left = sampling(states);
  }
  std::vector<StateResult> results;
  for (const EnvironmentState& state : states) {
    results.push_back(state.result());
  }
  return results;
}

} // namespace

std::vector<std::size_t> plan_round(std::size_t round, const std::vector<std::size_t>& sampling) {
  std::vector<std::size_t> order = sampling;
  if (!order.empty()) {
    const auto first = static_cast<std::ptrdiff_t>(round % order.size());
    std::rotate(order.begin(), order.begin() + first, order.end());
  }
  return order;
}

std::vector<StateResult>
measure(const MeasurePlan& plan, const MeasureEffects& effects, const CancellationToken& token) {
  const auto tell = [&](ProgressEvent::State state, const std::string& item, std::size_t done) {
    if (effects.progress) {
      effects.progress({ProgressEvent::Stage::benchmark, state, item, done, plan.grid.size()});
    }
  };
  std::vector<StateResult> all;
  for (std::size_t done = 0; done < plan.grid.size(); ++done) {
    const std::string label = label_of(plan.grid[done]);
    tell(done == 0 ? ProgressEvent::State::started : ProgressEvent::State::advanced, label, done);
    for (StateResult& result : measure_point(plan, effects, plan.grid[done], token)) {
      if (effects.on_result) {
        effects.on_result(result);
      }
      all.push_back(std::move(result));
    }
  }
  tell(ProgressEvent::State::finished, plan.workload, plan.grid.size());
  return all;
}

} // namespace etalon
