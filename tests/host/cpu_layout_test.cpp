#include <catch2/catch.hpp>
#include <host/cpu_layout.hpp>
#include <support/scratch_directory.hpp>

using namespace etalon;

namespace {

void write_cpu(const ScratchDirectory& system,
               const std::string& number,
               const std::string& package,
               const std::string& siblings,
               const std::string& governor) {
  const std::string cpu = "cpu/cpu" + number;
  system.write(cpu + "/topology/physical_package_id", package + "\n");
  system.write(cpu + "/topology/thread_siblings_list", siblings + "\n");
  system.write(cpu + "/cpufreq/scaling_governor", governor + "\n");
  system.write(cpu + "/cpufreq/cpuinfo_max_freq", number + "500000\n");
}

} // namespace

TEST_CASE("the CPUs of a machine with two sockets are counted", "[host][cpu]") {
  const ScratchDirectory system;
  system.write("cpu/online", "0-3\n");
  system.write("cpu/smt/active", "1\n");
  system.write("cpu/intel_pstate/no_turbo", "1\n");
  system.write("node/online", "0-1\n");
  write_cpu(system, "0", "0", "0,2", "performance");
  write_cpu(system, "1", "1", "1,3", "performance");
  write_cpu(system, "2", "0", "0,2", "performance");
  write_cpu(system, "3", "1", "1,3", "performance");
  const CpuLayout layout = CpuLayout::read(system.path());
  CHECK(layout.logical_cpus == 4);
  CHECK(layout.physical_cores == 2);
  CHECK(layout.sockets == 2);
  CHECK(layout.numa_nodes == 2);
  CHECK(layout.governor == "performance");
  CHECK(layout.turbo == false);
  CHECK(layout.smt == true);
  CHECK(layout.max_mhz == 3500.0);
}

TEST_CASE("CPUs with different governors show all of them", "[host][cpu]") {
  const ScratchDirectory system;
  system.write("cpu/online", "0-1\n");
  system.write("cpu/cpufreq/boost", "1\n");
  write_cpu(system, "0", "0", "0", "powersave");
  write_cpu(system, "1", "0", "1", "performance");
  const CpuLayout layout = CpuLayout::read(system.path());
  CHECK(layout.governor == "performance,powersave");
  CHECK(layout.turbo == true);
  CHECK(layout.physical_cores == 2);
}

TEST_CASE("what a container hides stays absent", "[host][cpu]") {
  const ScratchDirectory system;
  const CpuLayout layout = CpuLayout::read(system.path());
  CHECK(layout.logical_cpus == 0);
  CHECK(layout.physical_cores == 0);
  CHECK(layout.sockets == 0);
  CHECK(layout.numa_nodes == 0);
  CHECK(layout.governor.empty());
  CHECK_FALSE(layout.turbo);
  CHECK_FALSE(layout.smt);
  CHECK_FALSE(layout.max_mhz);
}
