#include <catch2/catch.hpp>
#include <host/microarchitecture.hpp>

using namespace etalon;

namespace {

const std::string k_v2 = " cx16 lahf_lm mmx popcnt sse sse2 sse4_1 sse4_2 ssse3 pni";
const std::string k_v3 = k_v2 + " abm avx avx2 bmi1 bmi2 f16c fma movbe xsave";
const std::string k_v4 = k_v3 + " avx512bw avx512cd avx512dq avx512f avx512vl";
const std::string k_skylake = " aes pclmulqdq rdrand adx rdseed clflushopt xsavec xsaveopt";
const std::string k_zen2 =
    " aes clflushopt clzero fsgsbase pclmulqdq rdseed sse4a xsavec xsaveopt clwb";

std::string name_of(const std::string& vendor, const std::string& flags) {
  return x86_microarchitecture(
      CpuDescription::parse("vendor_id : " + vendor + "\nflags : " + flags + "\n"));
}

} // namespace

TEST_CASE("a CPU of an unknown vendor has its generic level", "[host][archspec]") {
  CHECK(name_of("", "") == "x86_64");
  CHECK(name_of("Other", "sse2 mmx") == "x86_64");
  CHECK(name_of("Other", k_v2) == "x86_64_v2");
  CHECK(name_of("Other", k_v3) == "x86_64_v3");
  CHECK(name_of("Other", k_v4) == "x86_64_v4");
}

TEST_CASE("one missing flag is a level less", "[host][archspec]") {
  std::string flags = k_v3;
  flags.replace(flags.find("movbe"), 5, "");
  CHECK(name_of("Other", flags) == "x86_64_v2");
}

TEST_CASE("a CPU of a known vendor has the name of its microarchitecture", "[host][archspec]") {
  CHECK(name_of("GenuineIntel", k_v2) == "nehalem");
  CHECK(name_of("GenuineIntel", k_v2 + " aes pclmulqdq avx f16c rdrand") == "ivybridge");
  CHECK(name_of("GenuineIntel", k_v3 + " aes pclmulqdq rdrand") == "haswell");
  CHECK(name_of("GenuineIntel", k_v3 + k_skylake) == "skylake");
  CHECK(name_of("GenuineIntel", k_v4 + k_skylake + " clwb") == "skylake_avx512");
  CHECK(name_of("GenuineIntel", k_v4 + k_skylake + " clwb avx512_vnni") == "cascadelake");
  CHECK(name_of("GenuineIntel",
                k_v4 + k_skylake +
                    " clwb avx512_vnni avx512ifma avx512vbmi sha_ni avx512_bitalg avx512_vbmi2 "
                    "avx512_vpopcntdq gfni rdpid vaes vpclmulqdq") == "icelake");
  CHECK(name_of("AuthenticAMD", k_v3 + k_zen2) == "zen2");
  CHECK(name_of("AuthenticAMD", k_v3 + k_zen2 + " pku vaes vpclmulqdq") == "zen3");
  // A virtual machine that hides the protection keys of its EPYC.
  CHECK(name_of("AuthenticAMD", k_v3 + k_zen2 + " vaes vpclmulqdq") == "zen2");
}

TEST_CASE("a vendor's name that stands below the generic level is not taken", "[host][archspec]") {
  // AVX-512 without the flags of any Intel CPU that has it: the level says more than "skylake".
  CHECK(name_of("GenuineIntel", k_v4 + k_skylake) == "x86_64_v4");
  CHECK(name_of("AuthenticAMD", k_v3) == "x86_64_v3");
}
