#include "microarchitecture.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace etalon {

namespace {

struct Microarchitecture {
  std::string_view name;
  std::string_view vendor;  // empty for the generic levels
  std::string_view parents; // whose flags it has as well; above it in the table
  std::string_view flags;   // names of /proc/cpuinfo
};

constexpr std::string_view k_intel = "GenuineIntel";
constexpr std::string_view k_amd = "AuthenticAMD";

// Within a vendor what comes later is preferred.
constexpr std::array<Microarchitecture, 30> k_known = {{
    {"x86_64", "", "", ""},
    {"x86_64_v2", "", "x86_64", "cx16 lahf_lm mmx popcnt sse sse2 sse4_1 sse4_2 ssse3"},
    {"x86_64_v3", "", "x86_64_v2", "abm avx avx2 bmi1 bmi2 f16c fma movbe xsave"},
    {"x86_64_v4", "", "x86_64_v3", "avx512bw avx512cd avx512dq avx512f avx512vl"},
    {"nocona", k_intel, "x86_64", "mmx sse sse2 pni"},
    {"core2", k_intel, "nocona", "ssse3"},
    {"nehalem", k_intel, "core2 x86_64_v2", ""},
    {"westmere", k_intel, "nehalem", "aes pclmulqdq"},
    {"sandybridge", k_intel, "westmere", "avx"},
    {"ivybridge", k_intel, "sandybridge", "f16c rdrand"},
    {"haswell", k_intel, "ivybridge x86_64_v3", ""},
    {"broadwell", k_intel, "haswell", "adx rdseed"},
    {"mic_knl", k_intel, "broadwell", "avx512cd avx512er avx512f avx512pf"},
    {"skylake", k_intel, "broadwell", "clflushopt xsavec xsaveopt"},
    {"alderlake",
     k_intel,
     "skylake",
     "avx_vnni clwb gfni movdir64b movdiri rdpid serialize sha_ni vaes vpclmulqdq waitpkg"},
    {"skylake_avx512", k_intel, "skylake x86_64_v4", "clwb"},
    {"cannonlake", k_intel, "skylake x86_64_v4", "avx512ifma avx512vbmi sha_ni"},
    {"cascadelake", k_intel, "skylake_avx512", "avx512_vnni"},
    {"icelake",
     k_intel,
     "cascadelake cannonlake",
     "avx512_bitalg avx512_vbmi2 avx512_vpopcntdq gfni rdpid vaes vpclmulqdq"},
    {"sapphirerapids",
     k_intel,
     "icelake",
     "amx_bf16 amx_int8 amx_tile avx512_bf16 cldemote movdir64b movdiri serialize waitpkg"},
    {"k10", k_amd, "x86_64", "3dnow 3dnowext abm cx16 mmx sse sse2 sse4a"},
    {"bulldozer", k_amd, "x86_64_v2", "abm aes avx fma4 pclmulqdq sse4a xop xsave"},
    {"piledriver", k_amd, "bulldozer", "bmi1 f16c fma tbm"},
    {"steamroller", k_amd, "piledriver", "fsgsbase"},
    {"excavator", k_amd, "steamroller x86_64_v3", ""},
    {"zen",
     k_amd,
     "x86_64_v3",
     "aes clflushopt clzero fsgsbase pclmulqdq rdseed sse4a xsavec xsaveopt"},
    {"zen2", k_amd, "zen", "clwb"},
    {"zen3", k_amd, "zen2", "pku vaes vpclmulqdq"},
    {"zen4",
     k_amd,
     "zen3 x86_64_v4",
     "avx512_bf16 avx512_bitalg avx512_vbmi2 avx512_vnni avx512_vpopcntdq avx512ifma avx512vbmi "
     "flush_l1d gfni"},
    {"zen5", k_amd, "zen4", "avx512_vp2intersect avx_vnni movdir64b movdiri tsc_adjust"},
}};

const Microarchitecture& get_known(std::string_view name) {
  return *std::find_if(
      k_known.begin(), k_known.end(), [&](const auto& known) { return known.name == name; });
}

bool has_flags(const CpuDescription& cpu, const Microarchitecture& candidate) {
  const auto parents = split_words(candidate.parents);
  const auto flags = split_words(candidate.flags);
  return std::all_of(flags.begin(),
                     flags.end(),
                     [&](std::string_view flag) { return cpu.flags.count(flag) != 0; }) &&
         std::all_of(parents.begin(), parents.end(), [&](std::string_view parent) {
           return has_flags(cpu, get_known(parent));
         });
}

bool stands_above(const Microarchitecture& candidate, std::string_view level) {
  const auto parents = split_words(candidate.parents);
  return std::any_of(parents.begin(), parents.end(), [&](std::string_view parent) {
    return parent == level || stands_above(get_known(parent), level);
  });
}

} // namespace

std::string x86_microarchitecture(const CpuDescription& cpu) {
  std::string_view level = "x86_64";
  std::string_view best;
  for (const Microarchitecture& candidate : k_known) {
    if (candidate.vendor.empty() && has_flags(cpu, candidate)) {
      level = candidate.name;
    }
  }
  for (const Microarchitecture& candidate : k_known) {
    if (!candidate.vendor.empty() && candidate.vendor == cpu.vendor && has_flags(cpu, candidate) &&
        stands_above(candidate, level)) {
      best = candidate.name;
    }
  }
  return std::string(best.empty() ? level : best);
}

} // namespace etalon
