#include "cuda_driver.hpp"

#include "shared_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace etalon {

namespace {

// The driver API's functions (CUDA Driver API manual); all return 0 for success.
using GetVersion = int(int*);
using Initialize = int(unsigned);
using GetCount = int(int*);
using GetDevice = int(int*, int);
using GetAttribute = int(int*, int, int);

constexpr int k_capability_major = 75; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
constexpr int k_capability_minor = 76;

} // namespace

std::string cuda_version_text(int number) {
  return fmt::format("{}.{}", number / 1000, number % 1000 / 10);
}

std::optional<std::string> cuda_driver_version(const char* library) {
  const SharedLibrary driver(library);
  auto* get_version = driver.find<GetVersion>("cuDriverGetVersion");
  int number = 0;
  if (get_version == nullptr || get_version(&number) != 0 || number <= 0) {
    return std::nullopt;
  }
  return cuda_version_text(number);
}

std::optional<std::string> lowest_compute_capability(const char* library) {
  const SharedLibrary driver(library);
  auto* initialize = driver.find<Initialize>("cuInit");
  auto* get_count = driver.find<GetCount>("cuDeviceGetCount");
  auto* get_device = driver.find<GetDevice>("cuDeviceGet");
  auto* get_attribute = driver.find<GetAttribute>("cuDeviceGetAttribute");
  int count = 0;
  if (initialize == nullptr || get_count == nullptr || get_device == nullptr ||
      get_attribute == nullptr || initialize(0) != 0 || get_count(&count) != 0) {
    return std::nullopt;
  }
  const std::pair<int, int> none{std::numeric_limits<int>::max(), 0};
  std::pair<int, int> lowest = none;
  for (int i = 0; i < count; ++i) {
    int device = 0;
    int major = 0;
    int minor = 0;
    if (get_device(&device, i) == 0 && get_attribute(&major, k_capability_major, device) == 0 &&
        get_attribute(&minor, k_capability_minor, device) == 0) {
      lowest = std::min(lowest, {major, minor});
    }
  }
  if (lowest == none) {
    return std::nullopt;
  }
  return fmt::format("{}.{}", lowest.first, lowest.second);
}

} // namespace etalon
