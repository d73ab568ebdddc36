#include <etalon/pip/verify_packages.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

#include <algorithm>

using namespace etalon;

namespace {

// sha256 of "x = 1\n" in base64url.
constexpr const char* k_hash = "sha256=nia_NpkRxFwkPGhBR7I_yeHc_PJX0pmhxjIBam_NM_Q";

// A prefix with the package `demo` as pip installs it.
class DemoPrefix {
public:
  DemoPrefix() {
    write("lib/site/demo.py", "x = 1\n");
    write("bin/demo", "x = 1\n");
    write("lib/site/demo-1.dist-info/METADATA", "Name: demo\nVersion: 1\n");
    write("lib/site/demo-1.dist-info/RECORD",
          std::string("demo.py,") + k_hash + ",6\n../../bin/demo," + k_hash +
              ",6\n__pycache__/demo.pyc,,\n../../../outside," + k_hash + ",6\nodd,md5=1,6\n");
  }

  void write(const std::string& path, const std::string& bytes) const {
    m_scratch.files().remove_file(m_scratch / path);
    m_scratch.write(path, bytes);
  }

  void remove(const std::string& path) const { m_scratch.files().remove_file(m_scratch / path); }

  [[nodiscard]] PipVerification verify(PipVerifyDepth depth) const {
    return verify_pip_packages(
        m_scratch.path(), find_pip_packages(m_scratch.path(), "lib/site", {}), depth, {});
  }

private:
  ScratchDirectory m_scratch;
};

} // namespace

TEST_CASE("a package of pip as it was installed is intact", "[pip][verify]") {
  const DemoPrefix prefix;
  const auto quick = prefix.verify(PipVerifyDepth::sizes);
  CHECK(quick.findings.empty());
  CHECK(quick.files_checked == 2);
  CHECK(quick.files_hashed == 0);
  CHECK(quick.owned == std::vector<std::string>{"bin/demo",
                                                "lib/site/__pycache__/demo.pyc",
                                                "lib/site/demo-1.dist-info",
                                                "lib/site/demo.py",
                                                "lib/site/odd"});
  const auto full = prefix.verify(PipVerifyDepth::hashes);
  CHECK(full.findings.empty());
  CHECK(full.files_hashed == 2);
}

TEST_CASE("missing and changed files of pip's are found", "[pip][verify]") {
  const DemoPrefix prefix;
  prefix.remove("bin/demo");
  prefix.write("lib/site/demo.py", "x = 22\n");
  auto found = prefix.verify(PipVerifyDepth::sizes).findings;
  REQUIRE(found.size() == 2);
  CHECK(found[0].path == "lib/site/demo.py");
  CHECK(found[0].kind == PipFileFinding::Kind::changed);
  CHECK(found[0].package == "demo-1-pypi_0");
  CHECK(found[0].detail == "7 bytes instead of 6");
  CHECK(found[1].path == "bin/demo");
  CHECK(found[1].kind == PipFileFinding::Kind::missing);

  prefix.write("bin/demo", "x = 1\n");
  prefix.write("lib/site/demo.py", "x = 2\n");
  CHECK(prefix.verify(PipVerifyDepth::sizes).findings.empty());
  found = prefix.verify(PipVerifyDepth::hashes).findings;
  REQUIRE(found.size() == 1);
  CHECK(found[0].detail == "other bytes");
}

TEST_CASE("packages without a RECORD own their files", "[pip][verify]") {
  const DemoPrefix prefix;
  prefix.write("lib/site/old-1.egg-info/PKG-INFO", "Name: old\nVersion: 1\n");
  prefix.write("lib/site/old-1.egg-info/installed-files.txt", "../old.py\nPKG-INFO\n");
  const auto result = prefix.verify(PipVerifyDepth::hashes);
  CHECK(result.findings.empty());
  for (const auto* path : {"lib/site/old.py", "lib/site/old-1.egg-info/PKG-INFO"}) {
    CHECK(std::find(result.owned.begin(), result.owned.end(), path) != result.owned.end());
  }
}
