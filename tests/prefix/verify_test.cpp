#include <etalon/prefix/transaction.hpp>
#include <etalon/prefix/verify.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::ExtractedPackage;
using etalon::FileMode;
using etalon::FindingKind;
using etalon::PathFinding;
using etalon::PrefixData;
using etalon::ScratchDirectory;
using etalon::VerifyDepth;
using etalon::VerifyReport;

using namespace std::string_literals;

namespace {

// An environment of one package with one file of each kind.
class SmallEnvironment {
public:
  SmallEnvironment() {
    const std::string room(200, 'p');
    ExtractedPackage package(m_scratch, "a");
    package.no_link_file("lib/x", "123")
        .symlink("lib/y", "x")
        .directory("var/empty")
        .placeholder_file("share/t", room, room, FileMode::text)
        .no_link_file("lib/__pycache__/z.pyc", "head\0\0\0\0code"s);
    execute(m_scratch.files(), plan_transaction(PrefixData(), prefix(), {package.build()}, {}), {});
  }

  [[nodiscard]] std::filesystem::path prefix() const { return m_scratch / "env"; }

  [[nodiscard]] etalon::FileSystem& files() const { return m_scratch.files(); }

  void replace(const std::string& path, std::string_view bytes) const {
    files().remove_file(prefix() / path);
    m_scratch.write("env/" + path, bytes);
  }

  [[nodiscard]] VerifyReport verify(VerifyDepth depth) const {
    return verify_prefix(PrefixData::load(prefix()), depth, {});
  }

  // KIND PATH [PACKAGE] DETAIL of the one thing found.
  [[nodiscard]] std::string finding(VerifyDepth depth) const {
    const VerifyReport report = verify(depth);
    REQUIRE(report.findings.size() == 1);
    const PathFinding& found = report.findings[0];
    constexpr const char* kinds[] = {"missing", "changed", "wrong_type", "extra"};
    return std::string(kinds[static_cast<int>(found.kind)]) + " " + found.path + " [" +
           found.package + "] " + found.detail;
  }

private:
  ScratchDirectory m_scratch;
};

} // namespace

TEST_CASE("a fresh environment is intact", "[prefix][verify]") {
  const SmallEnvironment environment;
  const VerifyReport quick = environment.verify(VerifyDepth::quick);
  CHECK(quick.findings.empty());
  CHECK(quick.is_intact());
  CHECK(quick.files_checked == 5);
  CHECK(quick.files_hashed == 0);
  const VerifyReport full = environment.verify(VerifyDepth::full);
  CHECK(full.findings.empty());
  CHECK(full.files_hashed == 3);
}

TEST_CASE("missing files are found", "[prefix][verify]") {
  const SmallEnvironment environment;
  environment.files().remove_tree(environment.prefix() / "lib");
  const VerifyReport report = environment.verify(VerifyDepth::quick);
  CHECK_FALSE(report.is_intact());
  REQUIRE(report.findings.size() == 3);
  CHECK(report.findings[0].path == "lib/__pycache__/z.pyc");
  CHECK(report.findings[1].path == "lib/x");
  CHECK(report.findings[1].kind == FindingKind::missing);
  CHECK(report.findings[1].package == "a-1.0-0");
  CHECK(report.findings[2].path == "lib/y");
}

TEST_CASE("changed sizes, bytes and links are found", "[prefix][verify]") {
  const SmallEnvironment environment;
  SECTION("another size") {
    environment.replace("lib/x", "1234");
    CHECK(environment.finding(VerifyDepth::quick) ==
          "changed lib/x [a-1.0-0] 4 bytes instead of 3");
  }
  SECTION("other bytes of the same size") {
    environment.replace("lib/x", "124");
    CHECK(environment.finding(VerifyDepth::quick) == "changed lib/x [a-1.0-0] other bytes");
    CHECK(environment.finding(VerifyDepth::full) == "changed lib/x [a-1.0-0] other bytes");
  }
  SECTION("a file with the prefix in it") {
    const std::string text = environment.prefix().native();
    environment.replace("share/t", "x" + text.substr(1));
    CHECK(environment.finding(VerifyDepth::quick) == "changed share/t [a-1.0-0] other bytes");
  }
  SECTION("a symbolic link to elsewhere") {
    environment.files().remove_file(environment.prefix() / "lib/y");
    environment.files().create_symlink("z", environment.prefix() / "lib/y");
    CHECK(environment.finding(VerifyDepth::quick) ==
          "changed lib/y [a-1.0-0] it leads to `z` instead of `x`");
  }
}

