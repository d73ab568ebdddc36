#include <etalon/prefix/remove_prefix.hpp>
#include <etalon/prefix/transaction.hpp>
#include <etalon/prefix/verify.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>
#include <support/faulty_file_system.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::Error;
using etalon::ExtractedPackage;
using etalon::FaultyFileSystem;
using etalon::FileMode;
using etalon::PackageToLink;
using etalon::PrefixData;
using etalon::PrefixState;
using etalon::ScratchDirectory;
using etalon::Transaction;

namespace {

std::vector<PackageToLink> small_environment(const ScratchDirectory& scratch) {
  const std::string room(200, 'p');
  ExtractedPackage a(scratch, "a");
  a.file("bin/a", "a", 0755)
      .no_link_file("etc/own", "own")
      .symlink("lib/libx.so", "libx.so.1")
      .directory("var/empty")
      .placeholder_file("share/text", room, room, FileMode::text)
      .placeholder_file("share/binary", room, room, FileMode::binary);
  ExtractedPackage b(scratch, "b");
  b.file("lib/b/b", "b");
  return {a.build(), b.build()};
}

Transaction plan(const ScratchDirectory& scratch, std::vector<PackageToLink> packages) {
  etalon::PlanOptions options;
  options.variables = {{"A", "1"}};
  return plan_transaction(PrefixData(), scratch / "envs/x", std::move(packages), options);
}

bool is_complete(const std::filesystem::path& prefix) {
  const PrefixData data = PrefixData::load(prefix);
  return data.records.size() == 2 && data.variables.size() == 1 &&
         verify_prefix(data, etalon::VerifyDepth::full, {}).findings.empty();
}

} // namespace

TEST_CASE("whichever effect fails, the environment is complete or not there",
          "[prefix][execute][fault]") {
  const ScratchDirectory scratch;
  const auto packages = small_environment(scratch);
  const std::filesystem::path prefix = scratch / "envs/x";
  FaultyFileSystem counter;
  execute(counter, plan(scratch, packages), {});
  REQUIRE(is_complete(prefix));
  etalon::remove_prefix(scratch.files(), prefix, {});

  for (std::size_t n = 1; n <= counter.effects() + 1; ++n) {
    INFO("effect " << n << " of " << counter.effects());
    scratch.files().remove_empty_directory(scratch / "envs");
    const Transaction transaction = plan(scratch, packages);
    FaultyFileSystem files(n);
    try {
      execute(files, transaction, {});
      REQUIRE(is_complete(prefix));
      etalon::remove_prefix(scratch.files(), prefix, {});
    } catch (const Error& error) {
      REQUIRE(error.message() == "injected fault");
      REQUIRE_FALSE(std::filesystem::exists(scratch / "envs"));
    }
  }
}

TEST_CASE("whenever a create dies, what it left is no environment and the next one succeeds",
          "[prefix][execute][fault]") {
  const ScratchDirectory scratch;
  const auto packages = small_environment(scratch);
  const std::filesystem::path prefix = scratch / "envs/x";
  FaultyFileSystem counter;
  execute(counter, plan(scratch, packages), {});
  etalon::remove_prefix(scratch.files(), prefix, {});

  for (std::size_t n = 1; n <= counter.effects(); ++n) {
    INFO("effect " << n << " of " << counter.effects());
    FaultyFileSystem files(n, FaultyFileSystem::Fault::from_then_on);
    const Transaction transaction = plan(scratch, packages);
    try {
      // One effect less than counted may do: threads find out apart what links are possible.
      execute(files, transaction, {});
      REQUIRE(n == counter.effects());
    } catch (const Error&) {
      const PrefixState state = etalon::get_prefix_state(prefix);
      const bool is_free = state == PrefixState::absent || state == PrefixState::half_made;
      REQUIRE(is_free);
      execute(scratch.files(), plan(scratch, packages), {});
    }
    REQUIRE(is_complete(prefix));
    etalon::remove_prefix(scratch.files(), prefix, {});
  }
}

TEST_CASE("a half-made prefix that cannot be removed is told of", "[prefix][execute][fault]") {
  const ScratchDirectory scratch;
  const Transaction transaction = plan(scratch, small_environment(scratch));
  FaultyFileSystem files(12, FaultyFileSystem::Fault::from_then_on);
  const Error error = thrown_error([&] { execute(files, transaction, {}); });
  CHECK(error.hints() == std::vector<std::string>{
                             "`" + (scratch / "envs/x").native() +
                             "` could not be removed (injected fault); creating it again replaces "
                             "it"});
}

TEST_CASE("whenever a removal dies, the environment is whole or gone, and the next one ends it",
          "[prefix][remove][fault]") {
  const ScratchDirectory scratch;
  const auto packages = small_environment(scratch);
  const std::filesystem::path prefix = scratch / "envs/x";
  execute(scratch.files(), plan(scratch, packages), {});
  FaultyFileSystem counter;
  etalon::remove_prefix(counter, prefix, {});

  for (std::size_t n = 1; n <= counter.effects(); ++n) {
    INFO("effect " << n << " of " << counter.effects());
    execute(scratch.files(), plan(scratch, packages), {});
    FaultyFileSystem files(n, FaultyFileSystem::Fault::from_then_on);
    REQUIRE_THROWS_AS(etalon::remove_prefix(files, prefix, {}), Error);
    const PrefixState state = etalon::get_prefix_state(prefix);
    if (state == PrefixState::environment) {
      REQUIRE(is_complete(prefix));
    } else {
      const bool is_free = state == PrefixState::absent || state == PrefixState::half_made;
      REQUIRE(is_free);
    }
    if (std::filesystem::exists(prefix) && state != PrefixState::absent) {
      etalon::remove_prefix(scratch.files(), prefix, {});
      REQUIRE_FALSE(std::filesystem::exists(prefix));
    }
  }
}
