#include <etalon/app/compare_environments.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

namespace {

SnapshotPackage
package(const std::string& name, const std::string& version, const std::string& build = "0") {
  SnapshotPackage package;
  package.name = name;
  package.version = version;
  package.build = build;
  package.subdir = "linux-64";
  package.channel = "world";
  package.sha256 = std::string(64, 'a');
  return package;
}

EnvironmentSnapshot environment(std::vector<SnapshotPackage> packages) {
  EnvironmentSnapshot snapshot;
  snapshot.label = "demo";
  snapshot.platform = "linux-64";
  snapshot.packages = std::move(packages);
  snapshot.pip.emplace();
  snapshot.variables.emplace();
  return snapshot;
}

// "layer name kind,kind" of each difference.
std::vector<std::string> rows(const EnvironmentDifference& difference) {
  std::vector<std::string> texts;
  for (const auto& each : difference.packages) {
    std::string kinds;
    for (const auto kind : each.kinds) {
      kinds += (kinds.empty() ? "" : ",") + std::string(to_string(kind));
    }
    texts.push_back(std::string(to_string(each.layer)) + " " + each.name() + " " + kinds);
  }
  return texts;
}

} // namespace

TEST_CASE("equal environments are equal", "[app][compare]") {
  const auto a = environment({package("numpy", "1.0")});
  const auto difference = compare_environments(a, a);
  CHECK(difference.verdict() == Verdict::equal);
  CHECK(difference.packages.empty());
  CHECK(difference.untold.empty());
  CHECK_FALSE(difference.same_id);
}

TEST_CASE("each kind of difference is named, by layer", "[app][compare]") {
  auto moved = package("channel", "1");
  moved.channel = "elsewhere";
  auto repacked = package("hash", "1");
  repacked.sha256 = std::string(64, 'b');
  const auto a = environment({package("build", "1", "mkl_0"),
                              package("channel", "1"),
                              package("hash", "1"),
                              package("libblas", "3.9"),
                              package("pytorch", "2.0"),
                              package("same", "1")});
  const auto b = environment({package("build", "1", "openblas_0"),
                              moved,
                              package("cudnn", "8"),
                              repacked,
                              package("libblas", "3.10"),
                              package("same", "1")});
  const auto difference = compare_environments(a, b);
  CHECK(rows(difference) == std::vector<std::string>{"framework pytorch removed",
                                                     "cuda cudnn added",
                                                     "blas libblas version",
                                                     "other build build",
                                                     "other channel channel",
                                                     "other hash hash"});
  CHECK(difference.verdict() == Verdict::different);
  REQUIRE(difference.layers.size() == 6);
  CHECK(difference.layers[5].packages_a == 4);
  CHECK(difference.layers[5].differing == 3);
  CHECK(difference.layers[5].kinds.at(DifferenceKind::build) == 1);
  CHECK(difference.layers[1].packages_b == 0);
}

TEST_CASE("a hash or channel that one side does not tell leaves nothing open", "[app][compare]") {
  auto bare = package("numpy", "1.0");
  bare.sha256.clear();
  bare.channel.clear();
  bare.subdir.clear();
  CHECK(
      compare_environments(environment({package("numpy", "1.0")}), environment({bare})).verdict() ==
      Verdict::equal);
}

TEST_CASE("a build that one side does not tell leaves the answer open", "[app][compare]") {
  auto bare = package("numpy", "1.0", "");
  const auto difference =
      compare_environments(environment({package("numpy", "1.0")}), environment({bare}));
  CHECK(difference.verdict() == Verdict::undecided);
  CHECK(difference.untold ==
        std::vector<std::string>{"the builds of 1 package are not told by both sides"});
  bare.version = "2.0";
  CHECK(
      compare_environments(environment({package("numpy", "1.0")}), environment({bare})).verdict() ==
      Verdict::different);
}

TEST_CASE("md5 decides where a sha256 is missing", "[app][compare]") {
  auto a = package("numpy", "1.0");
  a.md5 = std::string(32, '1');
  auto b = a;
  b.sha256.clear();
  CHECK(compare_environments(environment({a}), environment({b})).verdict() == Verdict::equal);
  b.md5 = std::string(32, '2');
  CHECK(rows(compare_environments(environment({a}), environment({b}))) ==
        std::vector<std::string>{"other numpy hash"});
}

TEST_CASE("variables and pip packages count where both sides can tell", "[app][compare]") {
  auto a = environment({});
  auto b = environment({});
  a.variables = {{"GONE", "1"}, {"SAME", "1"}, {"THREADS", "1"}};
  b.variables = {{"NEW", "1"}, {"SAME", "1"}, {"THREADS", "2"}};
  auto wheel = package("torch", "2.1", "");
  a.pip->push_back(wheel);
  wheel.version = "2.2";
  b.pip->push_back(wheel);
  const auto difference = compare_environments(a, b);
  CHECK(rows(difference) == std::vector<std::string>{"framework torch version"});
  CHECK(difference.packages[0].manager == PackageManager::pypi);
  REQUIRE(difference.variables.size() == 3);
  CHECK(difference.variables[0].name == "GONE");
  CHECK_FALSE(difference.variables[0].b);
  CHECK(difference.variables[1].name == "NEW");
  CHECK(difference.variables[2].a == std::optional<std::string>("1"));
}

TEST_CASE("what a form cannot tell leaves the answer open, unless there is nothing to tell",
          "[app][compare]") {
  auto list = environment({});
  list.label = "list.txt";
  list.form = SnapshotForm::explicit_list;
  list.pip.reset();
  list.variables.reset();
  auto full = environment({});
  CHECK(compare_environments(full, list).verdict() == Verdict::equal);

  full.variables = {{"A", "1"}, {"B", "2"}};
  full.pip->push_back(package("torch", "2.1", ""));
  const std::vector<std::string> untold = {
      "`demo` holds 1 pip package; `list.txt` (@EXPLICIT list) cannot tell of any",
      "`demo` sets 2 variables; `list.txt` (@EXPLICIT list) cannot tell of any"};
  CHECK(compare_environments(full, list).untold == untold);
  CHECK(compare_environments(list, full).untold == untold);
  CHECK(compare_environments(list, full).verdict() == Verdict::undecided);
}

TEST_CASE("another platform is a difference", "[app][compare]") {
  auto other = environment({});
  other.platform = "osx-arm64";
  const auto difference = compare_environments(environment({}), other);
  CHECK(difference.platforms_differ);
  CHECK(difference.verdict() == Verdict::different);
}

TEST_CASE("ids are compared where both sides have one", "[app][compare]") {
  auto a = environment({});
  a.environment_id = "1";
  auto b = a;
  CHECK(compare_environments(a, b).same_id == std::optional(true));
  b.environment_id = "2";
  CHECK(compare_environments(a, b).same_id == std::optional(false));
  b.environment_id.clear();
  CHECK_FALSE(compare_environments(a, b).same_id);
}
