#include "count_placed.hpp"
#include "linker.hpp"
#include "prefix_layout.hpp"
#include "prefix_lock.hpp"
#include "prefix_path.hpp"
#include "prefix_records.hpp"
#include "prefix_removal.hpp"

#include <etalon/prefix/generation.hpp>
#include <etalon/prefix/transaction.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace etalon {
namespace {

using std::filesystem::path;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The place of a new environment: taken, then either kept or given back as it was.
class NewPrefix {
public:
  NewPrefix(FileSystem& files, path prefix) : m_files(files), m_prefix(std::move(prefix)) {}

  // `history` is written under the name that marks a half-made prefix; who makes that file owns the
  // place.
  void take(std::string_view history) {
    if (is_half_made(m_prefix)) {
      remove_half_made(m_files, m_prefix);
    }
    make_directory(m_prefix);
    make_directory(m_prefix / k_meta_directory);
    const auto marker = m_files.create_file(m_prefix / k_marker_file);
    m_is_owned = true;
    marker->write(history);
    marker->close();
  }

  // From here on it is an environment.
  void keep() { m_files.rename(m_prefix / k_marker_file, m_prefix / k_history_file); }

  void give_back() {
    if (m_is_owned) {
      remove_content(m_files, m_prefix);
    }
    for (auto directory = m_made.rbegin(); directory != m_made.rend(); ++directory) {
      m_files.remove_empty_directory(*directory);
    }
  }

private:
  void make_directory(const path& directory) {
    std::error_code ignored;
    if (std::filesystem::is_directory(directory, ignored)) {
      return;
    }
    make_directory(directory.parent_path());
    if (m_files.create_directory(directory)) {
      m_made.push_back(directory);
    }
  }

  FileSystem& m_files;
  path m_prefix;
  std::vector<path> m_made; // directories that were not there before
  bool m_is_owned = false;
};

Generation first_generation(const Transaction& transaction) {
  Generation generation;
  generation.requested_specs = transaction.requested_specs;
  generation.channels = transaction.channels;
  generation.variables = transaction.variables;
  for (const PlannedPackage& package : transaction.packages) {
    generation.packages.push_back({package.package.record, package.package.requested_specs});
  }
  std::sort(generation.packages.begin(),
            generation.packages.end(),
            [](const GenerationPackage& a, const GenerationPackage& b) {
              return a.record.package.name < b.record.package.name;
            });
  return generation;
}

void write_records(FileSystem& files,
                   const Transaction& transaction,
                   const std::vector<PlacedPaths>& placed) {
  const path& prefix = transaction.prefix;
  write_package_records(files, prefix, transaction, placed);
  write_recorded_files(files, prefix, recorded_files_of(transaction, placed));
  if (!transaction.variables.empty()) {
    write_state(files, prefix, transaction.variables);
  }
  files.create_directory(prefix / k_generations_directory);
  files.write_file(generation_file(prefix, 0), first_generation(transaction).to_string());
}

TransactionResult
fill_prefix(FileSystem& files, const Transaction& transaction, const ExecuteOptions& options) {
  TransactionResult result;
  const Clock::time_point start = Clock::now();
  Linker linker(files, transaction, options, transaction.prefix);
  linker.make_directories();
  linker.link();
  result.link_seconds = seconds_since(start);
  const Clock::time_point compile_start = Clock::now();
  linker.compile();
  result.compile_seconds = seconds_since(compile_start);
  write_records(files, transaction, linker.placed());
  count_placed(transaction, linker.placed(), result);
  return result;
}

} // namespace

TransactionResult
execute(FileSystem& files, const Transaction& transaction, const ExecuteOptions& options) {
  const Clock::time_point start = Clock::now();
  options.token.throw_if_cancelled();
  const auto lock = lock_prefix(files, options.lock_file, options.lock_timeout);
  refuse_unless_free(transaction.prefix);
  NewPrefix prefix(files, transaction.prefix);
  try {
    prefix.take(render_new_history(transaction, options));
    TransactionResult result = fill_prefix(files, transaction, options);
    if (options.complete) {
      options.complete(PrefixData::load_unfinished(transaction.prefix));
    }
    options.token.throw_if_cancelled();
    prefix.keep();
    result.seconds = seconds_since(start);
    return result;
  } catch (Error& failure) {
    try {
      prefix.give_back();
    } catch (const Error& second) {
      throw std::move(failure).with_hint(
          fmt::format("`{}` could not be removed ({}); creating it again replaces it",
                      transaction.prefix.native(),
                      second.message()));
    }
    throw;
  } catch (...) {
    prefix.give_back();
    throw;
  }
}

} // namespace etalon
