#include "offered_packages.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace etalon {

namespace {

using Variables = std::map<std::string, std::string>;

// CentOS 7's, the oldest system that today's packages are built for.
constexpr const char* k_default_glibc = "2.17";
constexpr const char* k_default_linux = "3.10.0";

struct Override {
  std::string variable, value;
};

std::optional<Override> find_override(const Variables& environment, const std::string& name) {
  const std::string variable = "CONDA_OVERRIDE_" + name;
  const auto found = environment.find(variable);
  if (found == environment.end()) {
    return std::nullopt;
  }
  return Override{variable, found->second};
}

void check_version(const Override& chosen) {
  try {
    Version::parse(chosen.value);
  } catch (const Error& error) {
    throw Error(
        ErrorKind::usage,
        fmt::format("{} is `{}`, which is no version", chosen.variable, chosen.value),
        {fmt::format("set it to a version such as `{}=2.17`, or unset it", chosen.variable)});
  }
}

// A package that is there whatever the variable says; empty is as unset.
VirtualPackage always_there(const std::string& name,
                            const std::optional<Override>& chosen,
                            const std::string& found,
                            const std::string& origin) {
  if (!chosen || chosen->value.empty()) {
    return {name, found, "0", origin};
  }
  check_version(*chosen);
  return {name, chosen->value, "0", chosen->variable};
}

// A package that an empty variable takes away.
template <typename Detect>
std::optional<VirtualPackage> possibly_there(const std::string& name,
                                             const std::optional<Override>& chosen,
                                             const std::string& origin,
                                             Detect detect) {
  if (!chosen) {
    const std::optional<std::string> version = detect();
    return version ? std::optional(VirtualPackage{name, *version, "0", origin}) : std::nullopt;
  }
  if (chosen->value.empty()) {
    return std::nullopt;
  }
  check_version(*chosen);
  return VirtualPackage{name, chosen->value, "0", chosen->variable};
}

// What archspec calls the CPUs of a platform when nothing more is known (CEP 30, appendix A).
std::string generic_cpu(const Platform& platform) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> names = {{
      {"64", "x86_64"},
      {"32", "x86"},
      {"arm64", "aarch64"},
  }};
  const std::string cpu = platform.subdir().substr(platform.subdir().find('-') + 1);
  const auto known =
      std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.first == cpu; });
  return known == names.end() ? cpu : std::string(known->second);
}

VirtualPackage
archspec(const Platform& platform, const HostFacts* facts, const Variables& environment) {
  const auto chosen = find_override(environment, "ARCHSPEC");
  if (chosen && !chosen->value.empty()) {
    return {"__archspec", "1", chosen->value, chosen->variable};
  }
  if (facts != nullptr && !facts->microarchitecture.empty()) {
    return {"__archspec", "1", facts->microarchitecture, "/proc/cpuinfo"};
  }
  return {"__archspec", "1", generic_cpu(platform), "platform"};
}

void add_cuda(const HostFacts* facts,
              const Variables& environment,
              std::vector<VirtualPackage>& packages) {
  const auto none = [] { return std::optional<std::string>(); };
  const auto cuda = possibly_there("__cuda",
                                   find_override(environment, "CUDA"),
                                   "libcuda",
                                   facts != nullptr ? facts->cuda_version : none);
  if (!cuda) {
    return; // and no __cuda_arch either (CEP 46)
  }
  packages.push_back(*cuda);
  const auto arch = possibly_there("__cuda_arch",
                                   find_override(environment, "CUDA_ARCH"),
                                   "libcuda",
                                   facts != nullptr ? facts->cuda_arch : none);
  if (arch) {
    packages.push_back(*arch);
  }
}

void add_linux(const HostFacts* facts,
               const Variables& environment,
               std::vector<VirtualPackage>& packages) {
  const auto glibc =
      possibly_there("__glibc",
                     find_override(environment, "GLIBC"),
                     facts != nullptr ? "confstr" : "default",
                     [&] {
                       if (facts == nullptr) {
                         return std::optional<std::string>(k_default_glibc);
                       }
                       return facts->glibc.empty() ? std::nullopt : std::optional(facts->glibc);
                     });
  if (glibc) {
    packages.push_back(*glibc);
  }
  const std::string kernel = facts != nullptr ? kernel_version(facts->kernel_release) : "";
  packages.push_back(always_there("__linux",
                                  find_override(environment, "LINUX"),
                                  kernel.empty() ? k_default_linux : kernel,
                                  kernel.empty() ? "default" : "uname"));
}

} // namespace

std::string kernel_version(const std::string& release) {
  std::size_t end = 0;
  int dots = 0;
  while (end < release.size()) {
    const bool digit = release[end] >= '0' && release[end] <= '9';
    const bool dot = release[end] == '.' && end > 0 && end + 1 < release.size() &&
                     release[end + 1] >= '0' && release[end + 1] <= '9' && ++dots < 4;
    if (!digit && !dot) {
      break;
    }
    ++end;
  }
  return release.substr(0, end);
}

std::vector<VirtualPackage>
offered_packages(const Platform& platform, const HostFacts* facts, const Variables& environment) {
  std::vector<VirtualPackage> packages = {archspec(platform, facts, environment)};
  add_cuda(facts, environment, packages);
  if (platform.is_linux()) {
    add_linux(facts, environment, packages);
  }
  if (platform.is_osx()) {
    packages.push_back(always_there("__osx", find_override(environment, "OSX"), "0", "default"));
  }
  if (!platform.is_windows()) {
    packages.push_back({"__unix", "0", "0", "platform"});
  } else {
    packages.push_back(always_there("__win", find_override(environment, "WIN"), "0", "default"));
  }
  return packages;
}

} // namespace etalon
