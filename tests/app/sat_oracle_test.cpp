#include "resolution/answers.hpp"
#include "resolution/random_requests.hpp"
#include "resolution/real_channels.hpp"
#include "resolution/record_validator.hpp"
#include "sat_oracle/record_sat.hpp"
#include "solve/small_world.hpp"

#include <etalon/solve/validate.hpp>
#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>

#include <random>

namespace etalon {

namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

const fs::path k_channels = fs::path(ETALON_SOURCE_DIR) / "../shared/data/channels";

// ---- worlds of numbers, too large for trying everything ----

struct LargeSize {
  std::uint32_t names = 60;
  std::uint32_t versions = 6;
  std::uint32_t requirements = 3; // of a package, at most
  std::uint32_t width = 3;        // of a range of versions, at most
  std::uint32_t requests = 8;
};

std::uint32_t below(std::mt19937& random, std::uint32_t limit) {
  return static_cast<std::uint32_t>(random() % limit);
}

// A range of versions, rarely any; two requirements on one name often do not go together.
std::string draw_range(std::mt19937& random, const LargeSize& size) {
  std::string text = "p" + std::to_string(below(random, size.names));
  if (below(random, 5) == 0) {
    return text;
  }
  const std::uint32_t first = 1 + below(random, size.versions);
  const std::uint32_t last = std::min(first + below(random, size.width), size.versions);
  for (std::uint32_t version = first; version <= last; ++version) {
    text += " " + std::to_string(version);
  }
  return text;
}

SolveTask draw_large_world(std::mt19937& random, const LargeSize& size, SmallWorld& world) {
  for (std::uint32_t name = 0; name < size.names; ++name) {
    for (std::uint32_t version = 1; version <= size.versions; ++version) {
      Strings requirements;
      Strings constraints;
      for (std::uint32_t i = below(random, size.requirements + 1); i > 0; --i) {
        requirements.push_back(draw_range(random, size));
      }
      if (below(random, 4) == 0) {
        constraints.push_back(draw_range(random, size));
      }
      world.add("p" + std::to_string(name), static_cast<int>(version), requirements, constraints);
    }
  }
  SolveTask task;
  for (std::uint32_t i = 0; i < size.requests; ++i) {
    task.requirements.push_back(world.set(draw_range(random, size)));
  }
  return task;
}

// Package i is variable i + 1.
class SmallWorldSat {
public:
  SmallWorldSat(SmallWorld& world, const SolveTask& task) : m_world(world) {
    std::map<std::uint32_t, std::vector<int>> by_name;
    for (const auto& package : world.packages) {
      by_name[to_index(package.name)].push_back(m_problem.add_variable());
    }
    for (const auto& entry : by_name) {
      m_problem.add_at_most_one(entry.second);
    }
    for (std::size_t i = 0; i < world.packages.size(); ++i) {
      const int package = static_cast<int>(i) + 1;
      for (const VersionSetId set : world.packages[i].dependencies.requirements) {
        add_requirement({-package}, set);
      }
      for (const VersionSetId set : world.packages[i].dependencies.constraints) {
        add_constraint({-package}, set);
      }
    }
    for (const VersionSetId set : task.requirements) {
      add_requirement({}, set);
    }
  }

  bool is_solvable() { return m_problem.is_solvable({}); }

private:
  [[nodiscard]] bool contains(VersionSetId set, std::size_t package) const {
    return m_world.contains(set, SolvableId{static_cast<std::uint32_t>(package)});
  }

  void add_requirement(std::vector<int> clause, VersionSetId set) {
    for (std::size_t i = 0; i < m_world.packages.size(); ++i) {
      if (contains(set, i)) {
        clause.push_back(static_cast<int>(i) + 1);
      }
    }
    m_problem.add_clause(clause);
  }

  void add_constraint(const std::vector<int>& clause, VersionSetId set) {
    for (std::size_t i = 0; i < m_world.packages.size(); ++i) {
      if (m_world.packages[i].name == m_world.name_of(set) && !contains(set, i)) {
        std::vector<int> forbidding = clause;
        forbidding.push_back(-static_cast<int>(i) - 1);
        m_problem.add_clause(forbidding);
      }
    }
  }

