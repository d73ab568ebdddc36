#include "app/test_channels.hpp"

#include <etalon/app/plan_changes.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>

namespace etalon {

namespace {

using nlohmann::json;
using test::TestChannels;
using Strings = std::vector<std::string>;

json record(const std::string& name, const std::string& version, const Strings& depends = {}) {
  return {{"name", name}, {"version", version}, {"depends", depends}};
}

RepoDataRecord installed(const json& record) {
  json with_build = record;
  with_build["build"] = record.value("build", "0");
  with_build["build_number"] = 0;
  return {parse_package_record(with_build.dump(), "linux-64"), "", "", "c"};
}

std::string text_of(ChangeKind kind) {
  switch (kind) {
  case ChangeKind::install:
    return "install";
  case ChangeKind::upgrade:
    return "upgrade";
  case ChangeKind::downgrade:
    return "downgrade";
  case ChangeKind::rebuild:
    return "rebuild";
  case ChangeKind::relink:
    return "relink";
  case ChangeKind::remove:
    return "remove";
  }
  return "";
}

std::string text_of(ChangeReason reason) {
  switch (reason) {
  case ChangeReason::requested:
    return "requested";
  case ChangeReason::needed:
    return "needed";
  case ChangeReason::ruled_out:
    return "ruled out";
  case ChangeReason::dependency_changed:
    return "dependency changed";
  case ChangeReason::pinned:
    return "pinned";
  case ChangeReason::better:
    return "better";
  case ChangeReason::needs_removed:
    return "needs removed";
  case ChangeReason::no_longer_needed:
    return "no longer needed";
  case ChangeReason::python_changed:
    return "python changed";
  case ChangeReason::reinstalled:
    return "reinstalled";
  }
  return "";
}

// An environment and one channel, which may have more.
class World {
public:
  explicit World(const std::vector<json>& records, const std::vector<json>& there, Strings asked) {
    m_channels.add_channel("c");
    m_channels.add_subdir("linux-64", TestChannels::repodata_of(records).dump());
    for (const json& each : there) {
      m_environment.packages.push_back(installed(each));
    }
    m_environment.requested = std::move(asked);
  }

  void pin(const std::string& spec) { m_pins.push_back(spec); }

  std::variant<EnvironmentChange, ChangeConflict> plan(const ChangeRequest& request) {
    CandidateOptions options;
    options.pip_dependency = PipDependency::as_recorded;
    return plan_changes(m_environment, request, {m_channels.channels(), {}, options, m_pins, {}});
  }

  // "KIND NAME BEFORE -> AFTER: REASON (WHO)" for each.
  Strings changes(ChangeAction action, const Strings& specs = {}) {
    return changes(ChangeRequest{action, specs});
  }

