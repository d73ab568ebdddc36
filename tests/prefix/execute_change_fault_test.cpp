#include <etalon/prefix/verify.hpp>

#include <catch2/catch.hpp>
#include <support/changing_environment.hpp>
#include <support/forgetful_file_system.hpp>
#include <support/full_disk.hpp>
#include <support/thrown_error.hpp>
#include <sys/wait.h>
#include <unistd.h>

using etalon::Durability;
using etalon::Error;
using etalon::FaultyFileSystem;
using etalon::ForgetfulFileSystem;
using etalon::FullDisk;
using etalon::PrefixChange;
using etalon::PrefixData;
using etalon::Recovery;
using etalon::ScratchDirectory;
using etalon::test::ChangingEnvironment;
using etalon::test::comparable;
using etalon::test::differences;
using etalon::test::Ends;
using etalon::test::find_ends;
using etalon::test::is_one_of;
using etalon::test::Listing;
using etalon::test::with;
using Strings = std::vector<std::string>;

TEST_CASE("a change makes of an environment what it is to be", "[prefix][change]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  environment.make();
  const PrefixChange change = environment.plan();
  execute_change(scratch.files(), change, {});
  const std::filesystem::path& prefix = environment.prefix();
  const auto text = [&](const char* path) { return etalon::read_file(prefix / path); };
  CHECK(text("bin/moves") == "two");
  CHECK(text("lib/tree") == "now a file");
  CHECK(text("flat/deep/f") == "now below");
  CHECK(text("share/text") == prefix.native() + "2");
  CHECK(text("share/contested") == "of stays");
  CHECK(text("share/late") == "of comes");
  CHECK(text("conda-meta/etalon-clobbered/stays-1.0-0/share/late") == "of stays");
  CHECK(text("users/file") == "of comes");
  CHECK(text("users/file.etalon-saved") == "the user's");
  CHECK(text("etc/settings.etalon-saved") == "changed");
  CHECK_FALSE(std::filesystem::exists(prefix / "etc/settings"));
  CHECK_FALSE(std::filesystem::exists(prefix / "lib/only"));
  CHECK_FALSE(std::filesystem::exists(prefix / "lib/__pycache__"));
  CHECK_FALSE(std::filesystem::exists(prefix / "var"));
  CHECK_FALSE(std::filesystem::exists(prefix / ".etalon-change"));

  const PrefixData data = PrefixData::load(prefix);
  CHECK(data.records.size() == 3);
  CHECK(data.variables == std::map<std::string, std::string>{{"A", "2"}});
  CHECK(data.history.requested_specs() == std::vector<std::string>{"comes", "moves"});
  REQUIRE(data.history.revisions.size() == 2);
  CHECK(data.history.revisions[1].removed ==
        std::vector<std::string>{"test/linux-64::goes-1.0-0", "test/linux-64::moves-1.0-0"});
  CHECK(data.history.revisions[1].added ==
        std::vector<std::string>{"test/linux-64::comes-1.0-0", "test/linux-64::moves-2.0-0"});
  std::vector<std::string> extra;
  for (const auto& finding : verify_prefix(data, etalon::VerifyDepth::full, {}).findings) {
    extra.push_back(finding.path);
  }
  CHECK(extra == std::vector<std::string>{"etc/settings.etalon-saved", "users/file.etalon-saved"});
}

TEST_CASE("whichever effect of a change fails, the environment is the old one or the new one",
          "[prefix][change][fault]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  const Ends ends = find_ends(environment, Durability::process);
  for (std::size_t n = 1; n <= ends.effects; ++n) {
    INFO("effect " << n << " of " << ends.effects);
    environment.make();
    FaultyFileSystem files(n);
    try {
      execute_change(files, environment.plan(), {});
      REQUIRE(differences(comparable(environment.prefix()), ends.after) == Strings{});
    } catch (const Error&) {
      const Recovery recovery = recover_prefix(scratch.files(), environment.prefix());
      const Listing now = comparable(environment.prefix());
      REQUIRE(is_one_of(now, ends));
      const bool is_at_rest = recovery == Recovery::nothing || recovery == Recovery::completed;
      REQUIRE(is_at_rest); // failures before the commit are taken back at once
    }
  }
}

