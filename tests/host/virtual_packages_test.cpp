#include <etalon/host/virtual_packages.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace etalon;

namespace {

const VirtualPackage* find(const std::vector<VirtualPackage>& packages, const std::string& name) {
  const auto found = std::find_if(
      packages.begin(), packages.end(), [&](const auto& package) { return package.name == name; });
  return found == packages.end() ? nullptr : &*found;
}

} // namespace

TEST_CASE("this machine offers its own facts", "[host][virtual]") {
  const auto packages = detect_virtual_packages(Platform::current(), {});
  CHECK(std::is_sorted(packages.begin(), packages.end(), [](const auto& a, const auto& b) {
    return a.name < b.name;
  }));
  for (const char* name : {"__archspec", "__glibc", "__linux", "__unix"}) {
    CAPTURE(name);
    REQUIRE(find(packages, name) != nullptr);
  }
  CHECK(find(packages, "__glibc")->origin == "confstr");
  CHECK(find(packages, "__linux")->origin == "uname");
  CHECK((Version::parse(find(packages, "__glibc")->version) >= Version::parse("2.17")));
  CHECK((find(packages, "__cuda_arch") == nullptr || find(packages, "__cuda") != nullptr));
}

TEST_CASE("another platform than this machine's is not detected", "[host][virtual]") {
  const auto packages = detect_virtual_packages(Platform::parse("win-64"), {});
  CHECK(find(packages, "__win") != nullptr);
  CHECK(find(packages, "__cuda") == nullptr);
  CHECK(find(packages, "__unix") == nullptr);
}
