#include <catch2/catch.hpp>
#include <host/cpu_description.hpp>

using namespace etalon;

TEST_CASE("the first processor of an x86 cpuinfo is described", "[host][cpu]") {
  const CpuDescription cpu =
      CpuDescription::parse("processor\t: 0\nvendor_id\t: GenuineIntel\n"
                            "cpu family\t: 6\nmodel name\t: Intel(R) Xeon(R)\n"
                            "flags\t\t: fpu sse2 avx\n\n"
                            "processor\t: 1\nvendor_id\t: Other\n"
                            "flags\t\t: more\n");
  CHECK(cpu.vendor == "GenuineIntel");
  CHECK(cpu.model_name == "Intel(R) Xeon(R)");
  CHECK(cpu.flags == std::set<std::string, std::less<>>{"fpu", "sse2", "avx"});
}

TEST_CASE("an ARM cpuinfo and an empty one are described as far as they go", "[host][cpu]") {
  const CpuDescription arm = CpuDescription::parse(
      "processor\t: 0\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd aes\nCPU implementer\t: 0x41\n\n"
      "processor\t: 1\nFeatures\t: fp\n\nModel\t\t: Raspberry Pi 4\n");
  CHECK(arm.vendor.empty());
  CHECK(arm.flags.count("asimd") == 1);
  CHECK(CpuDescription::parse("").model_name.empty());
  CHECK(CpuDescription::parse("no colon\n:\n").flags.empty());
}
