#include <etalon/prefix/python_facts.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

namespace {

PrefixData with_python(const std::string& version, const std::string& site_packages) {
  PrefixRecord record;
  record.repodata.package.name = "python";
  record.repodata.package.version = Version::parse(version);
  record.repodata.package.python_site_packages_path = site_packages;
  record.files = {"bin/python", "bin/python3.11"};
  PrefixData data;
  data.records.push_back(record);
  return data;
}

} // namespace

TEST_CASE("an installed python says where its packages go", "[prefix][python]") {
  const auto facts = find_installed_python(with_python("3.11.4", ""));
  REQUIRE(facts);
  CHECK(facts->version == "3.11");
  CHECK(facts->executable == "bin/python3.11");
  CHECK(facts->site_packages == "lib/python3.11/site-packages");
  const auto debian = find_installed_python(with_python("3.12.1", "lib/python3/dist-packages/"));
  REQUIRE(debian);
  CHECK(debian->executable == "bin/python");
  CHECK(debian->site_packages == "lib/python3/dist-packages");
}

TEST_CASE("a python that no environment could use counts as none", "[prefix][python]") {
  CHECK(!find_installed_python(PrefixData{}));
  CHECK(!find_installed_python(with_python("three", "")));
  CHECK(!find_installed_python(with_python("3.11.4", "../outside")));
}
