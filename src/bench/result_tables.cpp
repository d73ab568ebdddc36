#include "result_tables.hpp"

#include "sqlite_database.hpp"

#include <etalon/bench/statistics.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace etalon {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t k_format = 1;

constexpr const char* k_tables = R"(
CREATE TABLE runs (
  id TEXT PRIMARY KEY, started TEXT NOT NULL, workload TEXT NOT NULL, command_line TEXT NOT NULL,
  tool_version TEXT NOT NULL, machine TEXT NOT NULL, warnings TEXT NOT NULL);
CREATE TABLE environments (
  run TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, position INTEGER NOT NULL,
  name TEXT NOT NULL, prefix TEXT NOT NULL, environment_id TEXT NOT NULL,
  PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE TABLE packages (
  run TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, environment INTEGER NOT NULL,
  position INTEGER NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, build TEXT NOT NULL,
  channel TEXT NOT NULL, subdir TEXT NOT NULL, sha256 TEXT NOT NULL,
  PRIMARY KEY (run, environment, position)) WITHOUT ROWID;
CREATE TABLE states (
  run TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, position INTEGER NOT NULL,
  environment INTEGER NOT NULL, parameters TEXT NOT NULL, outcome TEXT NOT NULL,
  reason TEXT NOT NULL, warmup_samples INTEGER NOT NULL, stopped_by TEXT NOT NULL,
  timer TEXT NOT NULL, device TEXT NOT NULL, facts TEXT NOT NULL, warnings TEXT NOT NULL,
  first_batch TEXT NOT NULL, restart TEXT NOT NULL, batches_per_second REAL NOT NULL,
  PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE TABLE samples (
  run TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, state INTEGER NOT NULL,
  position INTEGER NOT NULL, seconds REAL NOT NULL, batches INTEGER NOT NULL,
  items INTEGER NOT NULL, PRIMARY KEY (run, state, position)) WITHOUT ROWID;
CREATE TABLE objects (
  run TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, state INTEGER NOT NULL,
  position INTEGER NOT NULL, path TEXT NOT NULL, package TEXT NOT NULL,
  outside_prefix INTEGER NOT NULL, PRIMARY KEY (run, state, position)) WITHOUT ROWID;
PRAGMA user_version = 1;
)";

std::uint64_t format_of(SqliteDatabase& database) {
  SqliteStatement statement(database, "PRAGMA user_version");
  statement.step();
  return statement.integer(0);
}

// Host names and error texts may hold any bytes; JSON is UTF-8.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

constexpr std::pair<StateOutcome, std::string_view> k_outcomes[] = {
    {StateOutcome::done, "done"},
    {StateOutcome::skipped, "skipped"},
    {StateOutcome::failed, "failed"}};

std::string_view outcome_name(StateOutcome outcome) {
  for (const auto& [known, name] : k_outcomes) {
    if (known == outcome) {
      return name;
    }
  }
  return "failed";
}

StateOutcome parse_outcome(std::string_view text) {
  for (const auto& [outcome, name] : k_outcomes) {
    if (name == text) {
      return outcome;
    }
  }
  throw Error(ErrorKind::corrupt, fmt::format("a state has the outcome `{}`", text));
}

void insert_environments(SqliteDatabase& database, const BenchmarkResult& result) {
  SqliteStatement environment(database, "INSERT INTO environments VALUES (?,?,?,?,?)");
  SqliteStatement package(database, "INSERT INTO packages VALUES (?,?,?,?,?,?,?,?,?)");
  for (std::uint64_t i = 0; i < result.environments.size(); ++i) {
    const Environment& one = result.environments[i];
    environment.bind(result.id).bind(i).bind(one.name).bind(one.prefix).bind(one.id).run();
    for (std::uint64_t j = 0; j < one.packages.size(); ++j) {
      const MeasuredPackage& measured = one.packages[j];
      package.bind(result.id).bind(i).bind(j).bind(measured.name).bind(measured.version);
      package.bind(measured.build).bind(measured.channel).bind(measured.subdir);
      package.bind(measured.sha256).run();
    }
  }
}

void insert_state(SqliteDatabase& database,
                  const std::string& run,
                  std::uint64_t position,
                  const StateResult& state) {
  SqliteStatement row(database, "INSERT INTO states VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  row.bind(run).bind(position).bind(std::uint64_t{state.environment});
  row.bind(dump(state.parameters)).bind(outcome_name(state.outcome)).bind(state.reason);
  row.bind(std::uint64_t{state.warmup_samples}).bind(state.stopped_by).bind(state.timer);
  row.bind(state.device).bind(dump(state.facts)).bind(dump(state.warnings));
  row.bind(dump(state.first_batch_seconds)).bind(dump(state.restart_seconds));
  row.bind(state.summary ? state.summary->batches_per_second : 0.0).run();

  SqliteStatement sample(database, "INSERT INTO samples VALUES (?,?,?,?,?,?)");
  for (std::uint64_t i = 0; i < state.samples.size(); ++i) {
    const Sample& one = state.samples[i];
    sample.bind(run).bind(position).bind(i).bind(one.seconds).bind(one.batches);
    sample.bind(one.items).run();
  }
  SqliteStatement object(database, "INSERT INTO objects VALUES (?,?,?,?,?,?)");
  for (std::uint64_t i = 0; i < state.objects.size(); ++i) {
    const MappedObject& one = state.objects[i];
    object.bind(run).bind(position).bind(i).bind(one.path).bind(one.package);
    object.bind(std::uint64_t{one.outside_prefix ? 1U : 0U}).run();
  }
}

std::vector<MeasuredPackage>
select_packages(SqliteDatabase& database, const std::string& run, std::uint64_t environment) {
  SqliteStatement row(database,
                      "SELECT name, version, build, channel, subdir, sha256 FROM packages"
                      " WHERE run = ? AND environment = ? ORDER BY position");
  row.bind(run).bind(environment);
  std::vector<MeasuredPackage> packages;
  while (row.step()) {
    packages.push_back(
        {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)});
  }
  return packages;
}

std::vector<Environment> select_environments(SqliteDatabase& database, const std::string& run) {
  SqliteStatement row(database,
                      "SELECT position, name, prefix, environment_id FROM environments"
                      " WHERE run = ? ORDER BY position");
  row.bind(run);
  std::vector<Environment> environments;
  while (row.step()) {
    environments.push_back(
        {row.text(1), row.text(2), row.text(3), select_packages(database, run, row.integer(0))});
  }
  return environments;
}

std::vector<Sample>
select_samples(SqliteDatabase& database, const std::string& run, std::uint64_t state) {
  SqliteStatement row(database,
                      "SELECT seconds, batches, items FROM samples"
                      " WHERE run = ? AND state = ? ORDER BY position");
  row.bind(run).bind(state);
  std::vector<Sample> samples;
  while (row.step()) {
    samples.push_back({row.real(0), row.integer(1), row.integer(2)});
  }
  return samples;
}

std::vector<MappedObject>
select_objects(SqliteDatabase& database, const std::string& run, std::uint64_t state) {
  SqliteStatement row(database,
                      "SELECT path, package, outside_prefix FROM objects"
                      " WHERE run = ? AND state = ? ORDER BY position");
  row.bind(run).bind(state);
  std::vector<MappedObject> objects;
  while (row.step()) {
    objects.push_back({row.text(0), row.text(1), row.integer(2) != 0});
  }
  return objects;
}

StateResult read_state(SqliteDatabase& database, const std::string& run, SqliteStatement& row) {
  StateResult state;
  const std::uint64_t position = row.integer(0);
  state.environment = row.integer(1);
  Json::parse(row.text(2)).get_to(state.parameters);
  state.outcome = parse_outcome(row.text(3));
  state.reason = row.text(4);
  state.warmup_samples = row.integer(5);
  state.stopped_by = row.text(6);
  state.timer = row.text(7);
  state.device = row.text(8);
  Json::parse(row.text(9)).get_to(state.facts);
  Json::parse(row.text(10)).get_to(state.warnings);
  Json::parse(row.text(11)).get_to(state.first_batch_seconds);
  Json::parse(row.text(12)).get_to(state.restart_seconds);
  state.samples = select_samples(database, run, position);
  state.objects = select_objects(database, run, position);
  if (state.outcome == StateOutcome::done && !state.samples.empty()) {
    state.summary = summarize(state.samples);
  }
  return state;
}

std::vector<StateResult> select_states(SqliteDatabase& database, const std::string& run) {
  SqliteStatement row(database,
                      "SELECT position, environment, parameters, outcome, reason, warmup_samples,"
                      " stopped_by, timer, device, facts, warnings, first_batch, restart"
                      " FROM states WHERE run = ? ORDER BY position");
  row.bind(run);
  std::vector<StateResult> states;
  while (row.step()) {
    states.push_back(read_state(database, run, row));
  }
  return states;
}

} // namespace

