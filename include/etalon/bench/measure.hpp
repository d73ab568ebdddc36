#pragma once

#include <etalon/bench/axes.hpp>
#include <etalon/bench/sampler.hpp>
#include <etalon/bench/stopping_criterion.hpp>
#include <etalon/model/benchmark_result.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/progress.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace etalon {

// What to measure, without any effect: the grid in each of the environments.
struct MeasurePlan {
  std::string workload;
  std::string device = "auto";
  std::vector<GridPoint> grid;
  std::vector<std::string> environments; // names, for progress; at least one
  std::size_t warmup_samples = 2;        // taken and dropped before the first that counts
  StoppingRule rule;
};

// How measuring touches the world.
struct MeasureEffects {
  // A fresh runner in environment number n. An Error (but not cancelled) makes the state a failed
  // one.
  std::function<std::unique_ptr<Sampler>(std::size_t environment)> open;
  // Whose the mapped objects are; may be empty: then the paths alone are kept.
  std::function<std::vector<MappedObject>(std::size_t environment,
                                          const std::vector<std::string>& paths)>
      classify;
  // Called with each finished result, so that an interrupt loses nothing that was measured.
  std::function<void(const StateResult&)> on_result;
  ProgressListener progress;
};

// The order in which the environments that are still being sampled take their turn in a round: each
// round begins with the next one, so that none is always first after another.
std::vector<std::size_t> plan_round(std::size_t round, const std::vector<std::size_t>& sampling);

// Point by point: in all environments a runner is prepared and warmed up, then they take turns, one
// sample each per round, until each has enough; so drift of the machine hits all alike. Results in
// the order of the grid, environments within a point. Throws Error{cancelled}.
std::vector<StateResult>
measure(const MeasurePlan& plan, const MeasureEffects& effects, const CancellationToken& token);

} // namespace etalon