  Strings changes(const ChangeRequest& request) {
    const auto answer = plan(request);
    if (const auto* conflict = std::get_if<ChangeConflict>(&answer)) {
      return {render(conflict->graph)};
    }
    Strings texts;
    for (const PackageChange& change : std::get<EnvironmentChange>(answer).changes) {
      std::string text = text_of(change.kind) + " " + change.name;
      if (change.before) {
        text += " " + change.before->package.version.to_string();
      }
      if (change.after) {
        text += " -> " + change.after->package.version.to_string();
      }
      text += ": " + text_of(change.reason);
      texts.push_back(text +
                      (change.because.empty() ? "" : " (" + join(change.because, ", ") + ")"));
    }
    return texts;
  }

private:
  TestChannels m_channels;
  InstalledEnvironment m_environment;
  Strings m_pins;
};

} // namespace

TEST_CASE("installing changes nothing that can stay", "[app][changes]") {
  World world({record("app", "1", {"lib"}),
               record("app", "2", {"lib"}),
               record("lib", "1"),
               record("lib", "2"),
               record("new", "1", {"lib", "extra"}),
               record("extra", "1")},
              {record("app", "1", {"lib"}), record("lib", "1")},
              {"app"});
  CHECK(world.changes(ChangeAction::install, {"new"}) ==
        Strings{"install extra -> 1: needed (new)", "install new -> 1: requested (new)"});
  CHECK(world.changes(ChangeAction::install, {"app"}) == Strings{});
  CHECK(world.changes(ChangeAction::install, {"App >=2"}) ==
        Strings{"upgrade app 1 -> 2: requested (App >=2)"});
}

TEST_CASE(
    "what is installed stays even where something newer that is only needed would push it out",
    "[app][changes]") {
  World world({record("new", "1", {"lib"}),
               record("lib", "1"),
               json{{"name", "lib"}, {"version", "2"}, {"constrains", {"kept 2"}}},
               record("kept", "1"),
               record("kept", "2")},
              {record("kept", "1")},
              {});
  CHECK(world.changes(ChangeAction::install, {"new"}) ==
        Strings{"install lib -> 1: needed (new)", "install new -> 1: requested (new)"});
}

TEST_CASE("what cannot stay says why", "[app][changes]") {
  World world({record("python", "3.11"),
               record("python", "3.12"),
               record("numpy", "1", {"python 3.11"}),
               record("numpy", "2", {"python 3.12"}),
               record("gone", "1", {"python 3.11"}),
               record("lib", "1"),
               record("lib", "2"),
               record("new", "1", {"lib >=2"})},
              {record("python", "3.11"),
               record("numpy", "1", {"python 3.11"}),
               record("gone", "1", {"python 3.11"}),
               record("lib", "1")},
              {"numpy"});
  CHECK(world.changes(ChangeAction::install, {"python 3.12"}) ==
        Strings{"remove gone 1: dependency changed (python)",
                "upgrade numpy 1 -> 2: dependency changed (python)",
                "upgrade python 3.11 -> 3.12: requested (python 3.12)"});
  CHECK(world.changes(ChangeAction::install, {"new"}) ==
        Strings{"upgrade lib 1 -> 2: ruled out (new)", "install new -> 1: requested (new)"});
}

TEST_CASE("what was asked for before still holds, or there is a conflict", "[app][changes]") {
  World world({record("app", "1"), record("app", "2"), record("new", "1", {"app 2"})},
              {record("app", "1")},
              {"app <2"});
  CHECK(world.changes(ChangeAction::install, {"new"}).front().find("app <2") != std::string::npos);
  CHECK(world.changes(ChangeAction::update, {"app"}) == Strings{});
  CHECK(world.changes(ChangeAction::install, {"app", "new"}) ==
        Strings{"upgrade app 1 -> 2: requested (app)", "install new -> 1: requested (new)"});
}

TEST_CASE("an update moves what it names, and all else as little as possible", "[app][changes]") {
  World world({record("app", "1", {"lib"}),
               record("app", "2", {"lib >=2"}),
               record("lib", "1"),
               record("lib", "2"),
               record("lib", "3"),
               record("other", "1"),
               record("other", "2")},
              {record("app", "1", {"lib"}), record("lib", "2"), record("other", "1")},
              {"app"});
  CHECK(world.changes(ChangeAction::update, {"app"}) ==
        Strings{"upgrade app 1 -> 2: requested (app)"});
  CHECK(world.changes(ChangeAction::update, {"lib"}) ==
        Strings{"upgrade lib 2 -> 3: requested (lib)"});
  CHECK(world.changes(ChangeAction::update_all) == Strings{"upgrade app 1 -> 2: better",
                                                           "upgrade lib 2 -> 3: better",
                                                           "upgrade other 1 -> 2: better"});
  try {
    world.changes(ChangeAction::update, {"ap"});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::not_found);
    CHECK(error.message() == "`ap` is not installed");
    CHECK(error.hints() == Strings{"did you mean `app`?"});
  }
}

TEST_CASE("pins and builds take part", "[app][changes]") {
  World world({record("app", "1"), record("app", "2"), record("new", "1")},
              {record("app", "2"),
               json{{"name", "new"}, {"version", "1"}, {"build", "old"}, {"depends", {"x"}}}},
              {});
  world.pin("app <2");
  CHECK(
      world.changes(ChangeAction::install, {"new 1 0"}) ==
      Strings{"downgrade app 2 -> 1: pinned (app <2)", "rebuild new 1 -> 1: requested (new 1 0)"});
}

TEST_CASE("removing takes what needs it and, where orphans go, what only it needed",
          "[app][changes]") {
  World world({},
              {record("app", "1", {"lib", "tool"}),
               record("lib", "1", {"base"}),
               record("base", "1"),
               record("tool", "1"),
               record("stray", "1"),
               record("plugin", "1", {"app"}),
               record("addon", "1", {"plugin"})},
              {"app", "tool", "addon"});
  CHECK(world.changes(ChangeAction::remove, {"App"}) ==
        Strings{"remove addon 1: needs removed (plugin)",
                "remove app 1: requested (App)",
                "remove plugin 1: needs removed (app)"});
  CHECK(world.changes({ChangeAction::remove,
                       {"app"},
                       Orphans::keep,
                       OtherPackages::stay_if_possible,
                       WantedPackages::requested_only}) ==
        Strings{"remove app 1: requested (app)"});
  CHECK(world.changes({ChangeAction::remove, {"App"}, Orphans::remove}) ==
        Strings{"remove addon 1: needs removed (plugin)",
                "remove app 1: requested (App)",
                "remove base 1: no longer needed (lib)",
                "remove lib 1: no longer needed (app)",
                "remove plugin 1: needs removed (app)"});
  const auto answer = world.plan({ChangeAction::remove, {"app"}, Orphans::remove});
  CHECK(std::get<EnvironmentChange>(answer).packages.size() == 2); // stray, tool
  CHECK_THROWS_WITH(world.plan({ChangeAction::remove, {"numpy"}}), "`numpy` is not installed");
}

