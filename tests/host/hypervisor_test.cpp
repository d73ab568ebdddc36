#include <catch2/catch.hpp>
#include <host/hypervisor.hpp>

using namespace etalon;

TEST_CASE("the signatures of hypervisors have names", "[host][hypervisor]") {
  CHECK(hypervisor_name(std::string_view("KVMKVMKVM\0\0\0", 12)) == "kvm");
  CHECK(hypervisor_name("VMwareVMware") == "vmware");
  CHECK(hypervisor_name("Microsoft Hv") == "hyperv");
  CHECK(hypervisor_name("XenVMMXenVMM") == "xen");
  CHECK(hypervisor_name("TCGTCGTCGTCG") == "qemu");
  CHECK(hypervisor_name("bhyve bhyve ") == "bhyve");
  CHECK(hypervisor_name("Other Hyperv") == "Other Hyperv");
  CHECK(hypervisor_name("").empty());
}

TEST_CASE("asking for the hypervisor answers twice the same", "[host][hypervisor]") {
  CHECK(detect_hypervisor() == detect_hypervisor());
}
