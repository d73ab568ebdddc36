#include "tiny_libtorch.hpp"

#include <etalon/bench/runner_build.hpp>
#include <etalon/bench/runner_session.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <algorithm>
#include <atomic>
#include <thread>

namespace etalon {

namespace {

using Texts = std::vector<std::string>;

constexpr const char* k_main = R"(#include "greeting.hpp"
#include <cstdio>
#include <string>
namespace tiny { std::string name(const std::string& text); }
int main() { std::puts(tiny::name(greeting()).c_str()); }
)";
constexpr const char* k_greeting = R"x(#include <string>
inline std::string greeting() {
  return R"({"event":"hello","protocol":1,"runner":"1","torch":"tiny","cuda_available":false,)"
         R"("threads":1,"interop_threads":1,"blas":"","devices":["cpu"]})";
}
)x";

// A runner of two lines against the tiny LibTorch: compiled, linked and started for real.
struct Workshop {
  TinyLibTorch torch;
  ScratchDirectory scratch;

  Workshop() {
    scratch.write("sources/main.cpp", k_main);
    scratch.write("sources/greeting.hpp", k_greeting);
  }

  [[nodiscard]] RunnerBuildRequest request() const {
    return {torch.prefix().path(),
            scratch / "sources",
            scratch / "cache/runners-v1",
            "libtorch-1.13.1-0 0123",
            current_environment()};
  }

  std::filesystem::path build(const RunnerBuildRequest& wanted,
                              const ProgressListener& progress = {}) const {
    return build_runner(scratch.files(), wanted, progress, CancellationToken());
  }

  void replace(const char* name, const std::string& text) const {
    scratch.files().remove_file(scratch / name);
    scratch.write(name, text);
  }
};

} // namespace

TEST_CASE("a runner is compiled once and starts with the prefix's libraries", "[bench][build]") {
  const Workshop workshop;
  std::atomic<int> events = 0;
  std::atomic<int> finished = 0;
  const auto count = [&](const ProgressEvent& event) {
    ++events;
    finished += event.state == ProgressEvent::State::finished ? 1 : 0;
    CHECK(event.stage == ProgressEvent::Stage::compile);
    CHECK(event.item == "benchmark runner");
    CHECK(event.total == 2);
  };
  const std::filesystem::path runner = workshop.build(workshop.request(), count);
  CHECK(runner.filename() == "runner");
  CHECK(runner.parent_path().parent_path() == workshop.scratch / "cache/runners-v1");
  CHECK(events == 3); // started, the source, the link
  CHECK(finished == 1);

  const LibTorch libtorch = get_libtorch(workshop.torch.prefix().path());
  const Command command = runner_command(runner, libtorch, workshop.torch.prefix().path(), {});
  const RunnerSession session(command, RunnerTimeouts(), CancellationToken());
  CHECK(session.hello().torch == "tiny");

  CHECK(workshop.build(workshop.request(), count) == runner);
  CHECK(events == 3);
  // Nothing else is left in the cache but the lock.
  int entries = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(workshop.scratch / "cache/runners-v1")) {
    entries += entry.is_directory() ? 1 : 0;
  }
  CHECK(entries == 1);
}

TEST_CASE("the runner's key follows LibTorch, sources and compiler, not the prefix's place",
          "[bench][build]") {
  const Workshop workshop;
  const std::filesystem::path runner = workshop.build(workshop.request());

  const TinyLibTorch elsewhere;
  RunnerBuildRequest moved = workshop.request();
  moved.prefix = elsewhere.prefix().path();
  CHECK(workshop.build(moved) == runner);

  RunnerBuildRequest other_torch = workshop.request();
  other_torch.libtorch_identity = "libtorch-1.13.1-1 4567";
  CHECK(workshop.build(other_torch) != runner);

  RunnerBuildRequest other_compiler = workshop.request();
  other_compiler.environment["CXX"] = "/usr/bin/env c++";
  CHECK(workshop.build(other_compiler) != runner);

  workshop.replace("sources/greeting.hpp", std::string(k_greeting) + "// changed\n");
  CHECK(workshop.build(workshop.request()) != runner);
}

TEST_CASE("no path of the prefix is in the runner", "[bench][build]") {
  const Workshop workshop;
  const std::string bytes = read_file(workshop.build(workshop.request()));
  CHECK(bytes.find(workshop.torch.prefix().path().string()) == std::string::npos);
}

