#include "result_tables.hpp"
#include "sqlite_database.hpp"

#include <etalon/bench/result_store.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <random>

namespace etalon {

namespace {

std::vector<std::string> all_ids(SqliteDatabase& database) {
  std::vector<std::string> ids;
  SqliteStatement statement(database, "SELECT id FROM runs ORDER BY started DESC, rowid DESC");
  while (statement.step()) {
    ids.push_back(statement.text(0));
  }
  return ids;
}

std::optional<std::string> find_id(SqliteDatabase& database, std::string_view wanted) {
  const std::vector<std::string> ids = all_ids(database);
  if (wanted == "latest") {
    return ids.empty() ? std::nullopt : std::optional(ids.front());
  }
  std::vector<std::string> matching;
  for (const std::string& id : ids) {
    if (id == wanted) {
      return id;
    }
    if (!wanted.empty() && id.compare(0, wanted.size(), wanted) == 0) {
      matching.push_back(id);
    }
  }
  if (matching.size() > 1) {
    throw Error(ErrorKind::usage,
                fmt::format("`{}` begins the ids of {} runs", wanted, matching.size()),
                {"write more of the id: " + join(matching, ", ")});
  }
  return matching.empty() ? std::nullopt : std::optional(matching.front());
}

} // namespace

class ResultStore::Database : public SqliteDatabase {
public:
  using SqliteDatabase::SqliteDatabase;
};

std::string make_run_id() {
  std::random_device device;
  const std::uint64_t bits = (std::uint64_t{device()} << 32U) | device();
  return fmt::format("{:012x}", bits & 0xFFFF'FFFF'FFFFU);
}

ResultStore::ResultStore(FileSystem& files, const std::filesystem::path& path) {
  files.create_directories(path.parent_path());
  m_database = std::make_unique<Database>(path);
  create_result_tables(*m_database);
}

ResultStore::~ResultStore() = default;

void ResultStore::save(const BenchmarkResult& result) {
  SqliteTransaction transaction(*m_database);
  SqliteStatement(*m_database, "DELETE FROM runs WHERE id = ?").bind(result.id).run();
  insert_result(*m_database, result);
  transaction.commit();
}

std::vector<RunOverview> ResultStore::list() const {
  std::vector<RunOverview> runs;
  SqliteStatement statement(
      *m_database,
      "SELECT id, started, workload, (SELECT count(*) FROM states WHERE run = id),"
      " (SELECT count(*) FROM states WHERE run = id AND outcome = 'failed'),"
      " (SELECT coalesce(max(batches_per_second), 0) FROM states WHERE run = id)"
      " FROM runs ORDER BY started DESC, rowid DESC");
  SqliteStatement names(*m_database,
                        "SELECT name FROM environments WHERE run = ? ORDER BY position");
  while (statement.step()) {
    RunOverview run;
    run.id = statement.text(0);
    run.started = statement.text(1);
    run.workload = statement.text(2);
    run.states = statement.integer(3);
    run.failed_states = statement.integer(4);
    run.best_batches_per_second = statement.real(5);
    names.bind(run.id);
    while (names.step()) {
      run.environments.push_back(names.text(0));
    }
    names.reset();
    runs.push_back(std::move(run));
  }
  return runs;
}

std::optional<BenchmarkResult> ResultStore::find(std::string_view id) const {
  const std::optional<std::string> full = find_id(*m_database, id);
  return full ? std::optional(select_result(*m_database, *full)) : std::nullopt;
}

BenchmarkResult ResultStore::get(std::string_view id) const {
  if (std::optional<BenchmarkResult> result = find(id)) {
    return *std::move(result);
  }
  if (id == "latest") {
    throw Error(ErrorKind::not_found,
                "there is no run yet",
                {"measure one: `etalon bench run -n NAME --workload dataloader`"});
  }
  throw Error(ErrorKind::not_found,
              fmt::format("there is no run `{}`", id),
              {"`etalon bench list` shows the runs"});
}

} // namespace etalon