TEST_CASE("whenever a change dies, recovery makes the old environment of it or the new one",
          "[prefix][change][fault]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  for (const Durability durability : {Durability::process, Durability::power}) {
    const Ends ends = find_ends(environment, durability);
    std::size_t undone = 0;
    std::size_t completed = 0;
    // With `power` only the syncs come in addition; the other points are the same.
    const std::size_t stride = durability == Durability::process ? 1 : 5;
    for (std::size_t n = 1; n <= ends.effects; n += stride) {
      INFO("effect " << n << " of " << ends.effects);
      environment.make();
      FaultyFileSystem files(n, FaultyFileSystem::Fault::from_then_on);
      try {
        execute_change(files, environment.plan(), with(durability));
      } catch (const Error&) {
      }
      const Recovery recovery = recover_prefix(scratch.files(), environment.prefix());
      const Listing now = comparable(environment.prefix());
      undone += recovery == Recovery::undone ? 1 : 0;
      completed += recovery == Recovery::completed ? 1 : 0;
      if (recovery == Recovery::completed || now == ends.after) {
        REQUIRE(differences(now, ends.after) == Strings{});
        continue;
      }
      REQUIRE(differences(now, ends.before) == Strings{});
      execute_change(scratch.files(), environment.plan(), with(durability));
      REQUIRE(differences(comparable(environment.prefix()), ends.after) == Strings{});
    }
    CHECK(undone * stride > 30);
    CHECK(completed * stride > 10);
  }
}

TEST_CASE("a recovery that dies is taken up by the next", "[prefix][change][fault]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  const Ends ends = find_ends(environment, Durability::process);
  for (std::size_t n = 1; n <= ends.effects; n += 9) {
    for (std::size_t again = 1;; again += 3) {
      INFO("effects " << n << " and " << again);
      environment.make();
      FaultyFileSystem files(n, FaultyFileSystem::Fault::from_then_on);
      try {
        execute_change(files, environment.plan(), {});
      } catch (const Error&) {
      }
      FaultyFileSystem dying(again, FaultyFileSystem::Fault::from_then_on);
      bool died = false;
      try {
        recover_prefix(dying, environment.prefix());
      } catch (const Error&) {
        died = true;
      }
      recover_prefix(scratch.files(), environment.prefix());
      const Listing now = comparable(environment.prefix());
      REQUIRE(is_one_of(now, ends));
      if (!died) {
        break;
      }
    }
  }
}

TEST_CASE("a disk that becomes full leaves the old environment or the new one",
          "[prefix][change][fault]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  const Ends ends = find_ends(environment, Durability::process);
  environment.make();
  FullDisk counter(0);
  execute_change(counter, environment.plan(), {});
  for (std::size_t n = 1; n <= counter.effects(); ++n) {
    INFO("effect " << n << " of " << counter.effects());
    environment.make();
    FullDisk disk(n);
    REQUIRE_THROWS_AS(execute_change(disk, environment.plan(), {}), Error);
    // Nothing that needs room comes after the commit.
    REQUIRE(differences(comparable(environment.prefix()), ends.before) == Strings{});
  }
}

TEST_CASE("wherever the process is killed, the environment is the old one or the new one",
          "[prefix][change][fault]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  const Ends ends = find_ends(environment, Durability::process);
  for (std::size_t n = 1; n <= ends.effects; ++n) {
    INFO("effect " << n << " of " << ends.effects);
    environment.make();
    const PrefixChange change = environment.plan();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      FaultyFileSystem files(n, FaultyFileSystem::Fault::kill);
      execute_change(files, change, {});
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    const bool was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    // One effect less than counted may do: threads find out apart what links are possible.
    REQUIRE((was_killed || n + 2 > ends.effects));
    recover_prefix(scratch.files(), environment.prefix());
    REQUIRE(is_one_of(comparable(environment.prefix()), ends));
  }
}

