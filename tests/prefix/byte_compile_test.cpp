#include <etalon/prefix/transaction.hpp>
#include <etalon/prefix/verify.hpp>
#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>
#include <support/host_python.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::CapturedOutput;
using etalon::Command;
using etalon::ExtractedPackage;
using etalon::PackageToLink;
using etalon::PathEntry;
using etalon::PathType;
using etalon::PrefixData;
using etalon::read_file;
using etalon::run_captured;
using etalon::ScratchDirectory;
using etalon::TransactionResult;
using etalon::VerifyDepth;
using etalon::test::host_python;
using etalon::test::host_python_version;

namespace {

PackageToLink noarch_package(const ScratchDirectory& scratch) {
  ExtractedPackage package(scratch, "n");
  package.noarch_python({"hello = n.main:hello"})
      .file("site-packages/n/__init__.py", "NAMES = {'b', 'a', 'c'}\n")
      .file("site-packages/n/main.py",
            "from n import NAMES\n"
            "def hello():\n"
            "    print(hello.__code__.co_filename, 'b' in {'a', 'b', 'c'})\n"
            "    return 3\n")
      .file("site-packages/n/broken.py", "this is no Python\n");
  return package.build();
}

std::vector<PackageToLink> python_packages(const ScratchDirectory& scratch,
                                           const std::string& version) {
  return {host_python(scratch, version), noarch_package(scratch)};
}

TransactionResult create(const ScratchDirectory& scratch,
                         const std::filesystem::path& prefix,
                         const std::vector<PackageToLink>& packages) {
  return execute(scratch.files(), plan_transaction(PrefixData(), prefix, packages, {}), {});
}

std::string code_path(const std::string& version, const std::string& module) {
  std::string tag = version;
  tag.erase(tag.find('.'), 1);
  return "lib/python" + version + "/site-packages/n/__pycache__/" + module + ".cpython-" + tag +
         ".pyc";
}

} // namespace

TEST_CASE("noarch python packages are compiled by the environment's python",
          "[prefix][byte-compile]") {
  const std::string version = host_python_version();
  if (version.empty()) {
    return;
  }
  const ScratchDirectory scratch;
  const std::filesystem::path prefix = scratch / "one";
  const TransactionResult result = create(scratch, prefix, python_packages(scratch, version));
  CHECK(result.compiled == 2);
  CHECK(result.compile_failures == 1);
  CHECK(result.files == 7);
  CHECK_FALSE(std::filesystem::exists(prefix / "conda-meta/etalon-compile"));

  const std::string code = read_file(prefix / code_path(version, "main"));
  REQUIRE(code.size() > 16);
  CHECK(static_cast<int>(code[4]) == 3); // checked by the source's hash (PEP 552)
  CHECK(code.find(prefix.native()) == std::string::npos);

  const PrefixData data = PrefixData::load(prefix);
  std::vector<std::string> compiled;
  for (const PathEntry& entry : data.find("n")->paths) {
    if (entry.type == PathType::pyc_file) {
      compiled.push_back(entry.path);
      CHECK(entry.sha256_in_prefix == etalon::sha256_file(prefix / entry.path));
    }
  }
  CHECK(compiled ==
        std::vector<std::string>{code_path(version, "__init__"), code_path(version, "main")});
  CHECK(verify_prefix(data, VerifyDepth::full, {}).findings.empty());
}

TEST_CASE("equal sources give equal byte code in every prefix", "[prefix][byte-compile]") {
  const std::string version = host_python_version();
  if (version.empty()) {
    return;
  }
  const ScratchDirectory scratch;
  const std::vector<PackageToLink> packages = python_packages(scratch, version);
  create(scratch, scratch / "one", packages);
  create(scratch, scratch / "another/place", packages);
  for (const char* module : {"__init__", "main"}) {
    CHECK(read_file(scratch / "one" / code_path(version, module)) ==
          read_file(scratch / "another/place" / code_path(version, module)));
  }
}

TEST_CASE("an entry point runs, and running it changes nothing", "[prefix][byte-compile]") {
  const std::string version = host_python_version();
  if (version.empty()) {
    return;
  }
  const ScratchDirectory scratch;
  const std::filesystem::path prefix = scratch / "one";
  create(scratch, prefix, python_packages(scratch, version));
  const std::filesystem::path site = prefix / ("lib/python" + version) / "site-packages";
  Command command;
  command.arguments = {(prefix / "bin/hello").native()};
  command.environment = {{"PATH", "/usr/bin:/bin"}, {"PYTHONPATH", site.native()}};
  const CapturedOutput output = run_captured(command, {});
  CHECK(output.standard_error.empty());
  // Python puts the source's real path in the place of the relative one.
  CHECK(output.standard_output == (site / "n/main.py").native() + " True\n");
  CHECK(output.state.code == 3);
  CHECK(verify_prefix(PrefixData::load(prefix), VerifyDepth::full, {}).findings.empty());
}

TEST_CASE("a python that does not work is told by what it says", "[prefix][byte-compile]") {
  const ScratchDirectory scratch;
  ExtractedPackage python(scratch, "python", "3.11.0");
  python.file("bin/python3.11", "#!/bin/sh\necho first >&2\necho last words >&2\nexit 3\n", 0755);
  const auto transaction = plan_transaction(
      PrefixData(), scratch / "one", {python.build(), noarch_package(scratch)}, {});
  const auto error = thrown_error([&] { execute(scratch.files(), transaction, {}); });
  CHECK(error.kind() == etalon::ErrorKind::io);
  CHECK(error.message() ==
        "`" + (scratch / "one/bin/python3.11").native() + "` cannot compile the Python packages");
  CHECK(error.causes() == std::vector<std::string>{"exited with status 3: last words"});
  CHECK_FALSE(std::filesystem::exists(scratch / "one"));
}
