#pragma once

#include <etalon/app/run_benchmark.hpp>
#include <etalon/bench/libtorch.hpp>
#include <etalon/prefix/ownership.hpp>
#include <etalon/prefix/prefix_data.hpp>
#include <etalon/util/subprocess.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

// An environment that is ready to be measured: verified, its runner compiled, its activation known.
struct MeasuredEnvironment {
  Environment facts; // name, prefix, id, packages
  std::filesystem::path prefix;
  PathOwners owners;
  std::filesystem::path runner;
  Command command; // that starts the runner
};

MeasuredEnvironment prepare_environment(const std::filesystem::path& prefix,
                                        const BenchmarkOptions& options,
                                        const Config& config,
                                        const std::map<std::string, std::string>& environment,
                                        const BenchmarkTools& tools);

// Whose the mapped objects are, in the environment's own packages.
std::vector<MappedObject> attribute_objects(const MeasuredEnvironment& environment,
                                            const std::vector<std::string>& paths);

} // namespace etalon
