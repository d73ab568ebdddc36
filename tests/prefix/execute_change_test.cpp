#include <etalon/prefix/change.hpp>
#include <etalon/prefix/verify.hpp>
#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>
#include <support/host_python.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <support/tree_listing.hpp>

using etalon::Command;
using etalon::Error;
using etalon::ExtractedPackage;
using etalon::PackagesToChange;
using etalon::PackageToLink;
using etalon::PrefixData;
using etalon::ScratchDirectory;
using etalon::test::host_python;
using etalon::test::host_python_version;

namespace {

PackageToLink pure_package(const ScratchDirectory& scratch, const std::string& version) {
  ExtractedPackage package(scratch, "pure", version);
  package.noarch_python({"hello = pure:hello"})
      .file("site-packages/pure/__init__.py",
            "def hello():\n    print('pure " + version + "')\n    return 0\n");
  return package.build();
}

void change(const ScratchDirectory& scratch, PackagesToChange packages) {
  const auto plan = plan_change(PrefixData::load(scratch / "x"), std::move(packages), {});
  execute_change(scratch.files(), plan, {});
}

std::string output_of_hello(const ScratchDirectory& scratch) {
  Command command;
  command.arguments = {(scratch / "x/bin/hello").native()};
  // Only where python finds its modules differs from an environment's own interpreter.
  const auto site = PrefixData::load(scratch / "x");
  command.environment = {
      {"PATH", "/usr/bin:/bin"},
      {"PYTHONPATH", (scratch / "x" / find_installed_python(site).value().site_packages).native()}};
  return run_captured(command, {}).standard_output;
}

bool is_intact(const ScratchDirectory& scratch) {
  return verify_prefix(PrefixData::load(scratch / "x"), etalon::VerifyDepth::full, {})
      .findings.empty();
}

} // namespace

TEST_CASE("byte code comes and goes with its source", "[prefix][change][byte-compile]") {
  const std::string version = host_python_version();
  if (version.empty()) {
    return;
  }
  const ScratchDirectory scratch;
  const PackageToLink python = host_python(scratch, version);
  execute(scratch.files(), plan_transaction(PrefixData(), scratch / "x", {python}, {}), {});

  change(scratch, {{}, {pure_package(scratch, "1.0")}, {"python", "pure"}});
  CHECK(output_of_hello(scratch) == "pure 1.0\n");
  CHECK(is_intact(scratch));
  const auto cache = scratch / "x" / ("lib/python" + version + "/site-packages/pure/__pycache__");
  CHECK(std::distance(std::filesystem::directory_iterator(cache), {}) == 1);
  // Python's own, of another optimisation.
  const std::string tag = version.substr(0, 1) + version.substr(2);
  scratch.files().write_file(cache / ("__init__.cpython-" + tag + ".opt-1.pyc"), "old");

  change(scratch, {{"pure"}, {pure_package(scratch, "2.0")}, {"python", "pure"}});
  CHECK(output_of_hello(scratch) == "pure 2.0\n");
  CHECK(std::distance(std::filesystem::directory_iterator(cache), {}) == 1);
  CHECK(is_intact(scratch));

  change(scratch, {{"pure"}, {}, {"python"}});
  CHECK_FALSE(std::filesystem::exists(scratch / "x/lib"));
  CHECK_FALSE(std::filesystem::exists(scratch / "x/bin/hello"));
  CHECK(is_intact(scratch));
}

TEST_CASE("noarch python packages move with python's site-packages",
          "[prefix][change][byte-compile]") {
  const std::string version = host_python_version();
  if (version.empty()) {
    return;
  }
  const ScratchDirectory scratch;
  const PackageToLink python = host_python(scratch, version);
  PackageToLink moved = python;
  moved.record.package.build = "moved_0";
  moved.record.package.python_site_packages_path = "share/site";
  const PackageToLink pure = pure_package(scratch, "1.0");
  execute(scratch.files(), plan_transaction(PrefixData(), scratch / "x", {python, pure}, {}), {});
  change(scratch, {{"python", "pure"}, {moved, pure}, {"python", "pure"}});
  CHECK(std::filesystem::exists(scratch / "x/share/site/pure/__init__.py"));
  CHECK_FALSE(std::filesystem::exists(scratch / "x/lib"));
  CHECK(output_of_hello(scratch) == "pure 1.0\n");
  CHECK(is_intact(scratch));
  const auto revisions = PrefixData::load(scratch / "x").history.revisions;
  CHECK(revisions.back().added ==
        std::vector<std::string>{"test/linux-64::python-" + version + ".0-moved_0"});
}

TEST_CASE("a Python that cannot compile takes the change back", "[prefix][change][byte-compile]") {
  const std::string version = host_python_version();
  if (version.empty()) {
    return;
  }
  const ScratchDirectory scratch;
  ExtractedPackage broken(scratch, "python", version + ".1");
  broken.file("bin/python" + version, "#!/bin/sh\necho it is broken >&2\nexit 3\n", 0755);
  execute(scratch.files(),
          plan_transaction(PrefixData(),
                           scratch / "x",
                           {host_python(scratch, version), pure_package(scratch, "1.0")},
                           {}),
          {});
  const auto before = etalon::list_everything(scratch / "x");
  const Error error = thrown_error([&] {
    change(
        scratch,
        {{"python", "pure"}, {broken.build(), pure_package(scratch, "2.0")}, {"python", "pure"}});
  });
  CHECK(error.message() == "`" + (scratch / "x/bin").native() + "/python" + version +
                               "` cannot compile the Python packages");
  CHECK(error.causes() == std::vector<std::string>{"exited with status 3: it is broken"});
  CHECK(etalon::list_everything(scratch / "x") == before);
}