TEST_CASE("with durability `power`, what was not synced may be lost at any moment",
          "[prefix][change][power]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  const Ends ends = find_ends(environment, Durability::power);
  std::size_t kept_old = 0;
  for (std::size_t n = 1; n <= ends.effects + 1; ++n) {
    INFO("effect " << n << " of " << ends.effects);
    environment.make();
    const PrefixChange change = environment.plan();
    FaultyFileSystem dying(n, FaultyFileSystem::Fault::from_then_on);
    ForgetfulFileSystem files(dying, environment.prefix(), scratch / "on-disk");
    bool is_done = false;
    try {
      execute_change(files, change, with(Durability::power));
      is_done = true;
    } catch (const Error&) {
    }
    files.lose_power();
    recover_prefix(scratch.files(), environment.prefix());
    const Listing now = comparable(environment.prefix());
    REQUIRE(is_one_of(now, ends));
    REQUIRE((!is_done || now == ends.after));
    kept_old += now == ends.before ? 1 : 0;
  }
  CHECK(kept_old > 50);
}

TEST_CASE("with durability `process`, lost writes are found by verifying",
          "[prefix][change][power]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  environment.make();
  const PrefixChange change = environment.plan();
  const auto real = etalon::make_posix_file_system();
  ForgetfulFileSystem files(*real, environment.prefix(), scratch / "on-disk");
  execute_change(files, change, {});
  Strings lost;
  for (const auto& file : files.lose_data()) {
    if (file.native().find("conda-meta") == std::string::npos) {
      lost.push_back(file.lexically_relative(environment.prefix()));
    }
  }
  REQUIRE(lost == Strings{"share/binary", "share/text"}); // what is linked was written before
  Strings found;
  try {
    const auto report =
        verify_prefix(PrefixData::load(environment.prefix()), etalon::VerifyDepth::quick, {});
    for (const auto& finding : report.findings) {
      found.push_back(finding.path);
    }
  } catch (const Error& error) {
    CHECK(error.kind() == etalon::ErrorKind::corrupt); // a record that is empty
    return;
  }
  CHECK(std::includes(found.begin(), found.end(), lost.begin(), lost.end()));
}

TEST_CASE("a change that is committed and cannot be tidied up says what to do",
          "[prefix][change][fault]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  const Ends ends = find_ends(environment, Durability::process);
  environment.make();
  FaultyFileSystem files(ends.effects - 3); // well after the commit, before the journal goes
  const Error error = thrown_error([&] { execute_change(files, environment.plan(), {}); });
  const std::string prefix = environment.prefix().native();
  CHECK(error.message() ==
        "`" + prefix + "` was changed, but not all that the change left could be removed");
  CHECK(error.causes() == Strings{"injected fault"});
  CHECK(error.hints() == Strings{"end it: `etalon env recover -p " + prefix + "`"});
  CHECK(recover_prefix(scratch.files(), environment.prefix()) == Recovery::completed);
  CHECK(is_one_of(comparable(environment.prefix()), ends));
}

TEST_CASE("a change that cannot be taken back at once says what to do", "[prefix][change][fault]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  const Ends ends = find_ends(environment, Durability::process);
  environment.make();
  FaultyFileSystem files(ends.effects / 2, FaultyFileSystem::Fault::from_then_on);
  const Error error = thrown_error([&] { execute_change(files, environment.plan(), {}); });
  CHECK(error.message() == "injected fault");
  CHECK(error.hints() == Strings{"the environment could not be put back (injected fault); once it "
                                 "can be: `etalon env recover -p " +
                                 environment.prefix().native() + "`"});
}

TEST_CASE("what comes to stand in the way meanwhile is not written over",
          "[prefix][change][fault]") {
  const ScratchDirectory scratch;
  const ChangingEnvironment environment(scratch);
  environment.make();
  const PrefixChange change = environment.plan();
  scratch.write("envs/x/new/dir/file", "somebody's");
  const Listing before = comparable(environment.prefix());
  const Error error = thrown_error([&] { execute_change(scratch.files(), change, {}); });
  CHECK(error.message() == "`" + (environment.prefix() / "new/dir/file").native() +
                               "` came to stand where a package's file is to be");
  CHECK(error.hints() == Strings{"try again: it will be kept under another name"});
  CHECK(differences(comparable(environment.prefix()), before) == Strings{});
}
