#include <etalon/prefix/change.hpp>
#include <etalon/prefix/verify.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::Error;
using etalon::ErrorKind;
using etalon::ExtractedPackage;
using etalon::PackagesToChange;
using etalon::PackageToLink;
using etalon::PrefixChange;
using etalon::PrefixData;
using etalon::read_file;
using etalon::ScratchDirectory;
using Strings = std::vector<std::string>;

namespace {

void make(const ScratchDirectory& scratch, std::vector<PackageToLink> packages) {
  execute(
      scratch.files(), plan_transaction(PrefixData(), scratch / "x", std::move(packages), {}), {});
}

PrefixChange
plan(const ScratchDirectory& scratch, PackagesToChange packages, Strings update_specs = {}) {
  etalon::ChangePlanOptions options;
  options.update_specs = std::move(update_specs);
  return plan_change(PrefixData::load(scratch / "x"), std::move(packages), options);
}

void change(const ScratchDirectory& scratch, PackagesToChange packages) {
  execute_change(scratch.files(), plan(scratch, std::move(packages)), {});
}

Strings findings(const ScratchDirectory& scratch) {
  Strings found;
  const auto report = verify_prefix(PrefixData::load(scratch / "x"), etalon::VerifyDepth::full, {});
  for (const auto& finding : report.findings) {
    found.push_back(finding.path);
  }
  return found;
}

} // namespace

TEST_CASE("a package brings nothing where somebody's directory is", "[prefix][change]") {
  const ScratchDirectory scratch;
  make(scratch, {});
  scratch.write("x/share/data/mine", "");
  ExtractedPackage package(scratch, "a");
  package.file("share/data", "");
  const Error error = thrown_error([&] { plan(scratch, {{}, {package.build()}, {"a"}}); });
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.message() == "cannot put `share/data` of `a-1.0-0` into the environment");
  CHECK(error.causes() == Strings{"there is a directory, and in it is `share/data/mine`, which is "
                                  "no package's"});
}

TEST_CASE("nothing is written through somebody's symbolic link", "[prefix][change]") {
  const ScratchDirectory scratch;
  make(scratch, {});
  scratch.files().create_directory(scratch / "outside");
  scratch.files().create_symlink(scratch / "outside", scratch / "x/share");
  ExtractedPackage package(scratch, "a");
  package.file("share/data", "");
  const Error error = thrown_error([&] { plan(scratch, {{}, {package.build()}, {"a"}}); });
  CHECK(error.message() == "cannot put `share` of `a-1.0-0` into the environment");
  CHECK(error.causes() == Strings{"`share` is no directory, and no package brought it"});
}

TEST_CASE("nothing is removed through a symbolic link that leads out", "[prefix][change]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  package.file("share/data", "a");
  make(scratch, {package.build()});
  scratch.files().remove_tree(scratch / "x/share");
  scratch.write("outside/data", "precious");
  scratch.files().create_symlink(scratch / "outside", scratch / "x/share");
  change(scratch, {{"a"}, {}, {}});
  CHECK(read_file(scratch / "outside/data") == "precious");
  CHECK(PrefixData::load(scratch / "x").records.empty());
}

TEST_CASE("a record cannot have the environment's own files removed", "[prefix][change]") {
  const ScratchDirectory scratch;
  make(scratch, {});
  scratch.write("x/conda-meta/evil-1-0.json",
                R"({"name": "evil", "version": "1", "build": "0", "build_number": 0,
                    "subdir": "linux-64", "depends": [],
                    "files": ["conda-meta/history", "conda-meta/pinned"]})");
  scratch.write("x/conda-meta/pinned", "");
  change(scratch, {{"evil"}, {}, {}});
  CHECK(std::filesystem::exists(scratch / "x/conda-meta/pinned"));
  CHECK(PrefixData::load(scratch / "x").history.revisions.size() == 2);
}

TEST_CASE("a package with a pre-unlink script is not removed", "[prefix][change]") {
  const ScratchDirectory scratch;
  make(scratch, {});
  scratch.write("x/conda-meta/a-1-0.json",
                R"({"name": "a", "version": "1", "build": "0", "build_number": 0,
                    "subdir": "linux-64", "depends": [], "files": ["bin/.a-pre-unlink.sh"]})");
  const Error error = thrown_error([&] { plan(scratch, {{"a"}, {}, {}}); });
  CHECK(error.message() == "cannot remove `a-1-0`");
  CHECK(error.causes() ==
        Strings{"it has the script `bin/.a-pre-unlink.sh`, which Etalon does not run yet"});
}

TEST_CASE("the winner of a path is the first in order, whoever came first", "[prefix][change]") {
  const ScratchDirectory scratch;
  ExtractedPackage a(scratch, "a");
  a.file("p", "a");
  ExtractedPackage b(scratch, "b");
  b.file("p", "b").file("q", "b");
  ExtractedPackage c(scratch, "c");
  c.file("p", "c").file("q", "c");
  make(scratch, {c.build()});
  const auto text = [&](const char* path) { return read_file(scratch / "x" / path); };

  change(scratch, {{}, {b.build()}, {"b", "c"}});
  CHECK(text("p") == "b");
  CHECK(text("q") == "b");
  CHECK(findings(scratch).empty());
  change(scratch, {{}, {a.build()}, {"a", "b", "c"}});
  CHECK(text("p") == "a");
  CHECK(text("conda-meta/etalon-clobbered/b-1.0-0/p") == "b");
  CHECK(text("conda-meta/etalon-clobbered/c-1.0-0/q") == "c");
  CHECK(findings(scratch).empty());
  change(scratch, {{"b"}, {}, {"a", "c"}});
  CHECK(text("p") == "a");
  CHECK(text("q") == "c");
  CHECK(findings(scratch).empty());
  change(scratch, {{"a"}, {}, {"c"}});
  CHECK(text("p") == "c");
  CHECK_FALSE(std::filesystem::exists(scratch / "x/conda-meta/etalon-clobbered"));
  CHECK(findings(scratch).empty());
  change(scratch, {{"c"}, {}, {}});
  CHECK_FALSE(std::filesystem::exists(scratch / "x/p"));
}

