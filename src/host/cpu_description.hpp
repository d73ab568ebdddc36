#pragma once

#include <set>
#include <string>
#include <string_view>

namespace etalon {

// The first processor of a /proc/cpuinfo.
struct CpuDescription {
  std::string vendor;     // "GenuineIntel", "AuthenticAMD"; empty on other machines
  std::string model_name; // "AMD EPYC 7763 64-Core Processor"
  std::set<std::string, std::less<>> flags;

  static CpuDescription parse(std::string_view cpuinfo);
};

} // namespace etalon
