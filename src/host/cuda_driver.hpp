#pragma once

#include <optional>
#include <string>

namespace etalon {

// The driver's library. Another one is given by tests, on machines without a GPU.
constexpr const char* k_cuda_library = "libcuda.so.1";

// The newest CUDA that the installed driver runs, "12.8"; nullopt where there is no driver.
std::optional<std::string> cuda_driver_version(const char* library = k_cuda_library);

// The lowest compute capability, "9.0", among the devices that the driver shows to this process;
// nullopt where there is none. Takes as long as the driver needs to wake its devices.
std::optional<std::string> lowest_compute_capability(const char* library = k_cuda_library);

// 12080 -> "12.8".
std::string cuda_version_text(int number);

} // namespace etalon