TEST_CASE("other types are found", "[prefix][verify]") {
  const SmallEnvironment environment;
  const auto exchange = [&](const char* path, const char* target) {
    environment.files().remove_tree(environment.prefix() / path);
    environment.files().create_symlink(target, environment.prefix() / path);
  };
  SECTION("a link for a file") {
    exchange("lib/x", "y");
    CHECK(environment.finding(VerifyDepth::quick) ==
          "wrong_type lib/x [a-1.0-0] it should be a regular file");
  }
  SECTION("a file for a link") {
    environment.replace("lib/y", "");
    CHECK(environment.finding(VerifyDepth::quick) ==
          "wrong_type lib/y [a-1.0-0] it should be a symbolic link");
  }
  SECTION("a link for a directory") {
    environment.files().remove_empty_directory(environment.prefix() / "var/empty");
    environment.files().create_symlink("/tmp", environment.prefix() / "var/empty");
    const VerifyReport report = environment.verify(VerifyDepth::quick);
    REQUIRE(report.findings.size() == 1);
    CHECK(report.findings[0].kind == FindingKind::wrong_type);
    CHECK(report.findings[0].detail == "it should be a directory");
  }
}

TEST_CASE("a touched file with the same bytes is no finding", "[prefix][verify]") {
  const SmallEnvironment environment;
  environment.replace("lib/x", "123");
  const VerifyReport report = environment.verify(VerifyDepth::quick);
  CHECK(report.findings.empty());
  CHECK(report.files_hashed == 1);
}

TEST_CASE("byte code that Python wrote anew is no finding, tampered one is", "[prefix][verify]") {
  const SmallEnvironment environment;
  environment.replace("lib/__pycache__/z.pyc", "head\0\0\0\0newer code"s);
  CHECK(environment.verify(VerifyDepth::full).findings.empty());
  environment.replace("lib/__pycache__/z.pyc", "head\3\0\0\0tampered"s);
  CHECK(environment.finding(VerifyDepth::full) ==
        "changed lib/__pycache__/z.pyc [a-1.0-0] 16 bytes instead of 12");
}

TEST_CASE("extra files are told, but for Python's own", "[prefix][verify]") {
  const SmallEnvironment environment;
  environment.replace("lib/z", "");
  environment.replace("lib/__pycache__/y.cpython-311.pyc", "");
  environment.files().create_symlink("/", environment.prefix() / "a");
  environment.files().create_directory(environment.prefix() / "nothing");
  const VerifyReport report = environment.verify(VerifyDepth::full);
  REQUIRE(report.findings.size() == 2);
  CHECK(report.findings[0].path == "a");
  CHECK(report.findings[1].path == "lib/z");
  CHECK(report.findings[1].kind == FindingKind::extra);
  CHECK(report.findings[1].package.empty());
  CHECK(report.is_intact());
}

TEST_CASE("environments of others are checked by their records alone", "[prefix][verify]") {
  const SmallEnvironment environment;
  environment.files().remove_file(environment.prefix() / "conda-meta/etalon-files");
  environment.replace("lib/x", "124");
  CHECK(environment.verify(VerifyDepth::quick).findings.empty());
  CHECK(environment.finding(VerifyDepth::full) == "changed lib/x [a-1.0-0] other bytes");
  environment.replace("lib/x", "12");
  CHECK(environment.finding(VerifyDepth::quick) == "changed lib/x [a-1.0-0] 2 bytes instead of 3");
}

TEST_CASE("records with a bare list of files ask for no more than that they exist",
          "[prefix][verify]") {
  const ScratchDirectory scratch;
  scratch.write("conda-meta/history", "");
  scratch.write("conda-meta/a-1-0.json",
                R"({"name": "a", "version": "1", "build": "0", "build_number": 0,
                    "depends": [], "subdir": "linux-64", "files": ["b", "c", "d"]})");
  scratch.write("b", "any");
  scratch.files().create_symlink("b", scratch / "c");
  const VerifyReport report =
      verify_prefix(PrefixData::load(scratch.path()), VerifyDepth::full, {});
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].path == "d");
  CHECK(report.findings[0].kind == FindingKind::missing);
}

TEST_CASE("verifying can be cancelled", "[prefix][verify]") {
  const SmallEnvironment environment;
  etalon::CancellationToken token;
  token.cancel();
  const PrefixData data = PrefixData::load(environment.prefix());
  CHECK(thrown_error([&] { verify_prefix(data, VerifyDepth::quick, token); }).kind() ==
        etalon::ErrorKind::cancelled);
}
