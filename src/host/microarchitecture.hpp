#pragma once

#include "cpu_description.hpp"

#include <string>

namespace etalon {

// The name of an x86-64 CPU among those of the archspec project (archspec.readthedocs.io, data
// 0.2.5): of the CPU's vendor the one that needs most and whose needs are all met, as long as it
// stands above the best generic level (x86_64_v1 is "x86_64"); else that level.
std::string x86_microarchitecture(const CpuDescription& cpu);

} // namespace etalon
