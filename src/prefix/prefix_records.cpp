#include "prefix_records.hpp"

#include "prefix_layout.hpp"
#include "recorded_files.hpp"

#include <etalon/prefix/history.hpp>
#include <etalon/util/thread_pool.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>

namespace etalon {
namespace {

PrefixRecord make_record(const PlannedPackage& package, const PlacedPaths& placed) {
  PrefixRecord record;
  record.repodata = package.package.record;
  record.extracted_package_dir = package.package.extracted_dir.native();
  record.link_source = record.extracted_package_dir;
  record.requested_specs = package.package.requested_specs;
  record.link_type = LinkType::copy;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (placed[i].is_absent) {
      continue;
    }
    const PlannedPath& planned = package.paths[i];
    PathEntry entry = planned.entry;
    if (planned.action == PathAction::link || planned.action == PathAction::copy) {
      entry.sha256_in_prefix = entry.sha256;
      if (planned.action == PathAction::link && placed[i].shared_by == SharedBy::hard_link) {
        record.link_type = LinkType::hardlink;
      }
    } else {
      entry.sha256_in_prefix = placed[i].sha256_in_prefix;
    }
    if (planned.action != PathAction::make_directory) {
      record.files.push_back(entry.path);
    }
    record.paths.push_back(std::move(entry));
  }
  return record;
}

void add_recorded(const PlannedPackage& package,
                  const PlacedPaths& placed,
                  std::vector<RecordedFile>& recorded) {
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const PlannedPath& planned = package.paths[i];
    if (placed[i].is_absent || planned.action == PathAction::make_directory) {
      continue;
    }
    RecordedFile file;
    file.path = planned.entry.path;
    file.is_symlink = planned.action == PathAction::make_symlink;
    file.symlink_target = planned.symlink_target;
    file.size = placed[i].size;
    file.modification_time_ns = placed[i].modification_time_ns;
    recorded.push_back(std::move(file));
  }
}

std::string local_time_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::localtime_r(&now, &parts);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return {text.data(), size};
}

std::vector<std::string> history_lines(const std::vector<const RepoDataRecord*>& records) {
  std::vector<std::string> lines;
  for (const RepoDataRecord* record : records) {
    lines.push_back(fmt::format(
        "{}/{}::{}", record->channel, record->package.subdir, record->package.dist_name()));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

HistoryRevision begin_revision(const Transaction& transaction, const ExecuteOptions& options) {
  HistoryRevision revision;
  revision.date = local_time_now();
  revision.command = options.command_line;
  revision.tool = fmt::format("etalon {}", options.tool_version);
  std::vector<const RepoDataRecord*> added;
  for (const PlannedPackage& package : transaction.packages) {
    added.push_back(&package.package.record);
  }
  revision.added = history_lines(added);
  revision.channels = transaction.channels;
  return revision;
}

} // namespace

void write_package_records(FileSystem& files,
                           const std::filesystem::path& root,
                           const Transaction& transaction,
                           const std::vector<PlacedPaths>& placed) {
  ThreadPool pool(available_cpus());
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const PlannedPackage& package = transaction.packages[i];
    pool.submit([&files, &root, &package, &paths = placed[i]] {
      const PrefixRecord record = make_record(package, paths);
      const std::string name = package.package.record.package.dist_name() + ".json";
      files.write_file(root / k_meta_directory / name, record.to_json());
    });
  }
  pool.wait();
}

std::vector<RecordedFile> recorded_files_of(const Transaction& transaction,
                                            const std::vector<PlacedPaths>& placed) {
  std::vector<RecordedFile> recorded;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    add_recorded(transaction.packages[i], placed[i], recorded);
  }
  return recorded;
}

void write_recorded_files(FileSystem& files,
                          const std::filesystem::path& root,
                          std::vector<RecordedFile> recorded) {
  std::sort(recorded.begin(), recorded.end(), [](const RecordedFile& a, const RecordedFile& b) {
    return a.path < b.path;
  });
  files.write_file(root / k_recorded_files, render_recorded_files(recorded));
}

void write_state(FileSystem& files,
                 const std::filesystem::path& root,
                 const std::map<std::string, std::string>& variables) {
  const nlohmann::json state = {{"env_vars", variables}};
  files.write_file(root / k_state_file,
                   state.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

std::string render_new_history(const Transaction& transaction, const ExecuteOptions& options) {
  HistoryRevision revision = begin_revision(transaction, options);
  revision.update_specs = transaction.requested_specs;
  return revision.to_string();
}

std::string render_longer_history(const PrefixChange& change, const ExecuteOptions& options) {
  HistoryRevision revision = begin_revision(change.transaction, options);
  std::vector<const RepoDataRecord*> removed;
  for (const PrefixRecord& record : change.removed) {
    removed.push_back(&record.repodata);
  }
  // A package that was linked again is no news.
  const std::vector<std::string> gone = history_lines(removed);
  std::set_difference(gone.begin(),
                      gone.end(),
                      revision.added.begin(),
                      revision.added.end(),
                      std::back_inserter(revision.removed));
  std::vector<std::string> added;
  std::set_difference(revision.added.begin(),
                      revision.added.end(),
                      gone.begin(),
                      gone.end(),
                      std::back_inserter(added));
  revision.added = std::move(added);
  revision.update_specs = change.update_specs;
  revision.remove_specs = change.remove_specs;
  const bool ends_line = change.history.empty() || change.history.back() == '\n';
  return change.history + (ends_line ? "" : "\n") + revision.to_string();
}

} // namespace etalon
