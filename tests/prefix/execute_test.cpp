#include <etalon/prefix/transaction.hpp>
#include <etalon/prefix/verify.hpp>
#include <etalon/util/file_lock.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <sys/stat.h>

#include <mutex>

using etalon::ErrorKind;
using etalon::ExecuteOptions;
using etalon::ExtractedPackage;
using etalon::FileMode;
using etalon::PackageToLink;
using etalon::PathEntry;
using etalon::PlanOptions;
using etalon::PrefixData;
using etalon::PrefixRecord;
using etalon::ProgressEvent;
using etalon::read_file;
using etalon::ScratchDirectory;
using etalon::Transaction;
using etalon::TransactionResult;
using Strings = std::vector<std::string>;

using namespace std::string_literals;

namespace {

Transaction plan(const ScratchDirectory& scratch,
                 std::vector<PackageToLink> packages,
                 const PlanOptions& options = {}) {
  return plan_transaction(PrefixData(), scratch / "home/envs/x", std::move(packages), options);
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};

  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

ino_t inode_of(const std::filesystem::path& path) {
  struct stat status {};

  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_ino;
}

const PathEntry& entry_of(const PrefixRecord& record, const std::string& path) {
  for (const PathEntry& entry : record.paths) {
    if (entry.path == path) {
      return entry;
    }
  }
  throw std::logic_error(path);
}

} // namespace

TEST_CASE("an environment is made of its packages", "[prefix][execute]") {
  const ScratchDirectory scratch;
  const std::string room = "/placeholder" + std::string(200, 'p');
  ExtractedPackage a(scratch, "a");
  a.file("bin/a", "#!/bin/sh\n", 0755)
      .no_link_file("etc/own", "own")
      .symlink("lib/libx.so", "libx.so.1")
      .file("lib/libx.so.1", "x")
      .directory("var/empty")
      .placeholder_file("bin/script", "#!" + room + "/bin/sh\n" + room, room, FileMode::text, 0555)
      .placeholder_file("lib/b.so", "\x7f"s + room + "/lib\0z"s, room, FileMode::binary, 0775)
      .requested("a >=1");
  ExtractedPackage b(scratch, "b", "2.0", "h_1");
  b.file("share/b", "");
  PlanOptions plan_options;
  plan_options.requested_specs = {"a >=1"};
  plan_options.variables = {{"OMP_NUM_THREADS", "1"}};
  ExecuteOptions options;
  options.command_line = "etalon env create -f x.yml";
  options.tool_version = "0.1.0";
  options.lock_file = scratch / "home/locks/x.lock";

  const Transaction transaction = plan(scratch, {a.build(), b.build()}, plan_options);
  const TransactionResult result = execute(scratch.files(), transaction, options);
  const std::filesystem::path prefix = scratch / "home/envs/x";

  CHECK(result.files == 7);
  CHECK(result.replaced == 2);
  CHECK(result.reflinked + result.hard_linked + result.copied == 4);
  CHECK(result.compiled == 0);
  CHECK(result.bytes == 10 + 3 + 1 + read_file(prefix / "bin/script").size() + room.size() + 7);
  CHECK(read_file(prefix / "bin/a") == "#!/bin/sh\n");
  CHECK(mode_of(prefix / "bin/a") == 0755);
  CHECK(std::filesystem::read_symlink(prefix / "lib/libx.so") == "libx.so.1");
  CHECK(std::filesystem::is_directory(prefix / "var/empty"));
  CHECK(read_file(prefix / "bin/script") == "#!" + prefix.native() + "/bin/sh\n" + prefix.native());
  CHECK(mode_of(prefix / "bin/script") == 0555);
  CHECK(read_file(prefix / "lib/b.so") ==
        "\x7f" + prefix.native() + "/lib" +
            std::string(room.size() - prefix.native().size(), '\0') + "\0z"s);
  CHECK(mode_of(prefix / "lib/b.so") == 0775);
  CHECK(inode_of(prefix / "etc/own") != inode_of(a.extracted_dir() / "etc/own"));
  CHECK_FALSE(std::filesystem::exists(prefix / "info"));
  CHECK_FALSE(std::filesystem::exists(prefix / "conda-meta/etalon-transaction"));

  const PrefixData data = PrefixData::load(prefix);
  REQUIRE(data.records.size() == 2);
  CHECK(data.variables == plan_options.variables);
  CHECK(data.history.requested_specs() == Strings{"a >=1"});
  REQUIRE(data.history.revisions.size() == 1);
  CHECK(data.history.revisions[0].date.size() == 19);
  CHECK(data.history.revisions[0].command == "etalon env create -f x.yml");
  CHECK(data.history.revisions[0].tool == "etalon 0.1.0");
  CHECK(data.history.revisions[0].added ==
        Strings{"test/linux-64::a-1.0-0", "test/linux-64::b-2.0-h_1"});
  const PrefixRecord& record = data.records[0];
  CHECK(std::filesystem::exists(prefix / "conda-meta/a-1.0-0.json"));
  CHECK(record.repodata.url == "https://example.org/test/linux-64/a-1.0-0.conda");
  CHECK(record.requested_specs == Strings{"a >=1"});
  CHECK(record.extracted_package_dir == a.extracted_dir());
  CHECK(record.link_source == a.extracted_dir());
  CHECK(record.files.size() == 6);
  CHECK(record.paths.size() == 7);
  CHECK(entry_of(record, "bin/a").sha256_in_prefix == etalon::sha256_hex("#!/bin/sh\n"));
  CHECK(entry_of(record, "bin/script").sha256_in_prefix ==
        etalon::sha256_file(prefix / "bin/script"));
  CHECK(entry_of(record, "lib/b.so").sha256_in_prefix == etalon::sha256_file(prefix / "lib/b.so"));
  CHECK(entry_of(record, "lib/b.so").prefix_placeholder == room);
  CHECK(verify_prefix(data, etalon::VerifyDepth::full, {}).findings.empty());
}

