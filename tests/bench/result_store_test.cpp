#include <etalon/bench/result_store.hpp>
#include <etalon/bench/statistics.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <sqlite3.h>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

#include <set>
#include <thread>

namespace etalon {

namespace {

using Texts = std::vector<std::string>;

BenchmarkResult example(const std::string& id, const std::string& started) {
  BenchmarkResult result;
  result.id = id;
  result.started = started;
  result.workload = "dataloader";
  result.command_line = "etalon bench run -n one -n two --workload dataloader";
  result.tool_version = "0.1.0";
  result.machine.hostname = "bench-1";
  result.machine.cpu_model = "AMD EPYC";
  result.machine.usable_cpus = 2;
  result.warnings = {"the load average is 3"};
  result.environments = {
      {"one", "/e/one", "aa11", {{"libtorch", "1.13.1", "h1_0", "debian", "linux-64", "ff00"}}},
      {"two", "/e/two", "bb22", {}}};
  StateResult done;
  done.parameters = {{"batch_size", "32"}};
  done.samples = {{0.1 + 0.2, 100, 3128}, {0.31, 100, 3128}, {0.32, 100, 3128}};
  done.summary = summarize(done.samples);
  done.first_batch_seconds = {0.01, 0.1 + 0.2};
  done.restart_seconds = {1e-5};
  done.warmup_samples = 2;
  done.stopped_by = "noise";
  done.timer = "steady_clock";
  done.device = "cpu";
  done.objects = {{"/e/one/lib/libc10.so", "libtorch-1.13.1-h1_0", false},
                  {"/usr/lib/stray.so", "", true}};
  done.facts = {{"torch", "1.13.1"}};
  done.warnings = {"only 3 samples"};
  StateResult failed;
  failed.environment = 1;
  failed.parameters = {{"batch_size", "32"}};
  failed.outcome = StateOutcome::failed;
  failed.reason = "the runner was killed by signal 9 (Killed)";
  StateResult skipped = failed;
  skipped.outcome = StateOutcome::skipped;
  skipped.reason = "pin_memory needs a CUDA device";
  result.states = {done, failed, skipped};
  return result;
}

void execute(const std::filesystem::path& path, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

} // namespace

TEST_CASE("a run is kept to the last bit", "[bench][store]") {
  const ScratchDirectory home;
  const BenchmarkResult original = example("0123456789ab", "2026-01-02T03:04:05Z");
  ResultStore(home.files(), home / "new/results.sqlite").save(original);

  const ResultStore store(home.files(), home / "new/results.sqlite");
  const BenchmarkResult loaded = store.get("0123456789ab");
  CHECK(loaded.to_json() == original.to_json());
  CHECK(loaded.states[0].samples[0].seconds == 0.1 + 0.2);
  CHECK(loaded.states[0].first_batch_seconds[1] == 0.1 + 0.2);
  CHECK(loaded.states[0].objects[1].outside_prefix);
  CHECK(loaded.states[2].outcome == StateOutcome::skipped);
  CHECK(loaded.environments[0].packages[0].build == "h1_0");
}

TEST_CASE("runs are listed newest first", "[bench][store]") {
  const ScratchDirectory home;
  ResultStore store(home.files(), home / "results.sqlite");
  CHECK(store.list().empty());
  store.save(example("aaa1", "2026-01-02T00:00:00Z"));
  store.save(example("bbb2", "2026-01-03T00:00:00Z"));
  store.save(example("ccc3", "2026-01-01T00:00:00Z"));
  const std::vector<RunOverview> runs = store.list();
  REQUIRE(runs.size() == 3);
  CHECK(runs[0].id == "bbb2");
  CHECK(runs[1].id == "aaa1");
  CHECK(runs[2].id == "ccc3");
  CHECK(runs[0].started == "2026-01-03T00:00:00Z");
  CHECK(runs[0].workload == "dataloader");
  CHECK(runs[0].environments == Texts{"one", "two"});
  CHECK(runs[0].states == 3);
  CHECK(runs[0].failed_states == 1);
  CHECK(runs[0].best_batches_per_second == Approx(100 / 0.31));
}

TEST_CASE("a run is found by its id, the start of it, or as the latest", "[bench][store]") {
  const ScratchDirectory home;
  ResultStore store(home.files(), home / "results.sqlite");
  CHECK_FALSE(store.find("latest").has_value());
  store.save(example("abc123", "2026-01-02T00:00:00Z"));
  store.save(example("abd456", "2026-01-01T00:00:00Z"));
  store.save(example("abd4", "2026-01-01T00:00:00Z"));
  CHECK(store.get("latest").id == "abc123");
  CHECK(store.get("abc").id == "abc123");
  CHECK(store.get("abd4").id == "abd4"); // whole, though another begins so
  CHECK_FALSE(store.find("b").has_value());
  CHECK_FALSE(store.find("").has_value());

  const Error several = thrown_error([&] { static_cast<void>(store.find("ab")); });
  CHECK(several.kind() == ErrorKind::usage);
  CHECK(several.message() == "`ab` begins the ids of 3 runs");
  CHECK(several.hints() == Texts{"write more of the id: abc123, abd4, abd456"});
}

TEST_CASE("a run that is not there is an error with a hint", "[bench][store]") {
  const ScratchDirectory home;
  const ResultStore store(home.files(), home / "results.sqlite");
  const Error unknown = thrown_error([&] { static_cast<void>(store.get("f00")); });
  CHECK(unknown.kind() == ErrorKind::not_found);
  CHECK(unknown.message() == "there is no run `f00`");
  CHECK(unknown.hints() == Texts{"`etalon bench list` shows the runs"});
  const Error none = thrown_error([&] { static_cast<void>(store.get("latest")); });
  CHECK(none.message() == "there is no run yet");
  CHECK(none.hints() == Texts{"measure one: `etalon bench run -n NAME --workload dataloader`"});
}

TEST_CASE("saving a run again replaces it", "[bench][store]") {
  const ScratchDirectory home;
  ResultStore store(home.files(), home / "results.sqlite");
  BenchmarkResult result = example("abc", "2026-01-02T00:00:00Z");
  store.save(result);
  result.states.resize(1);
  store.save(result);
  CHECK(store.list().size() == 1);
  CHECK(store.get("abc").to_json() == result.to_json());
}

TEST_CASE("texts that are no UTF-8 are kept readable", "[bench][store]") {
  const ScratchDirectory home;
  ResultStore store(home.files(), home / "results.sqlite");
  BenchmarkResult result = example("abc", "2026-01-02T00:00:00Z");
  result.warnings = {"odd \xff byte"};
  store.save(result);
  CHECK(store.get("abc").warnings == Texts{"odd \xef\xbf\xbd byte"});
}

TEST_CASE("many writers at once lose nothing", "[bench][store]") {
  const ScratchDirectory home;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&home, writer] {
      ResultStore store(home.files(), home / "results.sqlite");
      for (int run = 0; run < 5; ++run) {
        store.save(example("w" + std::to_string(writer) + "r" + std::to_string(run),
                           "2026-01-02T00:00:00Z"));
      }
    });
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  const ResultStore store(home.files(), home / "results.sqlite");
  CHECK(store.list().size() == 20);
  for (const RunOverview& run : store.list()) {
    CHECK(store.get(run.id).states.size() == 3);
  }
}

