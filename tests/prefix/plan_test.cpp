#include <etalon/prefix/transaction.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::ByteCompile;
using etalon::Error;
using etalon::ErrorKind;
using etalon::ExtractedPackage;
using etalon::FileMode;
using etalon::PackageToLink;
using etalon::PathAction;
using etalon::PlannedPackage;
using etalon::PlannedPath;
using etalon::PlanOptions;
using etalon::PrefixData;
using etalon::ScratchDirectory;
using etalon::Transaction;
using Strings = std::vector<std::string>;

namespace {

Transaction plan(const ScratchDirectory& scratch,
                 std::vector<PackageToLink> packages,
                 const PlanOptions& options = {}) {
  return plan_transaction(PrefixData(), scratch / "env", std::move(packages), options);
}

// The one cause for which the one package is not installed.
std::string cause_of_refusal(const ScratchDirectory& scratch, ExtractedPackage& package) {
  const Error error = thrown_error([&] { plan(scratch, {package.build()}); });
  CHECK(error.message() == "cannot install `" + package.record().dist_name() + "`");
  REQUIRE(error.causes().size() >= 1);
  CHECK_FALSE(std::filesystem::exists(scratch / "env"));
  return error.causes().front();
}

ExtractedPackage python(const ScratchDirectory& scratch) {
  ExtractedPackage package(scratch, "python", "3.11.4");
  package.file("bin/python3.11", "").symlink("bin/python", "python3.11");
  return package;
}

Strings paths_of(const PlannedPackage& package) {
  Strings paths;
  for (const PlannedPath& planned : package.paths) {
    paths.push_back(planned.entry.path);
  }
  return paths;
}

const PlannedPath& path_of(const Transaction& transaction, std::size_t package, const char* path) {
  for (const PlannedPath& planned : transaction.packages.at(package).paths) {
    if (planned.entry.path == path) {
      return planned;
    }
  }
  FAIL("no path " << path);
  throw std::logic_error(path);
}

} // namespace

TEST_CASE("each kind of path gets its action", "[prefix][plan]") {
  const ScratchDirectory scratch;
  const std::string room(200, 'p');
  ExtractedPackage package(scratch, "a");
  package.file("bin/a", "12", 0755)
      .no_link_file("bin/b", "1")
      .symlink("lib/c", "../d")
      .directory("empty")
      .placeholder_file("t", "/ph", "/ph", FileMode::text)
      .placeholder_file("u", room, room, FileMode::binary);
  const Transaction transaction = plan(scratch, {package.build()});
  CHECK(transaction.prefix == scratch / "env");
  CHECK_FALSE(transaction.python.has_value());
  CHECK(transaction.packages.at(0).paths.size() == 6);
  CHECK(path_of(transaction, 0, "bin/a").action == PathAction::link);
  CHECK(path_of(transaction, 0, "bin/a").mode == 0755);
  CHECK(path_of(transaction, 0, "bin/b").action == PathAction::copy);
  CHECK(path_of(transaction, 0, "lib/c").action == PathAction::make_symlink);
  CHECK(path_of(transaction, 0, "lib/c").symlink_target == "../d");
  CHECK(path_of(transaction, 0, "empty").action == PathAction::make_directory);
  CHECK(path_of(transaction, 0, "t").action == PathAction::replace_text);
  CHECK(path_of(transaction, 0, "u").action == PathAction::replace_binary);
}

TEST_CASE("an empty directory may be missing from the unpacked package", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  package.directory("empty");
  scratch.files().remove_empty_directory(package.extracted_dir() / "empty");
  const Transaction transaction = plan(scratch, {package.build()});
  CHECK(path_of(transaction, 0, "empty").action == PathAction::make_directory);
}

TEST_CASE("packages of old lists are planned by what their files are", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  PackageToLink wanted = package.file("bin/a", "12").symlink("bin/b", "a").build();
  scratch.files().remove_file(package.extracted_dir() / "info/paths.json");
  package.write("info/files", "bin/a\nbin/b\n", 0644);
  const Transaction transaction = plan(scratch, {wanted});
  CHECK(path_of(transaction, 0, "bin/a").entry.size == 2);
  CHECK(path_of(transaction, 0, "bin/b").action == PathAction::make_symlink);
}

