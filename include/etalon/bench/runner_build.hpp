#pragma once

#include <etalon/bench/compiler.hpp>
#include <etalon/bench/libtorch.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/progress.hpp>
#include <etalon/util/subprocess.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon {

struct RunnerSources {
  std::vector<std::filesystem::path> files; // *.cpp, sorted
  std::string digest;                       // sha256 over names and bytes of *.cpp and *.hpp
};

// Throws Error{not_found} where `directory` holds no sources.
RunnerSources load_runner_sources(const std::filesystem::path& directory);

// The calls that make a runner: one per source, which may run at the same time, then the link.
struct CompileSteps {
  std::vector<std::vector<std::string>> compile;
  std::vector<std::string> link;
};

// Objects and the program, `runner`, go to `directory`. No path of the prefix gets into the program
// (no RPATH): environments with the same LibTorch and another BLAS run the very same bytes, and the
// loader finds their libraries by LD_LIBRARY_PATH, see runner_command(). What LibTorch's own
// libraries need is not the runner's business, hence --allow-shlib-undefined.
CompileSteps plan_compile_steps(const LibTorch& libtorch,
                                const Compiler& compiler,
                                const RunnerSources& sources,
                                const std::filesystem::path& directory);

struct RunnerBuildRequest {
  std::filesystem::path prefix;
  std::filesystem::path source_directory; // share/etalon/runner
  std::filesystem::path cache_directory;  // $XDG_CACHE_HOME/etalon/runners-v1
  // Which LibTorch this is, so that another prefix with the same one shares the runner: dist name
  // and sha256 of the package(s) that hold its headers and libraries.
  std::string libtorch_identity;
  std::map<std::string, std::string> environment; // the compiler's: CXX, PATH, TMPDIR
};

// The runner for the LibTorch of the prefix, from the cache or compiled now (half a minute and
// more). Others that ask for the same one meanwhile wait. Errors: as get_libtorch() and
// find_compiler(); Error{io} with the compiler's first messages where it fails.
std::filesystem::path build_runner(FileSystem& files,
                                   const RunnerBuildRequest& request,
                                   const ProgressListener& progress,
                                   const CancellationToken& token);

// How to start a runner in an activated environment: the libraries of the prefix come first in
// LD_LIBRARY_PATH.
Command runner_command(const std::filesystem::path& runner,
                       const LibTorch& libtorch,
                       const std::filesystem::path& prefix,
                       std::map<std::string, std::string> activated_environment);

} // namespace etalon
