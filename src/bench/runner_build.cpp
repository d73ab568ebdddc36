#include <etalon/bench/runner_build.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_lock.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/thread_pool.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <system_error>

namespace etalon {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes k_longest_build(20);
constexpr std::size_t k_key_digits = 32;

bool is_present(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// Where the LibTorch, the sources and the result lie is no part of the program: all arguments count
// as they would be at fixed places.
std::string runner_key(const RunnerBuildRequest& request,
                       const LibTorch& libtorch,
                       const Compiler& compiler,
                       const RunnerSources& sources) {
  LibTorch placed = libtorch;
  placed.library_directory = "lib";
  placed.include_directories = {"include"};
  const CompileSteps steps =
      plan_compile_steps(placed, compiler, {{"source.cpp"}, sources.digest}, "build");
  return sha256_hex(join({request.libtorch_identity,
                          sources.digest,
                          compiler.version,
                          join(steps.compile.front(), " "),
                          join(steps.link, " ")},
                         "\n"))
      .substr(0, k_key_digits);
}

[[noreturn]] void fail_compile(const std::string& program, const CapturedOutput& output) {
  std::vector<std::string> causes = first_errors(output.standard_error);
  causes.insert(causes.begin(), fmt::format("`{}` {}", program, output.state.to_string()));
  Error error(ErrorKind::io,
              causes.back(),
              {"try another C++17 compiler: `CXX=g++-12`, or add `gxx` to the environment"});
  for (auto cause = causes.rbegin() + 1; cause != causes.rend(); ++cause) {
    error = std::move(error).while_doing(*cause);
  }
  throw std::move(error).while_doing("cannot compile the benchmark runner");
}

void run_step(const std::vector<std::string>& arguments,
              const std::map<std::string, std::string>& environment,
              const CancellationToken& token) {
  const CapturedOutput output = run_captured({arguments, environment, std::nullopt}, token);
  if (!output.state.ok()) {
    fail_compile(arguments.front(), output);
  }
}

// Tells how many of the steps are done; called from the threads that compile.
class StepProgress {
public:
  StepProgress(const ProgressListener& listener, std::size_t total)
      : m_listener(listener), m_total(total) {
    tell(ProgressEvent::State::started, 0);
  }

  void advance() {
    const std::size_t done = ++m_done;
    tell(done == m_total ? ProgressEvent::State::finished : ProgressEvent::State::advanced, done);
  }

private:
  void tell(ProgressEvent::State state, std::size_t done) const {
    if (m_listener) {
      m_listener({ProgressEvent::Stage::compile, state, "benchmark runner", done, m_total});
    }
  }

  const ProgressListener& m_listener;
  std::size_t m_total;
  std::atomic<std::size_t> m_done = 0;
};

void run_steps(const CompileSteps& steps,
               const RunnerBuildRequest& request,
               const ProgressListener& listener,
               const CancellationToken& token) {
  StepProgress progress(listener, steps.compile.size() + 1);
  {
    ThreadPool pool(std::min(available_cpus(), steps.compile.size()));
    for (const std::vector<std::string>& step : steps.compile) {
      pool.submit([&step, &request, &token, &progress] {
        run_step(step, request.environment, token);
        progress.advance();
      });
    }
    pool.wait();
  }
  run_step(steps.link, request.environment, token);
  progress.advance();
}

} // namespace

RunnerSources load_runner_sources(const fs::path& directory) {
  std::vector<fs::path> all;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path extension = entry->path().extension();
    if (extension == ".cpp" || extension == ".hpp") {
      all.push_back(entry->path());
    }
  }
  std::sort(all.begin(), all.end());
  RunnerSources sources;
  Sha256 digest;
  for (const fs::path& file : all) {
    const std::string bytes = read_file(file);
    digest.update(fmt::format("{} {}\n", file.filename().string(), bytes.size()));
    digest.update(bytes);
    if (file.extension() == ".cpp") {
      sources.files.push_back(file);
    }
  }
  if (sources.files.empty()) {
    throw Error(
        ErrorKind::not_found,
        fmt::format("the sources of the benchmark runner are not in `{}`", directory.string()),
        {"install Etalon again: `cmake --install` puts them there"});
  }
  sources.digest = digest.finish_hex();
  return sources;
}

CompileSteps plan_compile_steps(const LibTorch& libtorch,
                                const Compiler& compiler,
                                const RunnerSources& sources,
                                const fs::path& directory) {
  std::vector<std::string> common = compiler.command;
  common.insert(
      common.end(),
      {fmt::format("-std=c++{}", libtorch.cxx_standard),
       "-O2",
       "-DNDEBUG",
       "-pthread",
       fmt::format("-D_GLIBCXX_USE_CXX11_ABI={}", libtorch.abi == CxxAbi::cxx11 ? 1 : 0)});

  CompileSteps steps;
  steps.link = common;
  for (const fs::path& source : sources.files) {
    const std::string object = (directory / source.stem()).string() + ".o";
    std::vector<std::string> step = common;
    for (const fs::path& include : libtorch.include_directories) {
      step.insert(step.end(), {"-isystem", include.string()});
    }
    step.insert(step.end(), {"-c", source.string(), "-o", object});
    steps.compile.push_back(std::move(step));
    steps.link.push_back(object);
  }
  steps.link.insert(steps.link.end(),
                    {"-L" + libtorch.library_directory.string(),
                     "-Wl,--allow-shlib-undefined",
                     // torch_cuda registers its kernels when it is loaded; nothing calls it.
                     "-Wl,--no-as-needed"});
  for (const std::string& library : libtorch.libraries) {
    steps.link.push_back("-l" + library);
  }
  steps.link.insert(steps.link.end(), {"-ldl", "-o", (directory / "runner").string()});
  return steps;
}

fs::path build_runner(FileSystem& files,
                      const RunnerBuildRequest& request,
                      const ProgressListener& progress,
                      const CancellationToken& token) {
  const LibTorch libtorch = get_libtorch(request.prefix);
  const RunnerSources sources = load_runner_sources(request.source_directory);
  const Compiler compiler = find_compiler(request.prefix, request.environment);
  const std::string key = runner_key(request, libtorch, compiler, sources);
  const fs::path finished = request.cache_directory / key;
  const fs::path program = finished / "runner";
  if (is_present(program)) {
    return program;
  }
  files.create_directories(request.cache_directory);
  const FileLock lock(
      request.cache_directory / (key + ".lock"), LockMode::exclusive, k_longest_build);
  if (is_present(program)) { // another process has compiled it meanwhile
    return program;
  }
  TemporaryDirectory build(files, request.cache_directory, "build");
  const fs::path objects = build.path() / "objects";
  const fs::path result = build.path() / "result";
  files.create_directory(objects);
  files.create_directory(result);
  CompileSteps steps = plan_compile_steps(libtorch, compiler, sources, objects);
  steps.link.back() = (result / "runner").string();
  run_steps(steps, request, progress, token);
  files.rename(result, finished);
  return program;
}

Command runner_command(const fs::path& runner,
                       const LibTorch& libtorch,
                       const fs::path& prefix,
                       std::map<std::string, std::string> activated_environment) {
  std::vector<std::string> directories = {libtorch.library_directory.string()};
  if (libtorch.library_directory != prefix / "lib") {
    directories.push_back((prefix / "lib").string());
  }
  std::string& path = activated_environment["LD_LIBRARY_PATH"];
  if (!path.empty()) {
    directories.push_back(path);
  }
  path = join(directories, ":");
  return {{runner.string()}, std::move(activated_environment), std::nullopt};
}

} // namespace etalon