TEST_CASE("noarch python goes where the environment's python looks", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "n");
  package.noarch_python({"run = n.main:go"})
      .file("site-packages/n/main.py", "")
      .file("site-packages/n/data.txt", "")
      .file("python-scripts/tool", "")
      .file("share/x.py", "");
  const Transaction transaction = plan(scratch, {python(scratch).build(), package.build()});
  REQUIRE(transaction.python.has_value());
  CHECK(transaction.python->version == "3.11");
  CHECK(transaction.python->executable == "bin/python3.11");
  CHECK(transaction.python->site_packages == "lib/python3.11/site-packages");
  CHECK(transaction.packages.at(1).paths.size() == 6);
  const PlannedPath& source = path_of(transaction, 1, "lib/python3.11/site-packages/n/main.py");
  CHECK(source.source == "site-packages/n/main.py");
  CHECK(source.entry.original_path == "site-packages/n/main.py");
  CHECK(path_of(transaction, 1, "bin/tool").action == PathAction::link);
  CHECK(path_of(transaction, 1, "share/x.py").entry.original_path.empty());
  CHECK(path_of(transaction, 1, "bin/run").action == PathAction::write_entry_point);
  const PlannedPath& code =
      path_of(transaction, 1, "lib/python3.11/site-packages/n/__pycache__/main.cpython-311.pyc");
  CHECK(code.action == PathAction::byte_compile);
  CHECK(code.source == "lib/python3.11/site-packages/n/main.py");
}

TEST_CASE("byte code is planned unless asked otherwise or brought along", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "n");
  package.noarch_python().file("site-packages/n.py", "");
  PlanOptions options;
  options.byte_compile = ByteCompile::no;
  const PackageToLink interpreter = python(scratch).build();
  CHECK(plan(scratch, {interpreter, package.build()}, options).packages.at(1).paths.size() == 1);
  package.file("site-packages/__pycache__/n.cpython-311.pyc", "");
  const Transaction transaction = plan(scratch, {interpreter, package.build()});
  CHECK(transaction.packages.at(1).paths.size() == 2);
  CHECK(path_of(transaction, 1, "lib/python3.11/site-packages/__pycache__/n.cpython-311.pyc")
            .action == PathAction::link);
}

TEST_CASE("python says where its site-packages are", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage interpreter(scratch, "python", "3.13.0");
  interpreter.file("bin/python", "").record().python_site_packages_path =
      "lib/python3.13t/site-packages/";
  ExtractedPackage package(scratch, "n");
  package.noarch_python().file("site-packages/n.py", "");
  const Transaction transaction = plan(scratch, {package.build(), interpreter.build()});
  CHECK(transaction.python->executable == "bin/python");
  CHECK(path_of(transaction, 0, "lib/python3.13t/site-packages/__pycache__/n.cpython-313.pyc")
            .action == PathAction::byte_compile);
}

TEST_CASE("noarch python needs a python", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "n");
  package.noarch_python();
  CHECK(cause_of_refusal(scratch, package) ==
        "it is a noarch python package, and the environment has no python");
  const Error error = thrown_error([&] { plan(scratch, {package.build()}); });
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.hints() == Strings{"add `python` to the specs"});
}

TEST_CASE("a python that cannot be used is refused", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage empty(scratch, "python", "3.11.4");
  CHECK(cause_of_refusal(scratch, empty) == "it brings neither `bin/python3.11` nor `bin/python`");
  ExtractedPackage odd(scratch, "python", "3");
  CHECK(cause_of_refusal(scratch, odd) == "its version `3` is none of Python");
  for (const char* path : {"../x", "/usr/lib", "lib/../..", "conda-meta"}) {
    ExtractedPackage outside(scratch, "python", "3.11.5");
    outside.file("bin/python", "").record().python_site_packages_path = path;
    CHECK(cause_of_refusal(scratch, outside) ==
          "its site-packages path `" + std::string(path) + "` does not stay in the prefix");
  }
}

TEST_CASE("unsafe entry points are refused", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "n");
  package.noarch_python({"../x = a:b"});
  const Error error = thrown_error([&] {
    plan(scratch, {python(scratch).build(), package.build()});
  });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "cannot install `n-1.0-0`");
  CHECK(error.causes() == Strings{"its entry point `../x = a:b` has no usable command name"});
}

