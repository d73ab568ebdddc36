#include "cpu_description.hpp"
#include "cpu_layout.hpp"
#include "cuda_driver.hpp"
#include "hypervisor.hpp"
#include "nvml.hpp"
#include "system_text.hpp"

#include <etalon/host/machine.hpp>
#include <etalon/util/thread_pool.hpp>

#include <sys/utsname.h>

#include <cstdlib>

namespace etalon {

namespace {

void describe_cpus(MachineInfo& machine) {
  const CpuLayout layout = CpuLayout::read("/sys/devices/system");
  machine.cpu_model = CpuDescription::parse(read_start("/proc/cpuinfo", 8192)).model_name;
  machine.logical_cpus = layout.logical_cpus;
  machine.usable_cpus = static_cast<unsigned>(available_cpus());
  machine.physical_cores = layout.physical_cores;
  machine.sockets = layout.sockets;
  machine.numa_nodes = layout.numa_nodes;
  machine.governor = layout.governor;
  machine.turbo = layout.turbo;
  machine.smt = layout.smt;
  machine.cpu_max_mhz = layout.max_mhz;
}

std::string read_os_release() {
  std::string text = read_start("/etc/os-release", 65536);
  return text.empty() ? read_start("/usr/lib/os-release", 65536) : text;
}

} // namespace

MachineInfo detect_machine() {
  MachineInfo machine;
  utsname names{};
  if (uname(&names) == 0) {
    machine.hostname = names.nodename;
    machine.kernel = names.release;
  }
  describe_cpus(machine);
  machine.memory_bytes = total_memory(read_start("/proc/meminfo"));
  machine.glibc = glibc_version();
  machine.os = os_release_value(read_os_release(), "PRETTY_NAME");
  machine.hypervisor = detect_hypervisor();
  double load = 0;
  machine.load_average = getloadavg(&load, 1) == 1 ? load : 0;
  machine.cuda_driver_version = cuda_driver_version().value_or("");
  machine.gpus = detect_gpus();
  return machine;
}

} // namespace etalon
