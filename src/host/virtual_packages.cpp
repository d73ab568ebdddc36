#include "cpu_description.hpp"
#include "cuda_driver.hpp"
#include "microarchitecture.hpp"
#include "nvml.hpp"
#include "offered_packages.hpp"
#include "system_text.hpp"

#include <etalon/host/virtual_packages.hpp>

#include <sys/utsname.h>

namespace etalon {

namespace {

std::string detect_microarchitecture() {
#ifdef __x86_64__
  // The first processor is enough, and reading on would ask each of hundreds for its clock.
  return x86_microarchitecture(CpuDescription::parse(read_start("/proc/cpuinfo", 8192)));
#else
  return "";
#endif
}

// The driver takes long to wake its devices, so it is asked only where it shows this process a
// choice of them, or where it is alone.
std::optional<std::string> detect_cuda_arch(const std::map<std::string, std::string>& environment) {
  if (environment.count("CUDA_VISIBLE_DEVICES") == 0) {
    if (auto capability = lowest_listed_capability()) {
      return capability;
    }
  }
  return lowest_compute_capability();
}

} // namespace

std::vector<VirtualPackage>
detect_virtual_packages(const Platform& platform,
                        const std::map<std::string, std::string>& environment) {
  if (!(platform == Platform::current())) {
    return offered_packages(platform, nullptr, environment);
  }
  utsname names{};
  HostFacts facts;
  facts.glibc = glibc_version();
  facts.kernel_release = uname(&names) == 0 ? names.release : "";
  facts.microarchitecture = detect_microarchitecture();
  facts.cuda_version = [] { return cuda_driver_version(); };
  facts.cuda_arch = [&] { return detect_cuda_arch(environment); };
  return offered_packages(platform, &facts, environment);
}

} // namespace etalon
