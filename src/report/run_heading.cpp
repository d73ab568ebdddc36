#include "run_heading.hpp"

#include "text_layout.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace etalon {

namespace {

constexpr std::size_t k_shown_id_digits = 12;

std::string describe_machine(const MachineInfo& machine) {
  std::vector<std::string> words;
  if (!machine.cpu_model.empty()) {
    words.push_back(machine.cpu_model);
  }
  if (machine.usable_cpus != 0) {
    words.push_back(
        fmt::format("{} CPU{}", machine.usable_cpus, machine.usable_cpus == 1 ? "" : "s"));
  }
  if (machine.memory_bytes != 0) {
    words.push_back(format_bytes(machine.memory_bytes));
  }
  if (!machine.kernel.empty()) {
    words.push_back("Linux " + machine.kernel);
  }
  if (!machine.glibc.empty()) {
    words.push_back("glibc " + machine.glibc);
  }
  for (const GpuInfo& gpu : machine.gpus) {
    words.push_back(gpu.name + (gpu.driver.empty() ? "" : " (driver " + gpu.driver + ")"));
  }
  return join(words, ", ");
}

// The first state of an environment that got as far as a runner's greeting.
const StateResult* find_started(const BenchmarkResult& result, std::size_t environment) {
  const auto found =
      std::find_if(result.states.begin(), result.states.end(), [&](const StateResult& state) {
        return state.environment == environment && state.facts.count("torch") != 0;
      });
  return found == result.states.end() ? nullptr : &*found;
}

std::string describe_environment(const BenchmarkResult& result, std::size_t index) {
  const Environment& environment = result.environments[index];
  std::vector<std::string> words;
  if (!environment.id.empty()) {
    words.push_back("id " + environment.id.substr(0, k_shown_id_digits));
  }
  words.push_back(fmt::format("{} packages", environment.packages.size()));
  if (const StateResult* state = find_started(result, index)) {
    words.push_back("LibTorch " + state->facts.at("torch"));
    if (!state->device.empty()) {
      words.push_back(fmt::format("on {} timed by {}", state->device, state->timer));
    }
  }
  return join(words, ", ");
}

} // namespace

std::string render_heading(const BenchmarkResult& result, std::size_t width) {
  std::string out = wrap_text(
      fmt::format("{}, run {}, {}", result.workload, result.id, result.started), "", width);
  out += wrap_text(describe_machine(result.machine), "machine: ", width);
  for (std::size_t i = 0; i < result.environments.size(); ++i) {
    out += wrap_text(describe_environment(result, i), result.environments[i].name + ": ", width);
  }
  return out;
}

} // namespace etalon
