#pragma once

#include <etalon/model/benchmark_result.hpp>
#include <etalon/util/file_system.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A run as `bench list` shows it.
struct RunOverview {
  std::string id;
  std::string started; // RFC 3339, UTC
  std::string workload;
  std::vector<std::string> environments; // names
  std::size_t states = 0;
  std::size_t failed_states = 0;
  double best_batches_per_second = 0; // 0 where nothing was measured
};

// 12 hexadecimal digits, new at every call.
std::string make_run_id();

// All runs ever kept, in one SQLite file ($ETALON_HOME/results.sqlite). Several processes may use
// it at once: a writer waits up to 30 s for another. Errors: Error{corrupt} for a file that is no
// database or damaged, Error{refused} for one of a newer Etalon, Error{io} else.
class ResultStore {
public:
  // Made where absent.
  ResultStore(FileSystem& files, const std::filesystem::path& path);
  ResultStore(const ResultStore&) = delete;
  ResultStore& operator=(const ResultStore&) = delete;
  ~ResultStore();

  // The whole run in one transaction; a run of the same id is replaced.
  void save(const BenchmarkResult& result);

  // Newest first.
  [[nodiscard]] std::vector<RunOverview> list() const;

  // By id, unique start of an id, or "latest". nullopt where there is none; Error{usage} naming the
  // candidates where several begin so.
  [[nodiscard]] std::optional<BenchmarkResult> find(std::string_view id) const;

  // As find(), but Error{not_found} with near ids.
  [[nodiscard]] BenchmarkResult get(std::string_view id) const;

private:
  class Database;

  std::unique_ptr<Database> m_database;
};

} // namespace etalon
