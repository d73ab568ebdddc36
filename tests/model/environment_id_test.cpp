#include <etalon/model/environment_id.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace etalon;

namespace {

RepoDataRecord record_of(const std::string& name, const std::string& version) {
  RepoDataRecord record;
  record.package.name = name;
  record.package.version = Version::parse(version);
  record.package.build = "h1_0";
  record.package.subdir = "linux-64";
  record.package.sha256 = std::string(64, 'a');
  record.channel = "conda-forge";
  record.url = "https://conda.anaconda.org/conda-forge/linux-64/" + name + ".conda";
  return record;
}

} // namespace

TEST_CASE("the id of an environment does not change from release to release", "[model][id]") {
  CHECK(environment_id({}, {}, {}) ==
        "5e2f2b34722e4a7c064993c12f8ae2b31eb275f9b143b85b6f369a4ffc571414");
  CHECK(environment_id({record_of("numpy", "1.26.4"), record_of("python", "3.11.8")},
                       {{"torch", "2.2.0", "ff"}},
                       {{"OMP_NUM_THREADS", "4"}}) ==
        "9505347998dc46bbd50eb502435055840535c92ad8e0c646ebcf14cf077a01a3");
}

TEST_CASE("neither order nor channel matter to the id of an environment", "[model][id]") {
  auto packages = std::vector{record_of("a", "1"), record_of("b", "2"), record_of("c", "3")};
  const std::string id = environment_id(packages, {{"x", "1", ""}, {"y", "1", ""}}, {});
  std::reverse(packages.begin(), packages.end());
  packages[0].channel = "pytorch";
  packages[0].url = "file:///elsewhere.conda";
  CHECK(environment_id(packages, {{"y", "1", ""}, {"x", "1", ""}}, {}) == id);
}

TEST_CASE("all that can change a figure changes the id of an environment", "[model][id]") {
  const RepoDataRecord base = record_of("a", "1");
  std::set<std::string> ids = {environment_id({base}, {}, {}), environment_id({}, {}, {})};
  const auto add = [&](auto change) {
    RepoDataRecord record = base;
    change(record.package);
    CHECK(ids.insert(environment_id({record}, {}, {})).second);
  };
  add([](PackageRecord& p) { p.name = "b"; });
  add([](PackageRecord& p) { p.version = Version::parse("1.0"); });
  add([](PackageRecord& p) { p.build = "h2_0"; });
  add([](PackageRecord& p) { p.subdir = "noarch"; });
  add([](PackageRecord& p) { p.sha256 = std::string(64, 'b'); });
  add([](PackageRecord& p) {
    p.sha256.clear();
    p.md5 = "cc";
  });
  CHECK(ids.insert(environment_id({base}, {{"a", "1", "ff"}}, {})).second);
  CHECK(ids.insert(environment_id({base}, {{"a", "1", "fe"}}, {})).second);
  CHECK(ids.insert(environment_id({base}, {}, {{"A", "1"}})).second);
  CHECK(ids.insert(environment_id({base}, {}, {{"A1", ""}})).second);
  CHECK(ids.insert(environment_id({base}, {}, {{"A", "1,8:variable"}})).second);
}
