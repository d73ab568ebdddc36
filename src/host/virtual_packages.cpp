#include "cpu_description.hpp"
#include "cuda_driver.hpp"
#include "microarchitecture.hpp"
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
  facts.cuda_arch = [] { return lowest_compute_capability(); };
  return offered_packages(platform, &facts, environment);
}

} // namespace etalon
