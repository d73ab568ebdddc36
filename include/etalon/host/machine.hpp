#pragma once

#include <etalon/model/machine_info.hpp>

namespace etalon {

// What figures depend on, of the machine this runs on: /proc, /sys, os-release, and the GPUs by
// NVML (libnvidia-ml.so.1, opened when called and only where it is installed). What cannot be told,
// in a container or without a GPU, stays absent; throws nothing.
MachineInfo detect_machine();

} // namespace etalon
