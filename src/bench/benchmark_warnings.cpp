#include <etalon/bench/benchmark_warnings.hpp>
#include <etalon/bench/statistics.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <charconv>
#include <set>

namespace etalon {

namespace {

constexpr double k_percent = 100;

std::string as_percent(double share) {
  return fmt::format("{:.1f} %", share * k_percent);
}

unsigned number_of(const std::map<std::string, std::string>& facts, const std::string& name) {
  unsigned number = 0;
  const auto found = facts.find(name);
  if (found != facts.end()) {
    const std::string& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

std::set<std::string> outside_objects(const BenchmarkResult& result, std::size_t environment) {
  std::set<std::string> paths;
  for (const StateResult& state : result.states) {
    for (const MappedObject& object : state.objects) {
      if (state.environment == environment && object.outside_prefix) {
        paths.insert(object.path);
      }
    }
  }
  return paths;
}

unsigned most_threads(const BenchmarkResult& result, std::size_t environment) {
  unsigned most = 0;
  for (const StateResult& state : result.states) {
    if (state.environment == environment) {
      most = std::max(most, number_of(state.facts, "threads"));
    }
  }
  return most;
}

} // namespace

std::vector<std::string> machine_warnings(const MachineInfo& machine) {
  std::vector<std::string> warnings;
  if (!machine.governor.empty() && machine.governor != "performance") {
    warnings.push_back(fmt::format("the CPU frequency governor is `{}`: clocks change while "
                                   "measuring; set it with `cpupower frequency-set -g performance`",
                                   machine.governor));
  }
  // Half a CPU of other work is felt by a benchmark that wants all of them.
  constexpr double bearable_load = 0.5;
  if (machine.load_average > bearable_load) {
    warnings.push_back(
        fmt::format("the load average is {:.2f} before measuring: other programs take "
                    "CPU time; stop them or wait",
                    machine.load_average));
  }
  if (!machine.hypervisor.empty()) {
    warnings.push_back(
        fmt::format("this is a virtual machine ({}): its neighbours can take CPU time "
                    "unseen; compare only what was measured in the same run",
                    machine.hypervisor));
  }
  if (machine.usable_cpus != 0 && machine.usable_cpus < machine.logical_cpus) {
    warnings.push_back(fmt::format(
        "this process may use {} of {} CPUs", machine.usable_cpus, machine.logical_cpus));
  }
  return warnings;
}

std::vector<std::string> state_warnings(const StateResult& state, const StoppingRule& rule) {
  std::vector<std::string> warnings;
  std::vector<double> seconds;
  for (const Sample& sample : state.samples) {
    seconds.push_back(sample.seconds / static_cast<double>(sample.batches));
  }
  if (seconds.empty()) {
    return warnings;
  }
  if (seconds.size() < rule.min_samples) {
    warnings.push_back(fmt::format("only {} of {} samples were taken before the time was up; raise "
                                   "--timeout",
                                   seconds.size(),
                                   rule.min_samples));
  }
  const double noise = relative_noise(seconds);
  if (state.stopped_by != "noise" && noise > rule.max_noise) {
    warnings.push_back(fmt::format("the noise is still {}, above {}: a small difference cannot be "
                                   "seen",
                                   as_percent(noise),
                                   as_percent(rule.max_noise)));
  }
  const double uncertainty = median_uncertainty(seconds);
  if (state.stopped_by != "noise" && noise <= rule.max_noise && uncertainty > rule.max_noise) {
    warnings.push_back(fmt::format("the samples fall into groups: the 95 % interval of the median "
                                   "is ± {} wide",
                                   as_percent(uncertainty)));
  }
  const std::size_t outliers = outlier_indices(seconds).size();
  if (outliers > 0) {
    warnings.push_back(fmt::format("{} of {} samples {} outlying (kept; the median bears them)",
                                   outliers,
                                   seconds.size(),
                                   outliers == 1 ? "is" : "are"));
  }
  return warnings;
}

std::vector<std::string> run_warnings(const BenchmarkResult& result) {
  std::vector<std::string> warnings;
  for (std::size_t i = 0; i < result.environments.size(); ++i) {
    const std::string& name = result.environments[i].name;
    const std::set<std::string> outside = outside_objects(result, i);
    if (!outside.empty()) {
      const std::size_t shown = 3;
      std::vector<std::string> paths;
      for (const std::string& path : outside) {
        if (paths.size() < shown) {
          paths.push_back("`" + path + "`");
        }
      }
      const std::size_t more = outside.size() - paths.size();
      warnings.push_back(fmt::format("`{}` used {} shared object{} from outside its prefix: {}{}",
                                     name,
                                     outside.size(),
                                     outside.size() == 1 ? "" : "s",
                                     join(paths, ", "),
                                     more == 0 ? "" : fmt::format(" and {} more", more)));
    }
    const unsigned threads = most_threads(result, i);
    if (threads != 0 && threads < result.machine.usable_cpus) {
      warnings.push_back(fmt::format("LibTorch of `{}` uses {} of {} CPUs for an operation; "
                                     "OMP_NUM_THREADS among the manifest's variables changes that",
                                     name,
                                     threads,
                                     result.machine.usable_cpus));
    }
  }
  return warnings;
}

} // namespace etalon