TEST_CASE("packages that need each other go together", "[app][changes]") {
  World world(
      {}, {record("a", "1", {"b"}), record("b", "1", {"a"}), record("c", "1", {"b"})}, {"c"});
  CHECK(world.changes({ChangeAction::remove, {"c"}, Orphans::remove}) ==
        Strings{"remove a 1: no longer needed (b)",
                "remove b 1: no longer needed (a, c)",
                "remove c 1: requested (c)"});
}

TEST_CASE("installed packages may be frozen, or move with what needs them", "[app][changes]") {
  World world({record("app", "1", {"lib"}),
               record("app", "2", {"lib >=2"}),
               record("lib", "1"),
               record("lib", "2"),
               record("lib", "3"),
               record("new", "1", {"lib >=2"})},
              {record("app", "1", {"lib"}), record("lib", "2")},
              {"app"});
  const auto with = [](ChangeAction action, const Strings& specs, OtherPackages others) {
    return ChangeRequest{action, specs, Orphans::keep, others};
  };
  CHECK(world.changes(with(ChangeAction::install, {"new"}, OtherPackages::frozen)) ==
        Strings{"install new -> 1: requested (new)"});
  CHECK(world.changes(with(ChangeAction::install, {"lib 3"}, OtherPackages::frozen)) ==
        Strings{"upgrade lib 2 -> 3: requested (lib 3)"});
  CHECK(world.changes(with(ChangeAction::update, {"app"}, OtherPackages::dependencies_move)) ==
        Strings{"upgrade app 1 -> 2: requested (app)", "upgrade lib 2 -> 3: better"});
}

TEST_CASE("parts of the answer may be taken, and orphans taken out", "[app][changes]") {
  World world({record("app", "1", {"lib"}), record("lib", "1"), record("other", "1")},
              {record("stray", "1")},
              {});
  const auto with = [](Orphans orphans, WantedPackages wanted) {
    return ChangeRequest{
        ChangeAction::install, {"app"}, orphans, OtherPackages::stay_if_possible, wanted};
  };
  CHECK(world.changes(with(Orphans::keep, WantedPackages::requested_only)) ==
        Strings{"install app -> 1: requested (app)"});
  CHECK(world.changes(with(Orphans::keep, WantedPackages::dependencies_only)) ==
        Strings{"install lib -> 1: needed"});
  CHECK(world.changes(with(Orphans::remove, WantedPackages::all)) ==
        Strings{"install app -> 1: requested (app)",
                "install lib -> 1: needed (app)",
                "remove stray 1: no longer needed"});
}

TEST_CASE("an exact change takes the packages as they are given", "[app][changes]") {
  const std::vector<RepoDataRecord> there = {installed(record("a", "1")),
                                             installed(record("b", "1"))};
  const std::vector<RepoDataRecord> wanted = {installed(record("a", "2"))};
  CHECK(plan_exact_change(there, wanted, OthersThan::stay).packages.size() == 2);
  const auto change = plan_exact_change(there, wanted, OthersThan::go);
  REQUIRE(change.changes.size() == 2);
  CHECK(change.changes[0].kind == ChangeKind::upgrade);
  CHECK(change.changes[0].reason == ChangeReason::requested);
  CHECK(change.changes[1].kind == ChangeKind::remove);
}

TEST_CASE("noarch python packages are linked again for another python", "[app][changes]") {
  auto pure = record("pure", "1", {"python"});
  pure["noarch"] = "python";
  const std::vector<RepoDataRecord> there = {
      installed(record("python", "3.11.4")), installed(pure), installed(record("native", "1"))};
  EnvironmentChange change =
      plan_exact_change(there, {installed(record("python", "3.12.1"))}, OthersThan::stay);
  add_relinked(change, there, {"native"});
  REQUIRE(change.changes.size() == 3);
  CHECK(change.changes[0].name == "native");
  CHECK(change.changes[0].reason == ChangeReason::reinstalled);
  CHECK(change.changes[1].name == "pure");
  CHECK(change.changes[1].kind == ChangeKind::relink);
  CHECK(change.changes[1].because == Strings{"python 3.11", "python 3.12"});
  EnvironmentChange patch =
      plan_exact_change(there, {installed(record("python", "3.11.9"))}, OthersThan::stay);
  add_relinked(patch, there, {});
  CHECK(patch.changes.size() == 1);
}

TEST_CASE("a plan out of time says so", "[app][changes]") {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir("linux-64", TestChannels::repodata_of({record("a", "1")}).dump());
  SolveOptions limits;
  limits.time_limit = std::chrono::milliseconds(0);
  CHECK_THROWS_WITH(
      plan_changes({}, {ChangeAction::install, {"a"}}, {channels.channels(), {}, {}, {}, limits}),
      "no answer was found in time");
}

} // namespace etalon
