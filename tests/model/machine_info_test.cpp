#include <etalon/model/machine_info.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

namespace {

MachineInfo gpu_machine() {
  MachineInfo machine;
  machine.hostname = "node7";
  machine.cpu_model = "AMD EPYC 9654 96-Core Processor";
  machine.logical_cpus = 384;
  machine.usable_cpus = 16;
  machine.physical_cores = 192;
  machine.sockets = 2;
  machine.numa_nodes = 8;
  machine.governor = "performance";
  machine.turbo = true;
  machine.smt = false;
  machine.cpu_max_mhz = 3707.812;
  machine.memory_bytes = 1ULL << 40U;
  machine.kernel = "6.1.0-18-amd64";
  machine.glibc = "2.36";
  machine.os = "Debian GNU/Linux 12 (bookworm)";
  machine.hypervisor = "kvm";
  machine.load_average = 0.1;
  machine.cuda_driver_version = "12.8";
  machine.gpus.resize(2);
  machine.gpus[0] = {"NVIDIA H200", "GPU-1", "570.1", "9.0", 150754820096, 1980, 3201, 1980};
  return machine;
}

Error refusal_of(std::string_view json) {
  Error error = thrown_error([&] { MachineInfo::parse_json(json); });
  CHECK(error.kind() == ErrorKind::corrupt);
  return error;
}

} // namespace

TEST_CASE("a machine's facts survive being written and read", "[model][machine]") {
  const MachineInfo machine = gpu_machine();
  const std::string json = machine.to_json();
  const MachineInfo again = MachineInfo::parse_json(json);
  CHECK(again.to_json() == json);
  CHECK(again.hostname == "node7");
  CHECK(again.logical_cpus == 384);
  CHECK(again.turbo == true);
  CHECK(again.smt == false);
  CHECK(again.cpu_max_mhz == 3707.812);
  CHECK(again.memory_bytes == 1ULL << 40U);
  CHECK(again.load_average == 0.1);
  REQUIRE(again.gpus.size() == 2);
  CHECK(again.gpus[0].name == "NVIDIA H200");
  CHECK(again.gpus[0].memory_bytes == 150754820096);
  CHECK(again.gpus[0].max_sm_clock_mhz == 1980U);
  CHECK_FALSE(again.gpus[1].sm_clock_mhz);
}

TEST_CASE("every field of a machine is always written", "[model][machine]") {
  const auto json = nlohmann::json::parse(MachineInfo{}.to_json());
  CHECK(json["version"] == 1);
  CHECK(json.size() == 20);
  CHECK(json["turbo"].is_null());
  CHECK(json["hostname"] == "");
  CHECK(json["gpus"] == nlohmann::json::array());
  CHECK(nlohmann::json::parse(gpu_machine().to_json())["gpus"][1].size() == 8);
}

TEST_CASE("facts that a later release adds, and such that it lacks, are fine", "[model][machine]") {
  const MachineInfo machine =
      MachineInfo::parse_json(R"({"version":1,"hostname":"a","colour":["red"]})");
  CHECK(machine.hostname == "a");
  CHECK(machine.sockets == 0);
}

TEST_CASE("JSON that is no machine is refused by key", "[model][machine]") {
  CHECK(refusal_of("{").message() == "the text is no JSON");
  CHECK(refusal_of("[]").message() == "`version` is missing");
  CHECK(refusal_of("{}").message() == "`version` is missing");
  CHECK(refusal_of(R"({"version":2})").message() == "`version` is 2; this release knows version 1");
  CHECK(refusal_of(R"({"version":1,"hostname":1})").message() == "`hostname` is not a string");
  CHECK(refusal_of(R"({"version":1,"sockets":-1})").message() ==
        "`sockets` is not a whole number in range");
  CHECK(refusal_of(R"({"version":1,"sockets":4294967296})").message() ==
        "`sockets` is not a whole number in range");
  CHECK(refusal_of(R"({"version":1,"turbo":"on"})").message() == "`turbo` is not true or false");
  CHECK(refusal_of(R"({"version":1,"load_average":"low"})").message() ==
        "`load_average` is not a number");
  CHECK(refusal_of(R"({"version":1,"gpus":{}})").message() == "`gpus` is not a list");
  CHECK(refusal_of(R"({"version":1,"gpus":["H200"]})").message() == "`gpus` is not an object");
}
