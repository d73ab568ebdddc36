#pragma once

#include <etalon/model/benchmark_result.hpp>

#include <string>

namespace etalon {

class SqliteDatabase;

// The tables of results.sqlite, format 1. Lists and maps without a use in queries are JSON texts;
// summaries are not kept but made of the raw samples again.
//
//   runs          id, started, workload, command_line, tool_version, machine, warnings
//   environments  run, position, name, prefix, environment_id
//   packages      run, environment, position, name, version, build, channel, subdir, sha256
//   states        run, position, environment, parameters, outcome, reason, warmup_samples,
//                 stopped_by, timer, device, facts, warnings, first_batch, restart,
//                 batches_per_second (at the median; 0 where nothing was measured)
//   samples       run, state, position, seconds, batches, items
//   objects       run, state, position, path, package, outside_prefix
//
// Made where they are missing. Throws Error{refused} for the tables of a newer format.
void create_result_tables(SqliteDatabase& database);

// Within a transaction of the caller; no run of this id may exist.
void insert_result(SqliteDatabase& database, const BenchmarkResult& result);

// The run must exist.
BenchmarkResult select_result(SqliteDatabase& database, const std::string& id);

} // namespace etalon
