#include "example_result.hpp"

#include <etalon/report/benchmark_table.hpp>

#include <catch2/catch.hpp>

namespace etalon {

TEST_CASE("one environment: a row per point, the best marked, the missing explained",
          "[report][table]") {
  BenchmarkResult result = example_result();
  result.warnings = {
      "the load average is 3.46 before measuring: other programs take CPU time; stop "
      "them or wait"};
  result.states[1].stopped_by = "timeout";
  result.states[1].warnings = {"the noise is still 3.4 %, above 2.0 %"};
  CHECK(render_benchmark(result, {72, Colour::never}) ==
        R"(dataloader, run 0123456789ab, 2026-01-02T03:04:05Z
machine: AMD EPYC, 2 CPUs, 8.0 GiB, Linux 6.1.0, glibc 2.36
libtorch-openblas: id aabbccddeeff, 163 packages, LibTorch 1.13.1, on
                   cpu timed by steady_clock

   batch_size  num_workers  batches/s  samples/s   median    noise  first batch  samples  note
           16            0      125.0       2000  8.00 ms  ± 1.2 %      20.0 ms       12
*          32            0      80.00       2560  12.5 ms  ± 3.4 %      20.0 ms       12  time was up
           32            4          -          -        -        -            -        -  skipped
           32            4          -          -        -        -            -        -  failed

* best: batch_size=32 num_workers=0, 2560 samples/s

not measured:
  batch_size=32 num_workers=4: skipped: pin_memory needs a CUDA device
  batch_size=32 num_workers=4: failed: the runner was killed by signal 9
  (Killed)

warnings:
  the load average is 3.46 before measuring: other programs take CPU
  time; stop them or wait
  batch_size=32 num_workers=0: the noise is still 3.4 %, above 2.0 %
)");
}

TEST_CASE("two environments stand side by side with ratio and intervals", "[report][table]") {
  BenchmarkResult result = example_result();
  result.environments.push_back({"libtorch-reference", "/e/r", "99", {}});
  result.states = {example_state(0, "16", "0", example_summary(0.008, 0.012, 16)),
                   example_state(1, "16", "0", example_summary(0.0161, 0.01, 16)),
                   example_state(0, "32", "0", example_summary(0.0125, 0.034, 32)),
                   example_state(1, "32", "0", example_summary(0.0127, 0.02, 32)),
                   missing_state(StateOutcome::failed, "out of memory"),
                   example_state(1, "32", "4", example_summary(0.0131, 0.02, 32))};
  CHECK(render_benchmark(result, {80, Colour::never}) ==
        R"(dataloader, run 0123456789ab, 2026-01-02T03:04:05Z
machine: AMD EPYC, 2 CPUs, 8.0 GiB, Linux 6.1.0, glibc 2.36
libtorch-openblas: id aabbccddeeff, 163 packages, LibTorch 1.13.1, on cpu timed
                   by steady_clock
libtorch-reference: id 99, 0 packages, LibTorch 1.13.1, on cpu timed by
                    steady_clock

                            libtorch-openblas                      libtorch-reference
   batch_size  num_workers          batches/s  samples/s    noise           batches/s  samples/s    noise  ratio
           16            0              125.0       2000  ± 1.2 %               62.11      993.8  ± 1.0 %  0.497  intervals do not overlap
*          32            0              80.00       2560  ± 3.4 %               78.74       2520  ± 2.0 %  0.984  intervals overlap
           32            4             failed          -        -               76.34       2443  ± 2.0 %      -

* best: batch_size=32 num_workers=0 in libtorch-openblas, 2560 samples/s;
        batch_size=32 num_workers=0 in libtorch-reference, 2520 samples/s

not measured:
  batch_size=32 num_workers=4 in libtorch-openblas: failed: out of memory
)");
}

TEST_CASE("intervals of too few samples are not compared", "[report][table]") {
  BenchmarkResult result = example_result();
  result.environments.push_back({"libtorch-reference", "/e/r", "99", {}});
  result.states = {example_state(0, "16", "0", example_summary(0.008, 0.012, 16)),
                   example_state(1, "16", "0", example_summary(0.0161, 0.01, 16))};
  result.states[1].summary->samples = 5;
  const std::string text = render_benchmark(result, {80, Colour::never});
  CHECK(text.find("0.497  too few samples to compare\n") != std::string::npos);
  CHECK(text.find("overlap") == std::string::npos);
}

TEST_CASE("of three environments the ratios are to the first", "[report][table]") {
  BenchmarkResult result = example_result();
  result.environments = {{"a", "", "", {}}, {"b", "", "", {}}, {"c", "", "", {}}};
  result.states = {example_state(0, "16", "0", example_summary(0.01, 0.01, 16)),
                   example_state(1, "16", "0", example_summary(0.005, 0.01, 16)),
                   example_state(2, "16", "0", example_summary(0.02, 0.01, 16))};
  CHECK(render_benchmark(result, {80, Colour::never}) ==
        R"(dataloader, run 0123456789ab, 2026-01-02T03:04:05Z
machine: AMD EPYC, 2 CPUs, 8.0 GiB, Linux 6.1.0, glibc 2.36
a: 0 packages, LibTorch 1.13.1, on cpu timed by steady_clock
b: 0 packages, LibTorch 1.13.1, on cpu timed by steady_clock
c: 0 packages, LibTorch 1.13.1, on cpu timed by steady_clock

                                    a                              b                              c
   batch_size  num_workers  batches/s  samples/s    noise  batches/s  samples/s    noise  batches/s  samples/s    noise  ratio 2:1  ratio 3:1
*          16            0      100.0       1600  ± 1.0 %      200.0       3200  ± 1.0 %      50.00      800.0  ± 1.0 %      2.000      0.500

* best: batch_size=16 num_workers=0 in a, 1600 samples/s; batch_size=16
        num_workers=0 in b, 3200 samples/s; batch_size=16 num_workers=0 in c,
        800.0 samples/s
)");
}

TEST_CASE("a run without parameters and without a figure is a table too", "[report][table]") {
  BenchmarkResult result = example_result();
  result.machine.gpus.resize(1);
  result.machine.gpus[0].name = "NVIDIA H200";
  result.machine.gpus[0].driver = "550.54";
  result.environments[0].id.clear();
  result.states = {missing_state(StateOutcome::failed, "out of memory")};
  result.states[0].parameters.clear();
  CHECK(render_benchmark(result, {80, Colour::never}) ==
        R"(dataloader, run 0123456789ab, 2026-01-02T03:04:05Z
machine: AMD EPYC, 2 CPUs, 8.0 GiB, Linux 6.1.0, glibc 2.36, NVIDIA H200 (driver
         550.54)
libtorch-openblas: 163 packages

  batches/s  samples/s  median  noise  first batch  samples  note
          -          -       -      -            -        -  failed

not measured:
  defaults: failed: out of memory
)");
}

TEST_CASE("colour only adds to the text", "[report][table]") {
  BenchmarkResult result = example_result();
  result.warnings = {"a warning"};
  const std::string plain = render_benchmark(result, {72, Colour::never});
  std::string coloured = render_benchmark(result, {72, Colour::always});
  CHECK(coloured.find("\x1b[1;32m*") != std::string::npos);
  CHECK(coloured.find("\x1b[33mwarnings:\x1b[0m") != std::string::npos);
  CHECK(plain.find('\x1b') == std::string::npos);
  for (std::size_t start = coloured.find('\x1b'); start != std::string::npos;
       start = coloured.find('\x1b')) {
    coloured.erase(start, coloured.find('m', start) - start + 1);
  }
  CHECK(coloured == plain);
}

TEST_CASE("runs are a list", "[report][table]") {
  const std::vector<RunRow> runs = {
      {"0123456789ab", "2026-01-02T03:04:05Z", "dataloader", {"one", "two"}, 18, 2, 123.456},
      {"ba9876543210", "2026-01-01T03:04:05Z", "train", {"one"}, 1, 0, 0}};
  CHECK(
      render_run_list(runs, {80, Colour::never}) ==
      R"(run           started               workload    environments         states  best batches/s
0123456789ab  2026-01-02T03:04:05Z  dataloader  one, two      18 (2 failed)           123.5
ba9876543210  2026-01-01T03:04:05Z  train       one                       1               -
)");
  CHECK(render_run_list({}, {80, Colour::never}) == "no runs yet\n");
  CHECK(render_run_list(runs, {80, Colour::always}).rfind("\x1b[1mrun ", 0) == 0);
}

} // namespace etalon
