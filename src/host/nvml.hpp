#pragma once

#include <etalon/model/machine_info.hpp>

#include <optional>
#include <string>
#include <vector>

namespace etalon {

// NVIDIA's management library. Another one is given by tests, on machines without a GPU.
constexpr const char* k_nvml_library = "libnvidia-ml.so.1";

// The GPUs of the machine by the management library, whatever CUDA_VISIBLE_DEVICES says; empty
// where the library or the driver is absent.
std::vector<GpuInfo> detect_gpus(const char* library = k_nvml_library);

// The lowest compute capability among them, "9.0"; nullopt where there is none. Unlike the CUDA
// driver this library answers without making the devices ready for work.
std::optional<std::string> lowest_listed_capability(const char* library = k_nvml_library);

} // namespace etalon
