#include "hypervisor.hpp"

#include <etalon/util/strings.hpp>

#ifdef __x86_64__
#  include <cpuid.h>
#endif

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace etalon {

std::string hypervisor_name(std::string_view signature) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> names = {{
      {"KVMKVMKVM", "kvm"},
      {"Linux KVM Hv", "kvm"},
      {"VMwareVMware", "vmware"},
      {"Microsoft Hv", "hyperv"},
      {"XenVMMXenVMM", "xen"},
      {"TCGTCGTCGTCG", "qemu"},
      {"bhyve bhyve", "bhyve"},
  }};
  const std::string_view text = trim(signature.substr(0, signature.find('\0')));
  const auto known = std::find_if(
      names.begin(), names.end(), [&](const auto& name) { return name.first == text; });
  return std::string(known == names.end() ? text : known->second);
}

std::string detect_hypervisor() {
#ifdef __x86_64__
  constexpr unsigned hypervisor_present = 1U << 31U; // leaf 1, ecx
  constexpr unsigned signature_leaf = 0x40000000;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & hypervisor_present) == 0) {
    return "";
  }
  std::array<unsigned, 3> signature{};
  __cpuid(signature_leaf, a, signature[0], signature[1], signature[2]);
  std::array<char, sizeof(signature)> text{};
  std::memcpy(text.data(), signature.data(), sizeof(signature));
  return hypervisor_name({text.data(), text.size()});
#else
  return "";
#endif
}

} // namespace etalon
