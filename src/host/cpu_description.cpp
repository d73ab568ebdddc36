#include "cpu_description.hpp"

#include <etalon/util/strings.hpp>

namespace etalon {

CpuDescription CpuDescription::parse(std::string_view cpuinfo) {
  CpuDescription cpu;
  for (const std::string_view line : split(cpuinfo, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      continue;
    }
    const std::string_view key = trim(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (key == "processor" && !cpu.flags.empty()) {
      break; // the next one
    }
    if (key == "vendor_id") {
      cpu.vendor = value;
    } else if (key == "model name" || (key == "Model" && cpu.model_name.empty())) {
      cpu.model_name = value;
    } else if (key == "flags" || key == "Features") {
      for (const std::string_view flag : split_words(value)) {
        cpu.flags.emplace(flag);
      }
    }
  }
  return cpu;
}

} // namespace etalon
