#include <etalon/host/machine.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace etalon;

TEST_CASE("this machine is described as far as it tells", "[host][machine]") {
  const MachineInfo machine = detect_machine();
  CHECK_FALSE(machine.hostname.empty());
  CHECK_FALSE(machine.kernel.empty());
  CHECK_FALSE(machine.glibc.empty());
  CHECK(machine.usable_cpus >= 1);
  CHECK(machine.physical_cores <= machine.logical_cpus);
  CHECK(machine.sockets <= std::max(machine.physical_cores, 1U));
  CHECK(machine.memory_bytes > (64ULL << 20U));
  CHECK(machine.load_average >= 0);
  CHECK(machine.gpus.empty() == machine.cuda_driver_version.empty());
}

TEST_CASE("what was detected survives being written and read", "[host][machine]") {
  const MachineInfo machine = detect_machine();
  CHECK(MachineInfo::parse_json(machine.to_json()).to_json() == machine.to_json());
}