  SmallWorld& m_world;
  test::SatProblem m_problem;
};

struct Verdicts {
  int solvable = 0;
  int unsolvable = 0;
  std::uint64_t conflicts = 0;
};

void compare_large_world(unsigned seed, const LargeSize& size, Verdicts& verdicts) {
  INFO("seed " << seed);
  std::mt19937 random(seed);
  SmallWorld world;
  const SolveTask task = draw_large_world(random, size, world);
  const SolveResult result = solve(task, world);
  const bool is_solvable = SmallWorldSat(world, task).is_solvable();
  if (const auto* solution = std::get_if<SolverSolution>(&result)) {
    ++verdicts.solvable;
    verdicts.conflicts += solution->counters.conflicts;
    REQUIRE(is_solvable);
    REQUIRE(validate(task, world, solution->solvables).empty());
    return;
  }
  ++verdicts.unsolvable;
  const auto& unsolvable = std::get<Unsolvable>(result);
  verdicts.conflicts += unsolvable.counters.conflicts;
  REQUIRE_FALSE(is_solvable);
  // The part that is shown as the reason contradicts as well.
  REQUIRE_FALSE(SmallWorldSat(world, {unsolvable.requirements, {}, {}}).is_solvable());
}

// ---- real channels ----

// Of the requested specs in their order: that none can have a better candidate, those before it
// being what they are.
void check_is_best(const test::Answer& answer, test::RecordWorld& world, test::RecordSat& sat) {
  const auto& chosen = std::get<SolverSolution>(answer.result).solvables;
  std::vector<int> fixed;
  for (const VersionSetId request : answer.task.requirements) {
    fixed.push_back(sat.needed(answer.candidates->display_version_set(request)));
  }
  for (const VersionSetId request : answer.task.requirements) {
    const auto sorted =
        get_sorted_candidates(*answer.candidates, answer.candidates->name_of(request)).sorted;
    std::vector<int> better;
    for (const SolvableId candidate : sorted) {
      const auto records = test::find_in_world(world, {answer.candidates->record(candidate)});
      const int literal = sat.installed(*records.front());
      if (std::find(chosen.begin(), chosen.end(), candidate) != chosen.end()) {
        fixed.push_back(literal);
        break;
      }
      better.push_back(literal);
    }
    if (!better.empty()) {
      std::vector<int> assumptions(fixed.begin(), fixed.end() - 1);
      assumptions.push_back(sat.any_of(better));
      CHECK_FALSE(sat.is_solvable(assumptions));
    }
  }
}

Verdicts compare_real_requests(const Strings& names, std::uint32_t seed, int count) {
  const test::RealChannels channels(k_channels, names);
  test::RecordWorld world = channels.load_world(test::example_machine());
  test::RecordSat sat(world, {});
  test::RequestDrawer drawer(world, seed);
  CandidateOptions options;
  options.channel_priority = ChannelPriority::strict;
  options.pip_dependency = PipDependency::as_recorded;
  Verdicts verdicts;
  for (int i = 0; i < count; ++i) {
    const Strings specs = drawer.draw();
    INFO(join(specs, ", "));
    const test::Answer answer =
        test::resolve(channels.channels(), test::example_machine(), specs, options);
    std::vector<int> wanted;
    for (const std::string& spec : specs) {
      wanted.push_back(sat.needed(spec));
    }
    CHECK(sat.is_solvable(wanted) == answer.is_solved());
    if (!answer.is_solved()) {
      ++verdicts.unsolvable;
      continue;
    }
    ++verdicts.solvable;
    const auto records = test::find_in_world(world, answer.packages());
    CHECK(find_faults(world, {specs}, records) == Strings{});
    CHECK(find_superfluous({specs}, records) == Strings{});
    check_is_best(answer, world, sat);
  }
  return verdicts;
}

} // namespace

TEST_CASE("a SAT solver agrees on worlds too large for trying everything", "[solve][sat]") {
  Verdicts verdicts;
  for (unsigned seed = 1; seed <= 100; ++seed) {
    compare_large_world(seed, {40, 10, 6, 6, 4}, verdicts);
  }
  for (unsigned seed = 1001; seed <= 1100; ++seed) {
    compare_large_world(seed, {80, 10, 5, 6, 6}, verdicts);
  }
  CAPTURE(verdicts.solvable, verdicts.unsolvable, verdicts.conflicts);
  CHECK(verdicts.solvable > 20);
  CHECK(verdicts.unsolvable > 20);
  CHECK(verdicts.conflicts > 1000);
}

TEST_CASE("a SAT solver agrees on random requests to real channels, and finds no better answer",
          "[solve][sat][real]") {
  if (!fs::exists(k_channels)) {
    WARN("skipped: " << k_channels << " is not there");
    return;
  }
  const Verdicts alone = compare_real_requests({"conda-forge"}, 1, 160);
  CHECK(alone.solvable > 40);
  CHECK(alone.unsolvable > 10);
  const Verdicts mixed = compare_real_requests({"pytorch", "nvidia", "conda-forge"}, 2, 60);
  CHECK(mixed.solvable + mixed.unsolvable == 60);
}

} // namespace etalon
