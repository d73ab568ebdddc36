#include <etalon/prefix/ownership.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

using etalon::PathOwners;
using etalon::PrefixData;
using etalon::PrefixRecord;
using etalon::ScratchDirectory;

namespace {

PrefixData data_at(const std::filesystem::path& prefix) {
  PrefixRecord record;
  record.repodata.package.name = "openblas";
  record.repodata.package.version = etalon::Version::parse("0.3.21");
  record.repodata.package.build = "h_1";
  record.files = {"lib/libopenblas.so.0"};
  record.paths.emplace_back().path = "share/openblas";
  PrefixData data;
  data.prefix = prefix;
  data.records.push_back(record);
  return data;
}

} // namespace

TEST_CASE("a file's package is found by absolute and relative path", "[prefix][ownership]") {
  const ScratchDirectory scratch;
  const PathOwners owners(data_at(scratch.path() / ""));
  CHECK(owners.find(scratch / "lib/libopenblas.so.0") == "openblas-0.3.21-h_1");
  CHECK(owners.find(scratch / "lib/../lib/./libopenblas.so.0") == "openblas-0.3.21-h_1");
  CHECK(owners.find("lib/libopenblas.so.0") == "openblas-0.3.21-h_1");
  CHECK(owners.find("share/openblas") == "openblas-0.3.21-h_1");
  CHECK_FALSE(owners.find(scratch / "lib/other.so").has_value());
  CHECK_FALSE(owners.find("/usr/lib/libopenblas.so.0").has_value());
  CHECK_FALSE(owners.find(scratch.path().native() + "x/lib/libopenblas.so.0").has_value());
}

TEST_CASE("files inside the prefix are told from those outside", "[prefix][ownership]") {
  const ScratchDirectory scratch;
  const PathOwners owners(data_at(scratch.path()));
  CHECK(owners.is_inside(scratch / "lib/other.so"));
  CHECK(owners.is_inside("lib/other.so"));
  CHECK_FALSE(owners.is_inside("/usr/lib/x.so"));
  CHECK_FALSE(owners.is_inside("../x"));
  CHECK_FALSE(owners.is_inside(scratch / "../x"));
}

TEST_CASE("a prefix reached by a symbolic link owns its files by both names",
          "[prefix][ownership]") {
  const ScratchDirectory scratch;
  scratch.files().create_directory(scratch / "real");
  scratch.files().create_symlink("real", scratch / "link");
  const PathOwners owners(data_at(scratch / "link"));
  CHECK(owners.find(scratch / "link/lib/libopenblas.so.0").has_value());
  CHECK(owners.find(std::filesystem::canonical(scratch / "real") / "lib/libopenblas.so.0")
            .has_value());
}