TEST_CASE("many who want the same runner compile it once", "[bench][build]") {
  const Workshop workshop;
  std::atomic<int> links = 0;
  const auto count = [&](const ProgressEvent& event) {
    links += event.state == ProgressEvent::State::finished ? 1 : 0;
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { workshop.build(workshop.request(), count); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(links == 1);
}

TEST_CASE("what the compiler says is shown and nothing is left", "[bench][build]") {
  const Workshop workshop;
  workshop.replace("sources/main.cpp", "int main() { return nonsense; }\n");
  RunnerBuildRequest request = workshop.request();
  request.environment["LC_ALL"] = "C";
  request.environment["CXX"] = "g++";
  const Error error = thrown_error([&] { workshop.build(request); });
  CHECK(error.kind() == ErrorKind::io);
  CHECK(error.message() == "cannot compile the benchmark runner");
  REQUIRE(error.causes().size() == 2);
  CHECK(error.causes()[0] == "`g++` exited with status 1");
  CHECK(error.causes()[1] == (workshop.scratch / "sources/main.cpp").string() +
                                 ":1:21: error: 'nonsense' was not declared in this scope");
  CHECK(error.hints() ==
        Texts{"try another C++17 compiler: `CXX=g++-12`, or add `gxx` to the environment"});
  for (const auto& entry :
       std::filesystem::directory_iterator(workshop.scratch / "cache/runners-v1")) {
    CHECK(entry.path().extension() == ".lock");
  }
}

TEST_CASE("sources that are not installed are missed", "[bench][build]") {
  const Workshop workshop;
  RunnerBuildRequest request = workshop.request();
  request.source_directory = workshop.scratch / "nowhere";
  const Error error = thrown_error([&] { workshop.build(request); });
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.message() == "the sources of the benchmark runner are not in `" +
                               (workshop.scratch / "nowhere").string() + "`");
  CHECK(error.hints() == Texts{"install Etalon again: `cmake --install` puts them there"});
}

TEST_CASE("the compile calls are planned without effects", "[bench][build]") {
  LibTorch libtorch;
  libtorch.include_directories = {"/p/include", "/p/include/api"};
  libtorch.library_directory = "/p/lib";
  libtorch.libraries = {"torch", "torch_cpu", "torch_cuda", "c10"};
  libtorch.abi = CxxAbi::old;
  const CompileSteps steps = plan_compile_steps(
      libtorch, {{"ccache", "g++"}, "12"}, {{"/s/a.cpp", "/s/b.cpp"}, "digest"}, "/out");
  REQUIRE(steps.compile.size() == 2);
  CHECK(
      join(steps.compile[1], " ") ==
      "ccache g++ -std=c++17 -O2 -DNDEBUG -pthread -D_GLIBCXX_USE_CXX11_ABI=0 -isystem /p/include "
      "-isystem /p/include/api -c /s/b.cpp -o /out/b.o");
  CHECK(join(steps.link, " ") ==
        "ccache g++ -std=c++17 -O2 -DNDEBUG -pthread -D_GLIBCXX_USE_CXX11_ABI=0 /out/a.o /out/b.o "
        "-L/p/lib -Wl,--allow-shlib-undefined -Wl,--no-as-needed -ltorch -ltorch_cpu -ltorch_cuda "
        "-lc10 -ldl -o /out/runner");
}

TEST_CASE("the libraries of the prefix come before those of the caller", "[bench][build]") {
  LibTorch libtorch;
  libtorch.library_directory = "/p/lib";
  const Command command = runner_command("/c/runner", libtorch, "/p", {{"A", "1"}});
  CHECK(command.arguments == Texts{"/c/runner"});
  CHECK(command.environment ==
        std::map<std::string, std::string>{{"A", "1"}, {"LD_LIBRARY_PATH", "/p/lib"}});

  libtorch.library_directory = "/p/lib/python3.9/site-packages/torch/lib";
  const Command package = runner_command("/c/runner", libtorch, "/p", {{"LD_LIBRARY_PATH", "/x"}});
  CHECK(package.environment.at("LD_LIBRARY_PATH") ==
        "/p/lib/python3.9/site-packages/torch/lib:/p/lib:/x");
}

} // namespace etalon
