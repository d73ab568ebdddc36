#pragma once

#include <etalon/model/platform.hpp>
#include <etalon/model/virtual_package.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

// What was found out about the machine. The functions are asked only where no override answers:
// drivers take their time.
struct HostFacts {
  std::string glibc;             // "2.36"; empty where it is another libc
  std::string kernel_release;    // "6.1.0-18-amd64"
  std::string microarchitecture; // "zen3"
  std::function<std::optional<std::string>()> cuda_version;
  std::function<std::optional<std::string>()> cuda_arch;
};

// The virtual packages of `platform`; `facts` is nullptr where it is another one than this
// machine's.
std::vector<VirtualPackage> offered_packages(const Platform& platform,
                                             const HostFacts* facts,
                                             const std::map<std::string, std::string>& environment);

// "6.1.0-18-amd64" -> "6.1.0", "5.15.90.1-microsoft" -> "5.15.90.1"; empty where it starts with no
// number.
std::string kernel_version(const std::string& release);

} // namespace etalon
