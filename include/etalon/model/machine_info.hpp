#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

struct GpuInfo {
  std::string name;
  std::string uuid;
  std::string driver;             // "550.54.15"
  std::string compute_capability; // "9.0"
  std::uint64_t memory_bytes = 0;
  std::optional<unsigned> sm_clock_mhz;     // now
  std::optional<unsigned> memory_clock_mhz; // now
  std::optional<unsigned> max_sm_clock_mhz;
};

// What the figures of a benchmark depend on besides the environment. Absent facts are empty or
// nullopt, never guessed.
struct MachineInfo {
  std::string hostname;
  std::string cpu_model;
  unsigned logical_cpus = 0; // online
  unsigned usable_cpus = 0;  // of the affinity mask
  unsigned physical_cores = 0;
  unsigned sockets = 0;
  unsigned numa_nodes = 0;
  std::string governor;      // "performance", empty where cpufreq is absent
  std::optional<bool> turbo; // boost enabled
  std::optional<bool> smt;
  std::optional<double> cpu_max_mhz;
  std::uint64_t memory_bytes = 0;
  std::string kernel;              // "6.1.0-18-amd64"
  std::string glibc;               // "2.36"
  std::string os;                  // PRETTY_NAME of os-release
  std::string hypervisor;          // "kvm", empty on bare metal
  double load_average = 0;         // 1 minute, when detected
  std::string cuda_driver_version; // "12.8", empty without driver
  std::vector<GpuInfo> gpus;

  [[nodiscard]] std::string to_json() const;
  static MachineInfo parse_json(std::string_view json);
};

} // namespace etalon
