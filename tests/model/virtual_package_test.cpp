#include <etalon/model/virtual_package.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

TEST_CASE("a virtual package is a record that the solver can read", "[model][virtual]") {
  const VirtualPackage package{"__archspec", "1", "x86_64_v3", "cpuid"};
  CHECK(package.to_string() == "__archspec=1=x86_64_v3");
  const PackageRecord record = package.to_record();
  CHECK(record.name == "__archspec");
  CHECK(record.version.to_string() == "1");
  CHECK(record.build == "x86_64_v3");
  CHECK(record.build_number == 0);
  CHECK(record.depends.empty());
}