TEST_CASE("link scripts are refused by the package's name", "[prefix][plan]") {
  for (const char* script : {"bin/.a-pre-link.sh", "bin/.a-post-link.sh", "bin/.a-pre-unlink.sh"}) {
    const ScratchDirectory scratch;
    ExtractedPackage package(scratch, "a");
    package.file(script, "");
    CHECK(cause_of_refusal(scratch, package) ==
          "it has the link script `" + std::string(script) + "`, which Etalon does not run yet");
  }
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  package.file("bin/.b-post-link.sh", "");
  plan(scratch, {package.build()});
  ExtractedPackage moved(scratch, "m");
  moved.noarch_python().file("python-scripts/.m-post-link.sh", "");
  CHECK(thrown_error([&] {
          plan(scratch, {python(scratch).build(), moved.build()});
        }).causes() == Strings{"it has the link script `bin/.m-post-link.sh`, which Etalon does "
                               "not run yet"});
}

TEST_CASE("no package writes into the environment's records", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  package.file("conda-meta/history", "");
  CHECK(cause_of_refusal(scratch, package) ==
        "it brings `conda-meta/history`, where the environment's own records stand");
}

TEST_CASE("a prefix that does not fit into a binary is refused", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  package.placeholder_file("lib/x.so", "/placehold\0", "/placehold", FileMode::binary);
  const std::string prefix = (scratch / "env").native();
  CHECK(cause_of_refusal(scratch, package) ==
        "`lib/x.so` has room for a prefix of 10 bytes, and `" + prefix + "` has " +
            std::to_string(prefix.size()));
  const Error error = thrown_error([&] { plan(scratch, {package.build()}); });
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.hints() == Strings{"choose a path of at most 10 bytes: `-p PATH`"});
}

TEST_CASE("extracted files that are not those of the package are refused", "[prefix][plan]") {
  const ScratchDirectory scratch;
  const auto damage = [&scratch](const char* version, auto change) {
    ExtractedPackage package(scratch, "a", version);
    package.file("lib/x", "123").directory("d");
    change(package);
    const std::string cause = cause_of_refusal(scratch, package);
    CHECK(thrown_error([&] { plan(scratch, {package.build()}); }).kind() == ErrorKind::corrupt);
    return cause;
  };
  CHECK(damage("1", [](ExtractedPackage& package) { package.write("lib/x", "12", 0644); }) ==
        "its extracted files are damaged: `lib/x` has 2 bytes instead of 3");
  CHECK(damage("2", [&](ExtractedPackage& package) {
          scratch.files().remove_file(package.extracted_dir() / "lib/x");
        }) == "its extracted files are damaged: `lib/x` is missing");
  CHECK(damage("3", [&](ExtractedPackage& package) {
          scratch.files().remove_file(package.extracted_dir() / "lib/x");
          scratch.files().create_directory(package.extracted_dir() / "lib/x");
        }) == "its extracted files are damaged: `lib/x` is a directory");
  CHECK(damage("4", [&](ExtractedPackage& package) {
          scratch.files().remove_empty_directory(package.extracted_dir() / "d");
          package.write("d", "", 0644);
        }) == "its extracted files are damaged: `d` is of another type");
  CHECK(damage("5", [](ExtractedPackage& package) { package.file("../x", ""); }) ==
        "its `info/paths.json` is damaged");
}

TEST_CASE("of packages that bring one path the first has it", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage a(scratch, "a");
  a.file("share/same", "x").file("share/p", "a");
  ExtractedPackage b(scratch, "b");
  b.file("share/same", "x").file("share/p", "b").file("share/q", "b");
  ExtractedPackage c(scratch, "c");
  c.file("share/p", "c").file("share/q", "c");
  const auto plan_paths = [&](std::vector<PackageToLink> packages) {
    const Transaction transaction = plan(scratch, std::move(packages));
    std::vector<Strings> paths;
    for (const PlannedPackage& package : transaction.packages) {
      paths.push_back(paths_of(package));
    }
    return paths;
  };
  const std::string kept = "conda-meta/etalon-clobbered/";
  CHECK(plan_paths({a.build(), b.build(), c.build()}) ==
        std::vector<Strings>{{"share/p", "share/same"},
                             {kept + "b-1.0-0/share/p", kept + "b-1.0-0/share/same", "share/q"},
                             {kept + "c-1.0-0/share/p", kept + "c-1.0-0/share/q"}});
  CHECK(plan_paths({c.build(), a.build()}) ==
        std::vector<Strings>{{"share/p", "share/q"}, {kept + "a-1.0-0/share/p", "share/same"}});
}

