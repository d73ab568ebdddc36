#pragma once

#include <etalon/model/machine_info.hpp>

#include <vector>

namespace etalon {

// The GPUs of the machine by NVIDIA's management library, whatever CUDA_VISIBLE_DEVICES says; empty
// where the library or the driver is absent.
std::vector<GpuInfo> detect_gpus();

} // namespace etalon
