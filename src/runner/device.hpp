#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

namespace etalon_runner {

// "cpu", "cuda:0 NVIDIA H200", ...: what choose_device() may choose from.
std::vector<std::string> device_names();

// "auto" takes the first CUDA device where there is one. Throws Skipped where "cuda" is asked for
// and there is none.
c10::Device choose_device(const std::string& wanted);

// "cpu", "cuda:0 NVIDIA H200".
std::string device_name(c10::Device device);

// Waits until the device has done all that it was given; nothing to do on the CPU.
void synchronize(c10::Device device);

// Times work that is given to a device: with the device's own events where this LibTorch offers
// them through c10::Event (2.4 and later), else with the host's clock after waiting for the device,
// and on the CPU with the host's clock.
class DeviceTimer {
public:
  explicit DeviceTimer(c10::Device device);

  [[nodiscard]] const std::string& name() const { return m_name; }

  // Seconds that `work` took on the device.
  [[nodiscard]] double time(const std::function<void()>& work) const;

private:
  c10::Device m_device;
  std::string m_name;
};

} // namespace etalon_runner
