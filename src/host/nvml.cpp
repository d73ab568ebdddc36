#include "nvml.hpp"

#include "shared_library.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace etalon {

namespace {

// NVML's types and functions (NVML API Reference Guide); all functions return 0 for success.
struct Device; // opaque

struct Memory {
  unsigned long long total;
  unsigned long long free;
  unsigned long long used;
};

using NoArguments = int();
using GetCount = int(unsigned*);
using GetHandle = int(unsigned, Device**);
using GetText = int(Device*, char*, unsigned);
using GetSystemText = int(char*, unsigned);
using GetMemory = int(Device*, Memory*);
using GetCapability = int(Device*, int*, int*);
using GetClock = int(Device*, int, unsigned*);

constexpr int k_sm_clock = 1;
constexpr int k_memory_clock = 2;

class Nvml {
public:
  explicit Nvml(const char* library) : m_library(library) {
    auto* initialize = m_library.find<NoArguments>("nvmlInit_v2");
    m_ready = initialize != nullptr && initialize() == 0;
  }

  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  ~Nvml() {
    if (m_ready) {
      call<NoArguments>("nvmlShutdown");
    }
  }

  [[nodiscard]] std::vector<Device*> devices() const {
    std::vector<Device*> found;
    unsigned count = 0;
    if (!m_ready || !call<GetCount>("nvmlDeviceGetCount_v2", &count)) {
      return found;
    }
    for (unsigned i = 0; i < count; ++i) {
      Device* device = nullptr;
      if (call<GetHandle>("nvmlDeviceGetHandleByIndex_v2", i, &device)) {
        found.push_back(device);
      }
    }
    return found;
  }

  // Whether the function is there and succeeded.
  template <typename Function, typename... Arguments>
  bool call(const char* name, Arguments... arguments) const {
    auto* function = m_library.find<Function>(name);
    return function != nullptr && function(arguments...) == 0;
  }

private:
  SharedLibrary m_library;
  bool m_ready = false;
};

std::string text_of(const Nvml& nvml, const char* function, Device* device) {
  std::array<char, 96> buffer{};
  const auto size = static_cast<unsigned>(buffer.size());
  return nvml.call<GetText>(function, device, buffer.data(), size) ? buffer.data() : "";
}

std::optional<unsigned>
clock_of(const Nvml& nvml, const char* function, Device* device, int clock) {
  unsigned mhz = 0;
  return nvml.call<GetClock>(function, device, clock, &mhz) ? std::optional(mhz) : std::nullopt;
}

// Major and minor.
std::optional<std::pair<int, int>> capability_of(const Nvml& nvml, Device* device) {
  int major = 0;
  int minor = 0;
  const bool is_known =
      nvml.call<GetCapability>("nvmlDeviceGetCudaComputeCapability", device, &major, &minor);
  return is_known ? std::optional(std::pair(major, minor)) : std::nullopt;
}

std::string capability_text(const std::pair<int, int>& capability) {
  return fmt::format("{}.{}", capability.first, capability.second);
}

GpuInfo describe(const Nvml& nvml, Device* device) {
  GpuInfo gpu;
  gpu.name = text_of(nvml, "nvmlDeviceGetName", device);
  gpu.uuid = text_of(nvml, "nvmlDeviceGetUUID", device);
  std::array<char, 96> driver{};
  const auto size = static_cast<unsigned>(driver.size());
  if (nvml.call<GetSystemText>("nvmlSystemGetDriverVersion", driver.data(), size)) {
    gpu.driver = driver.data();
  }
  if (const auto capability = capability_of(nvml, device)) {
    gpu.compute_capability = capability_text(*capability);
  }
  Memory memory{};
  if (nvml.call<GetMemory>("nvmlDeviceGetMemoryInfo", device, &memory)) {
    gpu.memory_bytes = memory.total;
  }
  gpu.sm_clock_mhz = clock_of(nvml, "nvmlDeviceGetClockInfo", device, k_sm_clock);
  gpu.memory_clock_mhz = clock_of(nvml, "nvmlDeviceGetClockInfo", device, k_memory_clock);
  gpu.max_sm_clock_mhz = clock_of(nvml, "nvmlDeviceGetMaxClockInfo", device, k_sm_clock);
  return gpu;
}

} // namespace

std::vector<GpuInfo> detect_gpus(const char* library) {
  const Nvml nvml(library);
  std::vector<GpuInfo> gpus;
  for (Device* device : nvml.devices()) {
    gpus.push_back(describe(nvml, device));
  }
  return gpus;
}

std::optional<std::string> lowest_listed_capability(const char* library) {
  const Nvml nvml(library);
  std::optional<std::pair<int, int>> lowest;
  for (Device* device : nvml.devices()) {
    const auto capability = capability_of(nvml, device);
    if (capability && (!lowest || *capability < *lowest)) {
      lowest = capability;
    }
  }
  return lowest ? std::optional(capability_text(*lowest)) : std::nullopt;
}

} // namespace etalon
