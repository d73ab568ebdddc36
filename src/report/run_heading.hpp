#pragma once

#include <etalon/model/benchmark_result.hpp>

#include <cstddef>
#include <string>

namespace etalon {

// What ran, on which machine, in which environments: a line each, wrapped.
std::string render_heading(const BenchmarkResult& result, std::size_t width);

} // namespace etalon
