#pragma once

#include <string>
#include <string_view>

namespace etalon {

// The hypervisor under this machine, "kvm"; empty on bare metal, or where it does not say.
std::string detect_hypervisor();

// The signature of CPUID leaf 0x40000000 as a name: "KVMKVMKVM" -> "kvm"; itself where it is not
// known.
std::string hypervisor_name(std::string_view signature);

} // namespace etalon
