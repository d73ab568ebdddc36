#include <etalon/bench/benchmark_warnings.hpp>

#include <catch2/catch.hpp>

namespace etalon {

using Texts = std::vector<std::string>;

TEST_CASE("a quiet machine is not warned about", "[bench][warnings]") {
  MachineInfo machine;
  machine.governor = "performance";
  machine.logical_cpus = 8;
  machine.usable_cpus = 8;
  machine.load_average = 0.2;
  CHECK(machine_warnings(machine).empty());
  CHECK(machine_warnings(MachineInfo()).empty()); // what is not known is not warned about
}

TEST_CASE("what makes a machine's figures shake is said with advice", "[bench][warnings]") {
  MachineInfo machine;
  machine.governor = "powersave";
  machine.load_average = 3.456;
  machine.hypervisor = "kvm";
  machine.logical_cpus = 8;
  machine.usable_cpus = 2;
  CHECK(machine_warnings(machine) ==
        Texts{"the CPU frequency governor is `powersave`: clocks change while measuring; set it "
              "with `cpupower frequency-set -g performance`",
              "the load average is 3.46 before measuring: other programs take CPU time; stop them "
              "or wait",
              "this is a virtual machine (kvm): its neighbours can take CPU time unseen; compare "
              "only what was measured in the same run",
              "this process may use 2 of 8 CPUs"});
}

TEST_CASE("a state with few, noisy or outlying samples says so", "[bench][warnings]") {
  StoppingRule rule;
  rule.min_samples = 10;
  rule.max_noise = 0.02;
  StateResult few;
  few.stopped_by = "timeout";
  few.samples = {{8, 100, 3200}, {8, 100, 3200}};
  CHECK(state_warnings(few, rule) ==
        Texts{"only 2 of 10 samples were taken before the time was up; raise --timeout"});

  StateResult noisy;
  noisy.stopped_by = "samples";
  for (int i = 0; i < 10; ++i) {
    noisy.samples.push_back({i % 2 == 0 ? 1.0 : 1.5, 10, 10});
  }
  CHECK(state_warnings(noisy, rule) ==
        Texts{"the noise is still 29.7 %, above 2.0 %: a small difference cannot be seen"});

  StateResult grouped;
  grouped.stopped_by = "samples";
  for (int i = 0; i < 11; ++i) {
    grouped.samples.push_back({i % 2 == 0 ? 1.0 : 1.5, 10, 10});
  }
  CHECK(state_warnings(grouped, rule) ==
        Texts{"the samples fall into groups: the 95 % interval of the median is ± 25.0 % wide"});

  StateResult outlying;
  outlying.stopped_by = "noise";
  for (const double seconds : {1.0, 1.01, 0.99, 1.005, 0.995, 1.002, 0.998, 1.003, 0.997, 9.0}) {
    outlying.samples.push_back({seconds, 1, 1});
  }
  CHECK(state_warnings(outlying, rule) ==
        Texts{"1 of 10 samples is outlying (kept; the median bears them)"});
  CHECK(state_warnings(StateResult(), rule).empty());
}

TEST_CASE("objects from outside and idle CPUs are said once for an environment",
          "[bench][warnings]") {
  BenchmarkResult result;
  result.machine.usable_cpus = 2;
  result.environments = {{"clean", "/a", "", {}}, {"leaky", "/b", "", {}}};
  StateResult clean;
  clean.facts = {{"threads", "2"}};
  clean.objects = {{"/a/lib/libc10.so", "libtorch-1", false}};
  StateResult leaky;
  leaky.environment = 1;
  leaky.facts = {{"threads", "1"}};
  leaky.objects = {{"/usr/lib/liba.so", "", true}, {"/usr/lib/libb.so", "", true}};
  result.states = {clean, leaky, leaky};
  CHECK(run_warnings(result) ==
        Texts{"`leaky` used 2 shared objects from outside its prefix: `/usr/lib/liba.so`, "
              "`/usr/lib/libb.so`",
              "LibTorch of `leaky` uses 1 of 2 CPUs for an operation; OMP_NUM_THREADS among the "
              "manifest's variables changes that"});

  leaky.objects = {
      {"/1.so", "", true}, {"/2.so", "", true}, {"/3.so", "", true}, {"/4.so", "", true}};
  leaky.facts.clear();
  result.states = {leaky};
  CHECK(run_warnings(result) == Texts{"`leaky` used 4 shared objects from outside its prefix: "
                                      "`/1.so`, `/2.so`, `/3.so` and 1 more"});
}

} // namespace etalon