TEST_CASE("contested paths are told where it matters who wins", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage a(scratch, "a");
  a.file("share/same", "x").file("share/p", "a").symlink("share/link", "p");
  ExtractedPackage b(scratch, "b");
  b.file("share/same", "x").file("share/p", "b").symlink("share/link", "p");
  Strings told;
  for (const auto& each : plan(scratch, {a.build(), b.build()}).contested) {
    told.push_back(each.path + ": " + each.winner + " before " + each.hidden);
  }
  CHECK(told == Strings{"share/link: a-1.0-0 before b-1.0-0", "share/p: a-1.0-0 before b-1.0-0"});
}

TEST_CASE("byte code is made of the source that wins", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage a(scratch, "a");
  a.noarch_python().file("site-packages/m.py", "");
  ExtractedPackage b(scratch, "b");
  b.noarch_python().file("site-packages/m.py", "1").file("site-packages/n.py", "");
  const Transaction transaction = plan(scratch, {python(scratch).build(), a.build(), b.build()});
  const std::string site = "lib/python3.11/site-packages/";
  CHECK(paths_of(transaction.packages[1]) ==
        Strings{site + "__pycache__/m.cpython-311.pyc", site + "m.py"});
  CHECK(paths_of(transaction.packages[2]) ==
        Strings{"conda-meta/etalon-clobbered/b-1.0-0/" + site + "m.py",
                site + "__pycache__/n.cpython-311.pyc",
                site + "n.py"});
}

TEST_CASE("an entry point may not stand where a file does", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "n");
  package.noarch_python({"tool = n:main"}).file("python-scripts/tool", "");
  const Error error = thrown_error([&] {
    plan(scratch, {python(scratch).build(), package.build()});
  });
  CHECK(error.message() == "cannot install `n-1.0-0`");
  CHECK(error.causes() == Strings{"it brings `bin/tool` twice"});
}

TEST_CASE("nothing is written through another package's symbolic link", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage a(scratch, "a");
  a.symlink("lib", "/etc");
  ExtractedPackage b(scratch, "b");
  b.file("lib/x/passwd", "");
  const Error error = thrown_error([&] { plan(scratch, {a.build(), b.build()}); });
  CHECK(error.message() == "cannot install `a-1.0-0` beside `b-1.0-0`");
  CHECK(error.causes() == Strings{"`lib` is a file in the one and a directory in the other"});
}

TEST_CASE("nothing is written through a package's own symbolic link", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  package.directory("real").symlink("lib", "real").file("real/x", "1");
  package.paths().paths.back().path = "lib/x";
  const Error error = thrown_error([&] { plan(scratch, {package.build()}); });
  CHECK(error.message() == "cannot install `a-1.0-0`");
  CHECK(error.causes() == Strings{"`lib` is both a file and a directory in it"});
}

TEST_CASE("several packages that cannot be installed are listed together", "[prefix][plan]") {
  const ScratchDirectory scratch;
  std::vector<PackageToLink> packages;
  for (int i = 0; i < 12; ++i) {
    ExtractedPackage package(scratch, "p" + std::to_string(i));
    packages.push_back(package.file("conda-meta/x", "").build());
  }
  const Error error = thrown_error([&] { plan(scratch, packages); });
  CHECK(error.message() == "cannot install 12 packages");
  REQUIRE(error.causes().size() == 11);
  CHECK(error.causes()[0] ==
        "`p0-1.0-0`: it brings `conda-meta/x`, where the environment's own records stand");
  CHECK(error.causes()[10] == "and 2 more");
}

TEST_CASE("requests that make no sense are refused", "[prefix][plan]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  const PackageToLink wanted = package.build();
  CHECK(thrown_error([&] {
          plan(scratch, {wanted, wanted});
        }).message() == "`a` is asked for twice");
  const auto refused = [&](const std::string& name, const std::string& value) {
    PlanOptions options;
    options.variables = {{name, value}};
    return thrown_error([&] { plan(scratch, {wanted}, options); }).message();
  };
  CHECK(refused("PATH", "/x") == "cannot set the variable `PATH`: activation itself makes it");
  CHECK(refused("A=B", "") == "cannot set the variable `A=B`: no process could have it");
  CHECK(refused("", "") == "cannot set the variable ``: no process could have it");

  PrefixData installed;
  installed.records.emplace_back();
  const Error error =
      thrown_error([&] { plan_transaction(installed, scratch / "env", {wanted}, {}); });
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.message() == "`" + (scratch / "env").native() + "` has packages already");
  scratch.write("env/conda-meta/history", "");
  CHECK(thrown_error([&] { plan(scratch, {wanted}); }).message() ==
        "there is an environment at `" + (scratch / "env").native() + "` already");
}
