#include "device.hpp"

#include "workload.hpp"

#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>
#include <torch/cuda.h>

#include <chrono>
#include <type_traits>
#include <utility>

namespace etalon_runner {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Whether this LibTorch's c10::Event can tell the time between two events.
template <typename Event, typename = void>
struct HasElapsedTime : std::false_type {};

template <typename Event>
struct HasElapsedTime<
    Event,
    std::void_t<decltype(std::declval<const Event&>().elapsedTime(std::declval<const Event&>()))>>
    : std::true_type {};

// A template, so that a LibTorch without elapsedTime() never compiles the call.
template <typename Event>
double time_with_events(c10::Device device, const std::function<void()>& work) {
  if constexpr (HasElapsedTime<Event>::value) {
    const c10::impl::VirtualGuardImpl backend(device.type());
    const c10::Stream stream = backend.getStream(device);
    Event start(device.type(), c10::EventFlag::BACKEND_DEFAULT);
    Event stop(device.type(), c10::EventFlag::BACKEND_DEFAULT);
    start.record(stream);
    work();
    stop.record(stream);
    stop.synchronize();
    static constexpr double seconds_per_millisecond = 1e-3;
    return start.elapsedTime(stop) * seconds_per_millisecond;
  } else {
    synchronize(device);
    const Clock::time_point start = Clock::now();
    work();
    synchronize(device);
    return seconds_since(start);
  }
}

// The product name of a device, asked from the driver that LibTorch has loaded: LibTorch tells it
// only through headers that need CUDA's. Empty where the driver does not answer.
std::string cuda_model(int index) {
  using GetDevice = int (*)(int* device, int ordinal);
  using GetName = int (*)(char* name, int length, int device);
  void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (driver == nullptr) {
    return "";
  }
  const auto get_device = reinterpret_cast<GetDevice>(dlsym(driver, "cuDeviceGet"));
  const auto get_name = reinterpret_cast<GetName>(dlsym(driver, "cuDeviceGetName"));
  char name[256] = "";
  int device = 0;
  const bool known = get_device != nullptr && get_name != nullptr &&
                     get_device(&device, index) == 0 &&
                     get_name(name, static_cast<int>(sizeof name) - 1, device) == 0;
  dlclose(driver);
  return known ? name : "";
}

} // namespace

std::vector<std::string> device_names() {
  std::vector<std::string> names = {"cpu"};
  const auto count =
      static_cast<int>(torch::cuda::is_available() ? torch::cuda::device_count() : 0);
  for (int index = 0; index < count; ++index) {
    names.push_back(device_name({c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(index)}));
  }
  return names;
}

c10::Device choose_device(const std::string& wanted) {
  if (wanted != "auto" && wanted != "cpu" && wanted != "cuda") {
    throw UsageError("`device` is one of auto, cpu, cuda, not `" + wanted + "`");
  }
  if (wanted == "cpu" || (wanted == "auto" && !torch::cuda::is_available())) {
    return {c10::DeviceType::CPU};
  }
  if (!torch::cuda::is_available()) {
    throw Skipped("this LibTorch finds no CUDA device");
  }
  return {c10::DeviceType::CUDA, 0};
}

std::string device_name(c10::Device device) {
  const std::string model = device.is_cuda() ? cuda_model(device.index()) : "";
  return model.empty() ? device.str() : device.str() + " " + model;
}

void synchronize(c10::Device device) {
  if (device.is_cuda()) {
    torch::cuda::synchronize(device.index());
  }
}

DeviceTimer::DeviceTimer(c10::Device device)
    : m_device(device),
      m_name(device.is_cpu()                     ? "steady_clock"
             : HasElapsedTime<c10::Event>::value ? "cuda_event"
                                                 : "synchronize") {}

double DeviceTimer::time(const std::function<void()>& work) const {
  if (m_device.is_cpu()) {
    const Clock::time_point start = Clock::now();
    work();
    return seconds_since(start);
  }
  return time_with_events<c10::Event>(m_device, work);
}

} // namespace etalon_runner
