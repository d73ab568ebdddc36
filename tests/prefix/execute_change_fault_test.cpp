#include <etalon/prefix/change.hpp>
#include <etalon/prefix/verify.hpp>
#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>
#include <support/faulty_file_system.hpp>
#include <support/full_disk.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <support/tree_listing.hpp>

using etalon::ChangeExecution;
using etalon::ChangePlanOptions;
using etalon::Durability;
using etalon::Error;
using etalon::ExtractedPackage;
using etalon::FaultyFileSystem;
using etalon::FileMode;
using etalon::FullDisk;
using etalon::PackagesToChange;
using etalon::PackageToLink;
using etalon::PrefixChange;
using etalon::PrefixData;
using etalon::Recovery;
using etalon::ScratchDirectory;
using Strings = std::vector<std::string>;
using Listing = std::map<std::string, std::string>;

namespace {

std::string without_dates(const std::string& history) {
  std::string text;
  for (const std::string_view line : etalon::split(history, '\n')) {
    text += line.substr(0, line.find("==> "));
    text += '\n';
  }
  return text;
}

// What differs between two runs although the environments are the same: the time in the history,
// and the times of files that were written.
Listing comparable(const std::filesystem::path& prefix) {
  Listing listing = etalon::list_everything(prefix);
  for (auto& [path, content] : listing) {
    if (path == "conda-meta/history") {
      content = without_dates(content);
    } else if (path == "conda-meta/etalon-files") {
      content = "times";
    }
  }
  return listing;
}

// Empty where two listings are equal; else the paths that differ.
std::vector<std::string> differences(const Listing& a, const Listing& b) {
  std::vector<std::string> paths;
  for (const auto& [path, content] : a) {
    const auto found = b.find(path);
    if (found == b.end() || found->second != content) {
      paths.push_back(path);
    }
  }
  for (const auto& entry : b) {
    if (a.count(entry.first) == 0) {
      paths.push_back(entry.first);
    }
  }
  return paths;
}

// An environment of `stays`, `goes` and `moves` 1.0, and the change that removes the second, brings
// `comes` and makes the third 2.0: with clobbering, a file in place of a directory and the reverse, a
// user's files, links, placeholders, empty directories.
class ChangingEnvironment {
public:
  explicit ChangingEnvironment(const ScratchDirectory& scratch)
      : m_scratch(scratch), m_prefix(scratch / "envs/x") {
    const std::string room(200, 'p');
    ExtractedPackage stays(scratch, "stays");
    stays.file("lib/stays", "s").file("share/contested", "of stays").file("share/late", "of stays");
    ExtractedPackage goes(scratch, "goes");
    goes.file("lib/only/goes", "g")
        .file("share/contested", "of goes")
        .symlink("lib/link", "stays")
        .directory("var/empty")
        .file("lib/m.py", "1")
        .file("etc/settings", "default");
    ExtractedPackage moves(scratch, "moves");
    moves.file("bin/moves", "1", 0755)
        .file("lib/tree/a", "a")
        .file("flat", "f")
        .placeholder_file("share/text", room + "1", room, FileMode::text);
    ExtractedPackage newer(scratch, "moves", "2.0");
    newer.file("bin/moves", "two", 0755)
        .file("lib/tree", "now a file")
        .file("flat/deep/f", "now below")
        .placeholder_file("share/text", room + "2", room, FileMode::text)
        .placeholder_file("share/binary", room, room, FileMode::binary);
    ExtractedPackage comes(scratch, "comes");
    comes.file("share/late", "of comes").file("users/file", "of comes").file("new/dir/file", "n");
    m_old = {goes.build(), moves.build(), stays.build()};
    m_new = {comes.build(), newer.build()};
  }

  // Makes it anew, as it is before the change.
  void make() const {
    m_scratch.files().remove_tree(m_prefix);
    etalon::PlanOptions options;
    options.requested_specs = {"goes", "moves"};
    options.variables = {{"A", "1"}};
    execute(m_scratch.files(), plan_transaction(PrefixData(), m_prefix, m_old, options), {});
    m_scratch.write("envs/x/users/file", "the user's");
    m_scratch.files().write_file(m_prefix / "etc/settings", "changed");
    m_scratch.write("envs/x/lib/__pycache__/m.cpython-311.pyc", "byte code");
  }

  [[nodiscard]] PrefixChange plan() const {
    PackagesToChange packages;
    packages.remove = {"goes", "moves"};
    packages.link = m_new;
    packages.order = {"comes", "moves", "stays"};
    ChangePlanOptions options;
    options.update_specs = {"comes"};
    options.remove_specs = {"goes"};
    options.variables = {{"A", "2"}};
    return plan_change(PrefixData::load(m_prefix), std::move(packages), options);
  }

  [[nodiscard]] const std::filesystem::path& prefix() const { return m_prefix; }

private:
  const ScratchDirectory& m_scratch;
  std::filesystem::path m_prefix;
  std::vector<PackageToLink> m_old;
  std::vector<PackageToLink> m_new;
};

ChangeExecution with(Durability durability) {
  ChangeExecution execution;
  execution.durability = durability;
  return execution;
}

// What the environment is like before and after.
struct Ends {
  Listing before;
  Listing after;
  std::size_t effects = 0;
};

// Tells what keeps `now` from being the end that it is nearer to.
bool is_one_of(const Listing& now, const Ends& ends) {
  Strings before = differences(now, ends.before);
  Strings after = differences(now, ends.after);
  const Strings& nearer = before.size() < after.size() ? before : after;
  CHECK(nearer == Strings{});
  return nearer.empty();
}

Ends find_ends(const ChangingEnvironment& environment, Durability durability) {
  Ends ends;
  environment.make();
  ends.before = comparable(environment.prefix());
  FaultyFileSystem counter;
  execute_change(counter, environment.plan(), with(durability));
  ends.after = comparable(environment.prefix());
  ends.effects = counter.effects();
  return ends;
}

} // namespace

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
    for (std::size_t n = 1; n <= ends.effects; ++n) {
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
    CHECK(undone > 30);
    CHECK(completed > 10);
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