void create_result_tables(SqliteDatabase& database) {
  if (format_of(database) == 0) {
    SqliteTransaction transaction(database);
    if (format_of(database) == 0) { // nobody was faster
      database.execute(k_tables);
    }
    transaction.commit();
  }
  const std::uint64_t format = format_of(database);
  if (format != k_format) {
    throw Error(ErrorKind::refused,
                fmt::format("the results in `{}` have format {}; this Etalon knows format {}",
                            database.path().string(),
                            format,
                            k_format),
                {"use the newer Etalon that wrote them, or another ETALON_HOME"});
  }
}

void insert_result(SqliteDatabase& database, const BenchmarkResult& result) {
  SqliteStatement run(database, "INSERT INTO runs VALUES (?,?,?,?,?,?,?)");
  run.bind(result.id).bind(result.started).bind(result.workload).bind(result.command_line);
  run.bind(result.tool_version).bind(result.machine.to_json()).bind(dump(result.warnings)).run();
  insert_environments(database, result);
  for (std::uint64_t i = 0; i < result.states.size(); ++i) {
    insert_state(database, result.id, i, result.states[i]);
  }
}

BenchmarkResult select_result(SqliteDatabase& database, const std::string& id) {
  SqliteStatement row(database,
                      "SELECT started, workload, command_line, tool_version, machine, warnings"
                      " FROM runs WHERE id = ?");
  row.bind(id);
  row.step();
  try {
    BenchmarkResult result;
    result.id = id;
    result.started = row.text(0);
    result.workload = row.text(1);
    result.command_line = row.text(2);
    result.tool_version = row.text(3);
    result.machine = MachineInfo::parse_json(row.text(4));
    Json::parse(row.text(5)).get_to(result.warnings);
    result.environments = select_environments(database, id);
    result.states = select_states(database, id);
    return result;
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::corrupt, error.what())
        .while_doing(fmt::format("run `{}` in `{}` is damaged", id, database.path().string()));
  }
}

} // namespace etalon