TEST_CASE("a prefix with blanks gets scripts that start", "[prefix][execute]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  package.placeholder_file("bin/x", "#!/ph/bin/perl\n", "/ph", FileMode::text, 0755);
  const Transaction transaction =
      plan_transaction(PrefixData(), scratch / "a b", {package.build()}, {});
  execute(scratch.files(), transaction, {});
  CHECK(read_file(scratch / "a b/bin/x") == "#!/usr/bin/env perl\n");
}

TEST_CASE("an environment without packages is one", "[prefix][execute]") {
  const ScratchDirectory scratch;
  execute(scratch.files(), plan(scratch, {}), {});
  CHECK(PrefixData::load(scratch / "home/envs/x").records.empty());
  CHECK_FALSE(std::filesystem::exists(scratch / "home/envs/x/conda-meta/state"));
}

TEST_CASE("linking tells how far it is", "[prefix][execute]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  for (int i = 0; i < 300; ++i) {
    package.file("share/" + std::to_string(i), "x");
  }
  std::mutex mutex;
  std::vector<ProgressEvent> events;
  ExecuteOptions options;
  options.progress = [&](const ProgressEvent& event) {
    const std::lock_guard<std::mutex> guard(mutex);
    events.push_back(event);
  };
  execute(scratch.files(), plan(scratch, {package.build()}), options);
  REQUIRE(events.size() == 5); // 300 files in pieces of 128
  CHECK(events.front().state == ProgressEvent::State::started);
  CHECK(events.back().state == ProgressEvent::State::finished);
  CHECK(events.back().done == 300);
  for (const ProgressEvent& event : events) {
    CHECK(event.stage == ProgressEvent::Stage::link);
    CHECK(event.item == (scratch / "home/envs/x").native());
    CHECK(event.total == 300);
  }
}

TEST_CASE("what an interrupted create left is replaced", "[prefix][execute]") {
  const ScratchDirectory scratch;
  scratch.write("home/envs/x/conda-meta/etalon-transaction", "old");
  scratch.write("home/envs/x/conda-meta/old-1-0.json", "{}");
  scratch.write("home/envs/x/lib/old", "old");
  ExtractedPackage package(scratch, "a");
  package.file("lib/new", "new");
  execute(scratch.files(), plan(scratch, {package.build()}), {});
  const PrefixData data = PrefixData::load(scratch / "home/envs/x");
  CHECK(data.records.size() == 1);
  CHECK(verify_prefix(data, etalon::VerifyDepth::full, {}).findings.empty());
}

TEST_CASE("what came to stand there after planning is not touched", "[prefix][execute]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  package.file("lib/new", "new");
  const Transaction transaction = plan(scratch, {package.build()});
  scratch.write("home/envs/x/precious", "");
  CHECK(thrown_error([&] { execute(scratch.files(), transaction, {}); }).kind() ==
        ErrorKind::refused);
  CHECK(std::filesystem::exists(scratch / "home/envs/x/precious"));
  CHECK_FALSE(std::filesystem::exists(scratch / "home/envs/x/conda-meta"));
}

TEST_CASE("cancelling leaves nothing", "[prefix][execute]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  for (int i = 0; i < 1000; ++i) {
    package.file("share/" + std::to_string(i), "x");
  }
  ExecuteOptions options;
  options.progress = [&options](const ProgressEvent& event) {
    if (event.done > 0) {
      options.token.cancel();
    }
  };
  const Transaction transaction = plan(scratch, {package.build()});
  CHECK(thrown_error([&] { execute(scratch.files(), transaction, options); }).kind() ==
        ErrorKind::cancelled);
  CHECK_FALSE(std::filesystem::exists(scratch / "home"));
}

TEST_CASE("another process's lock is respected", "[prefix][execute]") {
  const ScratchDirectory scratch;
  ExecuteOptions options;
  options.lock_file = scratch / "lock";
  options.lock_timeout = std::chrono::milliseconds(10);
  const etalon::FileLock lock(options.lock_file, etalon::LockMode::exclusive, options.lock_timeout);
  CHECK(thrown_error([&] { execute(scratch.files(), plan(scratch, {}), options); }).kind() ==
        ErrorKind::refused);
  CHECK_FALSE(std::filesystem::exists(scratch / "home"));
}

TEST_CASE("a package that vanished meanwhile is told by its path", "[prefix][execute]") {
  const ScratchDirectory scratch;
  ExtractedPackage package(scratch, "a");
  package.file("lib/x", "x");
  const Transaction transaction = plan(scratch, {package.build()});
  scratch.files().remove_tree(package.extracted_dir());
  const auto error = thrown_error([&] { execute(scratch.files(), transaction, {}); });
  CHECK(error.message() ==
        "cannot read `" + package.extracted_dir().native() + "`: No such file or directory");
  CHECK_FALSE(std::filesystem::exists(scratch / "home"));
}
