#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace etalon {

// What /sys/devices/system tells about the CPUs; zero, empty or nullopt where it does not.
struct CpuLayout {
  unsigned logical_cpus = 0;
  unsigned physical_cores = 0;
  unsigned sockets = 0;
  unsigned numa_nodes = 0;
  std::string governor; // "performance"; several joined by commas where CPUs differ
  std::optional<bool> turbo;
  std::optional<bool> smt;
  std::optional<double> max_mhz; // of the fastest

  // `system` is /sys/devices/system.
  static CpuLayout read(const std::filesystem::path& system);
};

} // namespace etalon