TEST_CASE("a file that is no database is refused with its name", "[bench][store]") {
  const ScratchDirectory home;
  const std::filesystem::path path = home.write("results.sqlite", std::string(5000, 'x'));
  const Error error = thrown_error([&] { ResultStore(home.files(), path); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "cannot use the results in `" + path.string() + "`");
  CHECK(error.causes() == Texts{"file is not a database"});
  CHECK(error.hints() == Texts{"move it away, and Etalon begins a new one: `mv " + path.string() +
                               " " + path.string() + ".damaged`"});
}

TEST_CASE("a damaged database is refused", "[bench][store]") {
  const ScratchDirectory home;
  const std::filesystem::path path = home / "results.sqlite";
  {
    ResultStore store(home.files(), path);
    for (int run = 0; run < 20; ++run) {
      store.save(example("run" + std::to_string(run), "2026-01-02T00:00:00Z"));
    }
  }
  std::string bytes = read_file(path);
  REQUIRE(bytes.size() > 16'384);
  // The header and the schema stay; all pages behind them are rubbish.
  bytes.replace(8192, bytes.size() - 8192, bytes.size() - 8192, '\xa5');
  home.files().remove_file(path);
  home.write("results.sqlite", bytes);
  const Error error = thrown_error([&] {
    const ResultStore store(home.files(), path);
    for (const RunOverview& run : store.list()) {
      static_cast<void>(store.get(run.id));
    }
  });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "cannot use the results in `" + path.string() + "`");
}

TEST_CASE("a field that is damaged names its run", "[bench][store]") {
  const ScratchDirectory home;
  const std::filesystem::path path = home / "results.sqlite";
  ResultStore store(home.files(), path);
  store.save(example("abc", "2026-01-02T00:00:00Z"));
  execute(path, "UPDATE states SET facts = '{' WHERE position = 0");
  const Error error = thrown_error([&] { static_cast<void>(store.get("abc")); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "run `abc` in `" + path.string() + "` is damaged");
}

TEST_CASE("results of a newer format are left alone", "[bench][store]") {
  const ScratchDirectory home;
  const std::filesystem::path path = home / "results.sqlite";
  ResultStore(home.files(), path).save(example("abc", "2026-01-02T00:00:00Z"));
  execute(path, "PRAGMA user_version = 7");
  const Error error = thrown_error([&] { ResultStore(home.files(), path); });
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.message() ==
        "the results in `" + path.string() + "` have format 7; this Etalon knows format 1");
  CHECK(error.hints() == Texts{"use the newer Etalon that wrote them, or another ETALON_HOME"});
}

TEST_CASE("run ids are short and new every time", "[bench][store]") {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = make_run_id();
    CHECK(id.size() == 12);
    CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
    ids.insert(id);
  }
  CHECK(ids.size() == 1000);
}

} // namespace etalon
