#include <etalon/bench/measure.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <deque>

namespace etalon {

namespace {

// What one simulated runner does: the replies it gives, in order; the last one again and again.
struct Script {
  PrepareReply prepared = PreparedState{"cpu", "steady_clock", 10, 32, {{"max_jobs", "4"}}};
  std::vector<SampleReply> samples = {TakenSample{{0.5, 10, 320}, {0.05}, {0.001}}};
};

using Log = std::vector<std::string>;

class SimulatedSampler : public Sampler {
public:
  SimulatedSampler(std::string name, Script script, Log& log)
      : m_name(std::move(name)), m_script(std::move(script)), m_log(log) {}

  ~SimulatedSampler() override { m_log.push_back(m_name + " closed"); }

  PrepareReply prepare(const StateRequest& request) override {
    m_log.push_back(m_name + " prepare " + request.workload + " on " + request.device);
    return m_script.prepared;
  }

  SampleReply sample() override {
    m_log.push_back(m_name + " sample");
    const SampleReply reply = m_script.samples[std::min(m_next, m_script.samples.size() - 1)];
    ++m_next;
    return reply;
  }

  std::vector<std::string> objects() override { return {"/env/lib/libc10.so"}; }

  [[nodiscard]] std::map<std::string, std::string> facts() const override {
    return {{"torch", "1.13.1"}};
  }

private:
  std::string m_name;
  Script m_script;
  Log& m_log;
  std::size_t m_next = 0;
};

MeasurePlan plan_of(std::vector<std::string> environments) {
  MeasurePlan plan;
  plan.workload = "dataloader";
  plan.grid = {{{"batch_size", "32"}}};
  plan.environments = std::move(environments);
  plan.warmup_samples = 1;
  plan.rule.min_samples = 3;
  plan.rule.min_seconds = 1;
  return plan;
}

MeasureEffects simulate(std::vector<Script> scripts, Log& log) {
  MeasureEffects effects;
  effects.open = [scripts = std::move(scripts), &log](std::size_t environment) {
    const std::string name(1, static_cast<char>('A' + environment));
    log.push_back(name + " opened");
    return std::make_unique<SimulatedSampler>(name, scripts.at(environment), log);
  };
  return effects;
}

} // namespace

TEST_CASE("every environment begins a round in its turn", "[bench][measure]") {
  CHECK(plan_round(0, {0, 1, 2}) == std::vector<std::size_t>{0, 1, 2});
  CHECK(plan_round(1, {0, 1, 2}) == std::vector<std::size_t>{1, 2, 0});
  CHECK(plan_round(5, {0, 1, 2}) == std::vector<std::size_t>{2, 0, 1});
  CHECK(plan_round(1, {4, 7}) == std::vector<std::size_t>{7, 4});
  CHECK(plan_round(3, {}).empty());
}

TEST_CASE("a quiet state is warmed up, sampled and summed up", "[bench][measure]") {
  Log log;
  const std::vector<StateResult> results =
      measure(plan_of({"one"}), simulate({Script()}, log), CancellationToken());
  CHECK(log == Log{"A opened",
                   "A prepare dataloader on auto",
                   "A sample",
                   "A sample",
                   "A sample",
                   "A sample",
                   "A closed"});
  REQUIRE(results.size() == 1);
  const StateResult& state = results.front();
  CHECK(state.outcome == StateOutcome::done);
  CHECK(state.parameters == GridPoint{{"batch_size", "32"}});
  CHECK(state.warmup_samples == 1);
  CHECK(state.samples.size() == 3);
  CHECK(state.first_batch_seconds.size() == 3); // the warm-up's are dropped with it
  CHECK(state.restart_seconds == std::vector<double>(3, 0.001));
  CHECK(state.stopped_by == "noise");
  CHECK(state.timer == "steady_clock");
  CHECK(state.device == "cpu");
  CHECK(state.facts.at("torch") == "1.13.1");
  CHECK(state.facts.at("max_jobs") == "4");
  REQUIRE(state.summary.has_value());
  CHECK(state.summary->batches_per_second == Approx(20));
  REQUIRE(state.objects.size() == 1);
  CHECK(state.objects.front().path == "/env/lib/libc10.so");
  CHECK(state.warnings.empty());
}

TEST_CASE("environments are all ready before they take turns", "[bench][measure]") {
  Log log;
  const std::vector<StateResult> results =
      measure(plan_of({"one", "two"}), simulate({Script(), Script()}, log), CancellationToken());
  CHECK(log == Log{"A opened",
                   "A prepare dataloader on auto",
                   "A sample",
                   "B opened",
                   "B prepare dataloader on auto",
                   "B sample",
                   "A sample",
                   "B sample", // rounds
                   "B sample",
                   "A sample",
                   "A sample",
                   "A closed",
                   "B sample",
                   "B closed"});
  CHECK(results.size() == 2);
  CHECK(results[0].environment == 0);
  CHECK(results[1].environment == 1);
}

TEST_CASE("a quiet environment ends while a noisy one goes on to the timeout", "[bench][measure]") {
  Script noisy;
  noisy.samples.clear();
  for (int i = 0; i < 100; ++i) {
    noisy.samples.emplace_back(TakenSample{{i % 2 == 0 ? 0.4 : 0.6, 10, 320}, {}, {}});
  }
  Log log;
  const std::vector<StateResult> results =
      measure(plan_of({"quiet", "noisy"}), simulate({Script(), noisy}, log), CancellationToken());
  CHECK(results[0].samples.size() == 3);
  CHECK(results[0].stopped_by == "noise");
  CHECK(results[1].samples.size() == 30);
  CHECK(results[1].stopped_by == "timeout");
  CHECK(results[1].warnings ==
        Log{"the noise is still 29.7 %, above 2.0 %: a small difference cannot be seen"});
}

TEST_CASE("a state that cannot be measured here is skipped, the others are not",
          "[bench][measure]") {
  Script skipped;
  skipped.prepared = SkippedState{"pin_memory needs a CUDA device"};
  Log log;
  const std::vector<StateResult> results =
      measure(plan_of({"one", "two"}), simulate({skipped, Script()}, log), CancellationToken());
  CHECK(results[0].outcome == StateOutcome::skipped);
  CHECK(results[0].reason == "pin_memory needs a CUDA device");
  CHECK(results[0].samples.empty());
  CHECK_FALSE(results[0].summary.has_value());
  CHECK(results[1].outcome == StateOutcome::done);
}

TEST_CASE("a runner that fails at any stage makes a failed state", "[bench][measure]") {
  const RunnerFailure killed{"crashed", "the runner was killed by signal 9 (Killed)"};
  Script at_prepare;
  at_prepare.prepared = killed;
  Script at_warmup;
  at_warmup.samples = {killed};
  Script while_sampling;
  while_sampling.samples = {
      TakenSample{{0.5, 10, 320}, {}, {}}, TakenSample{{0.5, 10, 320}, {}, {}}, killed};
  Log log;
  const std::vector<StateResult> results =
      measure(plan_of({"one", "two", "three"}),
              simulate({at_prepare, at_warmup, while_sampling}, log),
              CancellationToken());
  REQUIRE(results.size() == 3);
  for (const StateResult& state : results) {
    CHECK(state.outcome == StateOutcome::failed);
    CHECK(state.reason == "the runner was killed by signal 9 (Killed)");
    CHECK_FALSE(state.summary.has_value());
  }
  CHECK(results[2].samples.size() == 1); // what was measured is kept
  CHECK(std::count(log.begin(), log.end(), "A closed") == 1);
  CHECK(std::count(log.begin(), log.end(), "B closed") == 1);
  CHECK(std::count(log.begin(), log.end(), "C closed") == 1);
}

TEST_CASE("a runner that does not start makes a failed state", "[bench][measure]") {
  MeasureEffects effects;
  effects.open = [](std::size_t) -> std::unique_ptr<Sampler> {
    throw Error(ErrorKind::io, "it exited with status 127")
        .while_doing("the benchmark runner did not start");
  };
  const std::vector<StateResult> results = measure(plan_of({"one"}), effects, CancellationToken());
  REQUIRE(results.size() == 1);
  CHECK(results.front().outcome == StateOutcome::failed);
  CHECK(results.front().reason == "the benchmark runner did not start: it exited with status 127");
}

TEST_CASE("an interrupt leaves, and what is finished has been handed over", "[bench][measure]") {
  Log log;
  MeasurePlan plan = plan_of({"one"});
  plan.grid = {{{"batch_size", "16"}}, {{"batch_size", "32"}}};
  MeasureEffects effects = simulate({Script()}, log);
  CancellationToken token;
  std::vector<StateResult> kept;
  effects.on_result = [&](const StateResult& result) {
    kept.push_back(result);
    token.cancel();
  };
  const Error error = thrown_error([&] { measure(plan, effects, token); });
  CHECK(error.kind() == ErrorKind::cancelled);
  REQUIRE(kept.size() == 1);
  CHECK(kept.front().parameters.at("batch_size") == "16");
  CHECK(log.back() == "A closed");
}

TEST_CASE("objects are classified and progress is told per point", "[bench][measure]") {
  Log log;
  MeasurePlan plan = plan_of({"one"});
  plan.grid = {{{"batch_size", "16"}, {"num_workers", "0"}}, {}};
  MeasureEffects effects = simulate({Script()}, log);
  effects.classify = [](std::size_t environment, const std::vector<std::string>& paths) {
    return std::vector<MappedObject>{
        {paths.front(), "package-" + std::to_string(environment), false}};
  };
  Log told;
  effects.progress = [&](const ProgressEvent& event) {
    CHECK(event.stage == ProgressEvent::Stage::benchmark);
    told.push_back(event.item + " " + std::to_string(event.done) + "/" +
                   std::to_string(event.total));
  };
  const std::vector<StateResult> results = measure(plan, effects, CancellationToken());
  CHECK(results.front().objects.front().package == "package-0");
  CHECK(told == Log{"batch_size=16 num_workers=0 0/2", "defaults 1/2", "dataloader 2/2"});
}

} // namespace etalon
