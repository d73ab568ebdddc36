#pragma once

#include <etalon/model/machine_info.hpp>

#include <type_traits>

namespace etalon {

template <typename Visitor, typename Object>
requires std::is_same_v<std::remove_const_t<Object>, GpuInfo>

void visit_fields(Visitor& visit, Object& gpu) {
  visit("name", gpu.name);
  visit("uuid", gpu.uuid);
  visit("driver", gpu.driver);
  visit("compute_capability", gpu.compute_capability);
  visit("memory_bytes", gpu.memory_bytes);
  visit("sm_clock_mhz", gpu.sm_clock_mhz);
  visit("memory_clock_mhz", gpu.memory_clock_mhz);
  visit("max_sm_clock_mhz", gpu.max_sm_clock_mhz);
}

template <typename Visitor, typename Object>
requires std::is_same_v<std::remove_const_t<Object>, MachineInfo>

void visit_fields(Visitor& visit, Object& machine) {
  visit("hostname", machine.hostname);
  visit("cpu_model", machine.cpu_model);
  visit("logical_cpus", machine.logical_cpus);
  visit("usable_cpus", machine.usable_cpus);
  visit("physical_cores", machine.physical_cores);
  visit("sockets", machine.sockets);
  visit("numa_nodes", machine.numa_nodes);
  visit("governor", machine.governor);
  visit("turbo", machine.turbo);
  visit("smt", machine.smt);
  visit("cpu_max_mhz", machine.cpu_max_mhz);
  visit("memory_bytes", machine.memory_bytes);
  visit("kernel", machine.kernel);
  visit("glibc", machine.glibc);
  visit("os", machine.os);
  visit("hypervisor", machine.hypervisor);
  visit("load_average", machine.load_average);
  visit("cuda_driver_version", machine.cuda_driver_version);
  visit("gpus", machine.gpus);
}

} // namespace etalon
