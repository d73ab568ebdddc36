#include "count_placed.hpp"
#include "end_change.hpp"
#include "linker.hpp"
#include "path_presence.hpp"
#include "prefix_layout.hpp"
#include "prefix_lock.hpp"
#include "prefix_records.hpp"

#include <etalon/prefix/change.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace etalon {
namespace {

using std::filesystem::path;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class ChangeRun {
public:
  ChangeRun(FileSystem& files, const PrefixChange& change, const ChangeExecution& execution)
      : m_files(files),
        m_change(change),
        m_options(execution.options),
        m_prefix(change.transaction.prefix),
        m_journal(change.journal),
        m_linker(files, change.transaction, m_options, m_prefix / k_staged_directory) {
    m_journal.owner = ::getpid();
    m_journal.durability = execution.durability;
    if (compiles()) {
      m_journal.steps.push_back({k_compile_list, "", Arrival::made, ""});
    }
  }

  // Up to the commit. Nothing but the journal and the directory of the change shows until all files
  // are there.
  void run() {
    open_journal(m_files, m_prefix, m_journal);
    const Clock::time_point start = Clock::now();
    m_files.create_directory(m_prefix / k_staged_directory);
    m_linker.make_directories();
    m_linker.link();
    m_options.token.throw_if_cancelled();
    m_files.create_directory(m_prefix / k_trash_directory); // from here on there is what to undo
    const auto file_steps = steps_of(m_change.file_steps);
    make_directories(Place::of_clobbered); // nothing can stand in their way, and files go there
    move_away(file_steps.first, file_steps.second);
    make_directories(Place::elsewhere);
    move_in(file_steps.first, file_steps.second);
    m_result.link_seconds = seconds_since(start);
    compile();
    write_meta();
    move_away(file_steps.second, m_change.journal.steps.end());
    move_in(file_steps.second, m_change.journal.steps.end());
    m_options.token.throw_if_cancelled();
    commit_journal(m_files, m_prefix, m_journal);
  }

  [[nodiscard]] const Journal& journal() const { return m_journal; }

  [[nodiscard]] TransactionResult result() const { return m_result; }

private:
  using Step = std::vector<JournalStep>::const_iterator;

  [[nodiscard]] bool compiles() const {
    return std::any_of(m_journal.steps.begin(), m_journal.steps.end(), [](const JournalStep& step) {
      return step.arrival == Arrival::made;
    });
  }

  [[nodiscard]] std::pair<Step, Step> steps_of(std::size_t count) const {
    const Step begin = m_change.journal.steps.begin();
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
  }

  enum class Place { of_clobbered, elsewhere };

  void make_directories(Place place) {
    for (const std::string& directory : m_journal.made_directories) {
      const bool is_of_clobbered = directory.rfind(k_clobbered_directory, 0) == 0;
      if (is_of_clobbered == (place == Place::of_clobbered)) {
        m_files.create_directory(m_prefix / directory);
      }
    }
  }

  // What a directory holds goes before the directory itself.
  void move_away(Step begin, Step end) {
    while (end != begin) {
      --end;
      if (!end->away.empty()) {
        m_files.rename(m_prefix / end->path, m_prefix / end->away);
      }
    }
  }

  void move_in(Step begin, Step end) {
    for (; begin != end; ++begin) {
      if (begin->arrival != Arrival::moved) {
        continue;
      }
      const path to = m_prefix / begin->path;
      if (stands_at(to)) {
        throw Error(ErrorKind::refused,
                    fmt::format("`{}` came to stand where a package's file is to be", to.native()))
            .with_hint("try again: it will be kept under another name");
      }
      m_files.rename(m_prefix / begin->from, to);
    }
  }

  void compile() {
    const Clock::time_point start = Clock::now();
    m_linker.compile();
    m_result.compile_seconds = seconds_since(start);
    count_placed(m_change.transaction, m_linker.placed(), m_result);
  }

  // In the staged conda-meta; the history waits there until the change is committed.
  void write_meta() {
    const path root = m_prefix / k_staged_directory;
    m_files.create_directory(root / k_meta_directory);
    m_files.create_directory(root / k_generations_directory);
    write_package_records(m_files, root, m_change.transaction, m_linker.placed());
    for (const PrefixRecord& record : m_change.moved) {
      m_files.write_file(root / k_meta_directory / (record.repodata.package.dist_name() + ".json"),
                         record.to_json());
    }
    write_recorded_files(m_files, root, recorded_files());
    write_state(m_files, root, m_change.transaction.variables);
    for (const auto& [number, generation] : m_change.generations) {
      m_files.write_file(generation_file(root, number), generation.to_string());
    }
    m_files.write_file(root / k_history_file, render_longer_history(m_change, m_options));
  }

  // Those of before, less what went, and of what was moved under its new name; and the new ones.
  [[nodiscard]] std::vector<RecordedFile> recorded_files() const {
    RecordedFiles known = load_recorded_files(m_prefix);
    std::vector<RecordedFile> recorded = recorded_files_of(m_change.transaction, m_linker.placed());
    const auto take = [&](const std::string& from, const std::string& to) {
      const auto found = known.find(from);
      if (found != known.end()) {
        RecordedFile file = std::move(found->second);
        known.erase(found);
        file.path = to;
        recorded.push_back(std::move(file));
      }
    };
    for (const JournalStep& step : m_change.journal.steps) {
      const bool is_hidden = step.away.rfind(k_clobbered_directory, 0) == 0;
      if (is_hidden) {
        take(step.path, step.away);
      } else if (!step.away.empty()) {
        known.erase(step.path);
      }
    }
    for (const JournalStep& step : m_change.journal.steps) {
      if (step.from.rfind(k_clobbered_directory, 0) == 0) {
        take(step.from, step.path);
      }
    }
    for (auto& entry : known) {
      recorded.push_back(std::move(entry.second));
    }
    return recorded;
  }

  FileSystem& m_files;
  const PrefixChange& m_change;
  const ExecuteOptions& m_options;
  path m_prefix;
  Journal m_journal;
  Linker m_linker;
  TransactionResult m_result;
};

void refuse_stale_plan(const PrefixChange& change) {
  const path& prefix = change.transaction.prefix;
  if (find_journal(prefix)) {
    throw Error(ErrorKind::refused,
                fmt::format("a change of `{}` was interrupted", prefix.native()))
        .with_hint(fmt::format("end it first: `etalon env recover -p {}`", prefix.native()));
  }
  if (find_file(prefix / k_history_file) != change.history) {
    throw Error(ErrorKind::refused,
                fmt::format("`{}` was changed by another process meanwhile", prefix.native()))
        .with_hint("try again");
  }
}

void take_back(FileSystem& files, const path& prefix, Error failure) {
  try {
    recover_prefix(files, prefix);
  } catch (const Error& second) {
    throw std::move(failure).with_hint(
        fmt::format("the environment could not be put back ({}); once it can be: `etalon env "
                    "recover -p {}`",
                    second.message(),
                    prefix.native()));
  }
  throw failure;
}

} // namespace

TransactionResult
execute_change(FileSystem& files, const PrefixChange& change, const ChangeExecution& execution) {
  const Clock::time_point start = Clock::now();
  const ExecuteOptions& options = execution.options;
  const path& prefix = change.transaction.prefix;
  options.token.throw_if_cancelled();
  const auto lock = lock_prefix(files, options.lock_file, options.lock_timeout);
  refuse_stale_plan(change);
  recover_prefix(files, prefix); // what a change left that was interrupted before it began
  ChangeRun run(files, change, execution);
  try {
    run.run();
  } catch (Error& failure) {
    take_back(files, prefix, std::move(failure));
  }
  complete_change(files, prefix, run.journal());
  if (options.complete) {
    options.complete(PrefixData::load(prefix));
  }
  TransactionResult result = run.result();
  result.seconds = seconds_since(start);
  return result;
}

} // namespace etalon