TEST_CASE("a plan is not carried out on an environment that has changed", "[prefix][change]") {
  const ScratchDirectory scratch;
  make(scratch, {});
  ExtractedPackage a(scratch, "a");
  ExtractedPackage b(scratch, "b");
  const PrefixChange late = plan(scratch, {{}, {a.build()}, {"a"}});
  change(scratch, {{}, {b.build()}, {"b"}});
  const Error error = thrown_error([&] { execute_change(scratch.files(), late, {}); });
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.message() ==
        "`" + (scratch / "x").native() + "` was changed by another process meanwhile");
  CHECK(error.hints() == Strings{"try again"});
}

TEST_CASE("a change that is open is neither read nor written over", "[prefix][change]") {
  const ScratchDirectory scratch;
  make(scratch, {});
  ExtractedPackage a(scratch, "a");
  const PrefixChange planned = plan(scratch, {{}, {a.build()}, {"a"}});
  open_journal(scratch.files(), scratch / "x", {});
  const std::string prefix = (scratch / "x").native();
  const Error unread = thrown_error([&] { PrefixData::load(scratch / "x"); });
  CHECK(unread.kind() == ErrorKind::refused);
  CHECK(unread.message() == "`" + prefix + "` is being changed");
  CHECK(unread.hints() == Strings{"wait until it is done; if it was interrupted: `etalon env "
                                  "recover -p " +
                                  prefix + "`"});
  const Error unwritten = thrown_error([&] { execute_change(scratch.files(), planned, {}); });
  CHECK(unwritten.message() == "a change of `" + prefix + "` was interrupted");
  CHECK(unwritten.hints() == Strings{"end it first: `etalon env recover -p " + prefix + "`"});
  CHECK(recover_prefix(scratch.files(), scratch / "x") == etalon::Recovery::undone);
  execute_change(scratch.files(), planned, {});
  CHECK(PrefixData::load(scratch / "x").records.size() == 1);
}

TEST_CASE("the state before a first change is kept as a generation too", "[prefix][change]") {
  const ScratchDirectory scratch;
  ExtractedPackage a(scratch, "a");
  ExtractedPackage b(scratch, "b");
  make(scratch, {a.build()});
  scratch.files().remove_tree(scratch / "x/conda-meta/etalon-generations"); // as conda makes it
  change(scratch, {{}, {b.build()}, {"a", "b"}});
  REQUIRE(etalon::find_generation(scratch / "x", 0));
  CHECK(etalon::find_generation(scratch / "x", 0)->packages.size() == 1);
  REQUIRE(etalon::find_generation(scratch / "x", 1));
  CHECK(etalon::find_generation(scratch / "x", 1)->packages.size() == 2);
}

TEST_CASE("an environment that another program made is changed, too", "[prefix][change]") {
  const ScratchDirectory scratch;
  ExtractedPackage a(scratch, "a");
  a.file("share/a", "1").file("share/changed", "1");
  ExtractedPackage newer(scratch, "a", "2.0");
  newer.file("share/a", "22").file("share/changed", "22");
  make(scratch, {a.build()});
  scratch.files().remove_file(scratch / "x/conda-meta/etalon-files");
  scratch.files().write_file(scratch / "x/share/changed", "by hand");
  change(scratch, {{"a"}, {newer.build()}, {"a"}});
  CHECK(read_file(scratch / "x/share/a") == "22");
  CHECK(read_file(scratch / "x/share/changed.etalon-saved") == "by hand");
  CHECK_FALSE(std::filesystem::exists(scratch / "x/share/a.etalon-saved"));
}

TEST_CASE("of packages that another program linked to one path the file stays for the other",
          "[prefix][change]") {
  const ScratchDirectory scratch;
  const auto record = [](const std::string& name) {
    return R"({"name": ")" + name + R"(", "version": "1", "build": "0", "build_number": 0,
               "subdir": "linux-64", "depends": [], "files": ["share/both"]})";
  };
  make(scratch, {});
  scratch.write("x/share/both", "b's, as it came last");
  scratch.write("x/conda-meta/a-1-0.json", record("a"));
  scratch.write("x/conda-meta/b-1-0.json", record("b"));
  change(scratch, {{"a"}, {}, {"b"}});
  CHECK(read_file(scratch / "x/share/both") == "b's, as it came last");
  scratch.write("x/conda-meta/c-1-0.json", record("c"));
  ExtractedPackage other(scratch, "d");
  change(scratch, {{}, {other.build()}, {"b", "c", "d"}});
  CHECK(read_file(scratch / "x/share/both") == "b's, as it came last");
  CHECK(PrefixData::load(scratch / "x").find("b")->files == Strings{"share/both"});
  CHECK(PrefixData::load(scratch / "x").find("c")->files.empty());
}
