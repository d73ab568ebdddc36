#include <etalon/bench/axes.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <functional>

namespace etalon {

namespace {

bool is_whole_number(std::string_view text, std::int64_t min) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc() && result.ptr == end && number >= min;
}

bool is_count(std::string_view text) {
  return is_whole_number(text, 1);
}

bool is_count_or_zero(std::string_view text) {
  return is_whole_number(text, 0);
}

bool is_flag(std::string_view text) {
  return text == "true" || text == "false";
}

bool is_model(std::string_view text) {
  return text == "mlp" || text == "convnet";
}

bool is_shape(std::string_view text) {
  const std::vector<std::string_view> sides = split(text, 'x');
  return std::all_of(sides.begin(), sides.end(), is_count);
}

bool is_positive(std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double number = std::strtod(copy.c_str(), &end);
  return !copy.empty() && *end == '\0' && number > 0;
}

struct WorkloadParameter {
  std::string_view name;
  std::string_view otherwise;
  bool (*is_valid)(std::string_view text);
  std::string_view wanted; // "... is WANTED"
};

constexpr std::string_view k_from_one = "a whole number from 1";
constexpr std::string_view k_from_zero = "a whole number from 0";

using ParameterList = std::vector<WorkloadParameter>;

// The runner's own parameters and defaults; its protocol page lists them too.
const std::map<std::string, ParameterList, std::less<>>& workloads() {
  static const std::map<std::string, ParameterList, std::less<>> table = {
      {"dataloader",
       {{"batch_size", "32", is_count, k_from_one},
        {"num_workers", "4", is_count_or_zero, k_from_zero},
        {"prefetch_factor", "2", is_count, k_from_one},
        {"pin_memory", "false", is_flag, "true or false"},
        {"dataset_size", "1000", is_count, k_from_one},
        {"shape", "3x224x224", is_shape, "a shape such as 3x224x224"},
        {"batches", "100", is_count, k_from_one},
        {"drop_last", "false", is_flag, "true or false"},
        {"seed", "0", is_count_or_zero, k_from_zero}}},
      {"train",
       {{"model", "mlp", is_model, "mlp or convnet"},
        {"batch_size", "64", is_count, k_from_one},
        {"steps", "10", is_count, k_from_one},
        {"learning_rate", "0.01", is_positive, "a number above 0"},
        {"dataset_size", "1024", is_count, k_from_one},
        {"seed", "0", is_count_or_zero, k_from_zero}}}};
  return table;
}

// "--batch-size", as it is typed.
std::string option_of(std::string_view parameter) {
  return "--" + replace_all(parameter, "_", "-");
}

const ParameterList& get_workload(std::string_view workload) {
  const auto found = workloads().find(workload);
  if (found != workloads().end()) {
    return found->second;
  }
  std::vector<std::string> hints;
  for (const std::string& name : near_names(workload, workload_names())) {
    hints.push_back(fmt::format("did you mean `--workload {}`?", name));
  }
  if (hints.empty()) {
    hints.push_back("workloads are " + join(workload_names(), ", "));
  }
  throw Error(ErrorKind::usage, fmt::format("there is no workload `{}`", workload), hints);
}

void check_axis(std::string_view workload, const ParameterList& known, const Axis& axis) {
  const auto parameter = std::find_if(known.begin(), known.end(), [&](const auto& candidate) {
    return candidate.name == axis.name;
  });
  if (parameter == known.end()) {
    std::vector<std::string> names;
    for (const WorkloadParameter& candidate : known) {
      names.push_back(option_of(candidate.name));
    }
    throw Error(ErrorKind::usage,
                fmt::format("workload `{}` has no parameter `{}`", workload, axis.name),
                {"it has " + join(names, ", ")});
  }
  for (const std::string& value : axis.values) {
    if (!parameter->is_valid(value)) {
      throw Error(ErrorKind::usage,
                  fmt::format("`{}` is no value for `{}`", value, axis.name),
                  {fmt::format("{} takes {}", option_of(axis.name), parameter->wanted)});
    }
  }
}

const Axis* find_axis(const std::vector<Axis>& axes, std::string_view name) {
  const auto found =
      std::find_if(axes.begin(), axes.end(), [&](const Axis& axis) { return axis.name == name; });
  return found == axes.end() ? nullptr : &*found;
}

} // namespace

Axis parse_axis(std::string_view name, std::string_view values) {
  Axis axis{std::string(name), {}};
  const std::string hint = fmt::format("write {} 16,32,64", option_of(name));
  for (const std::string_view piece : split(values, ',')) {
    const std::string value(trim(piece));
    if (value.empty()) {
      throw Error(
          ErrorKind::usage, fmt::format("a value of `{}` is empty in `{}`", name, values), {hint});
    }
    if (std::find(axis.values.begin(), axis.values.end(), value) != axis.values.end()) {
      throw Error(ErrorKind::usage,
                  fmt::format("`{}` is twice in `{}` of `{}`", value, values, name),
                  {"write each value once"});
    }
    axis.values.push_back(value);
  }
  return axis;
}

std::vector<GridPoint> expand_grid(const std::vector<Axis>& axes) {
  std::vector<GridPoint> points = {{}};
  for (const Axis& axis : axes) {
    std::vector<GridPoint> longer;
    for (const GridPoint& point : points) {
      for (const std::string& value : axis.values) {
        longer.push_back(point);
        longer.back()[axis.name] = value;
      }
    }
    points = std::move(longer);
  }
  return points;
}

std::vector<std::string> workload_names() {
  std::vector<std::string> names;
  for (const auto& workload : workloads()) {
    names.push_back(workload.first);
  }
  return names;
}

std::map<std::string, std::string> workload_defaults(std::string_view workload) {
  std::map<std::string, std::string> defaults;
  for (const WorkloadParameter& parameter : get_workload(workload)) {
    defaults.emplace(parameter.name, parameter.otherwise);
  }
  return defaults;
}

void check_grid(std::string_view workload, const std::vector<Axis>& axes) {
  const ParameterList& known = get_workload(workload);
  for (const Axis& axis : axes) {
    check_axis(workload, known, axis);
  }
  const Axis* workers = find_axis(axes, "num_workers");
  const bool without_workers =
      workers != nullptr &&
      std::find(workers->values.begin(), workers->values.end(), "0") != workers->values.end();
  if (without_workers && find_axis(axes, "prefetch_factor") != nullptr) {
    throw Error(ErrorKind::usage,
                "`prefetch_factor` needs `num_workers` above 0: without workers nothing is fetched "
                "ahead",
                {"leave out --prefetch-factor, or 0 from --num-workers"});
  }
}

} // namespace etalon
