#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// One dimension of a sweep: a parameter of the workload and the values it takes, as written.
struct Axis {
  std::string name; // "batch_size"
  std::vector<std::string> values;
};

// One point of the grid: parameter -> value.
using GridPoint = std::map<std::string, std::string>;

// "16,32,64" -> three values, blanks around them dropped. Throws Error{usage} for an empty list, an
// empty value and a value that is there twice.
Axis parse_axis(std::string_view name, std::string_view values);

// Every combination; the last axis varies fastest. No axis gives one empty point.
std::vector<GridPoint> expand_grid(const std::vector<Axis>& axes);

// Names of the workloads that the runner knows, and the parameters of one with their defaults.
std::vector<std::string> workload_names();
std::map<std::string, std::string> workload_defaults(std::string_view workload);

// Whether the runner can make sense of each point: known workload, known parameters, numbers in
// range, no prefetch_factor beside 0 workers. Throws Error{usage} that names what is wrong and what
// to type instead.
void check_grid(std::string_view workload, const std::vector<Axis>& axes);

} // namespace etalon
