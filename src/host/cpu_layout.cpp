#include "cpu_layout.hpp"

#include "system_text.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace etalon {

namespace {

std::optional<bool> find_switch(const std::filesystem::path& path) {
  const std::string text = read_line(path);
  return text == "0" || text == "1" ? std::optional(text == "1") : std::nullopt;
}

std::optional<bool> find_turbo(const std::filesystem::path& cpus) {
  if (const auto off = find_switch(cpus / "intel_pstate" / "no_turbo")) {
    return !*off;
  }
  return find_switch(cpus / "cpufreq" / "boost");
}

} // namespace

CpuLayout CpuLayout::read(const std::filesystem::path& system) {
  const std::filesystem::path cpus = system / "cpu";
  const auto online = parse_cpu_list(read_start(cpus / "online"));
  std::set<std::string> packages;
  std::set<std::string> cores;
  std::set<std::string> governors;
  CpuLayout layout;
  for (const unsigned number : online) {
    const std::filesystem::path cpu = cpus / ("cpu" + std::to_string(number));
    const std::string package = read_line(cpu / "topology" / "physical_package_id");
    const std::string siblings = read_line(cpu / "topology" / "thread_siblings_list");
    const std::string governor = read_line(cpu / "cpufreq" / "scaling_governor");
    if (!package.empty()) {
      packages.insert(package);
    }
    if (!siblings.empty()) {
      cores.insert(siblings);
    }
    if (!governor.empty()) {
      governors.insert(governor);
    }
    if (const auto khz = find_number(read_line(cpu / "cpufreq" / "cpuinfo_max_freq"))) {
      layout.max_mhz = std::max(layout.max_mhz.value_or(0), static_cast<double>(*khz) / 1000);
    }
  }
  layout.logical_cpus = static_cast<unsigned>(online.size());
  layout.physical_cores = static_cast<unsigned>(cores.size());
  layout.sockets = static_cast<unsigned>(packages.size());
  layout.numa_nodes =
      static_cast<unsigned>(parse_cpu_list(read_start(system / "node" / "online")).size());
  layout.governor = join({governors.begin(), governors.end()}, ",");
  layout.turbo = find_turbo(cpus);
  layout.smt = find_switch(cpus / "smt" / "active");
  return layout;
}

} // namespace etalon
