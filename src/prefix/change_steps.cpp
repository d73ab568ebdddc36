#include "change_steps.hpp"

#include "changed_file.hpp"
#include "clobbered_paths.hpp"
#include "prefix_layout.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

namespace etalon {
namespace {

using std::filesystem::path;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_below(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.substr(0, directory.size()) == directory &&
         path[directory.size()] == '/';
}

// What no package's record may name: a record from elsewhere could.
bool is_reserved(std::string_view path) {
  return (is_below(path, k_meta_directory) && !is_clobbered(path)) || path == k_meta_directory ||
         path == k_change_directory || is_below(path, k_change_directory);
}

std::int64_t modification_time_of(const std::string& file) {
  struct stat status {};

  return ::stat(file.c_str(), &status) == 0
             ? static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 +
                   status.st_mtim.tv_nsec
             : 0;
}

void add_parents(std::string_view path, std::set<std::string, std::greater<>>& directories) {
  for (path = parent_of(path); !path.empty(); path = parent_of(path)) {
    if (!directories.emplace(path).second) {
      return; // and so its parents
    }
  }
}

Error in_the_way(const std::string& path, const std::string& package, std::string why) {
  return Error(ErrorKind::refused, std::move(why))
      .while_doing(fmt::format("cannot put `{}` of `{}` into the environment", path, package));
}

} // namespace

ChangeSteps::ChangeSteps(const path& prefix, std::function<bool(const std::string&)> staying)
    : m_prefix(prefix.native()),
      m_staying(std::move(staying)),
      m_tree(prefix.native()),
      m_recorded(load_recorded_files(prefix)) {}

void ChangeSteps::remove(const PrefixRecord& record) {
  const std::string file =
      fmt::format("{}/{}.json", k_meta_directory, record.repodata.package.dist_name());
  const std::int64_t written_ns = modification_time_of(m_tree.full_path(file));
  for (const PathEntry& entry : record.paths) {
    if (is_reserved(entry.path)) {
      continue;
    }
    if (entry.type == PathType::directory) {
      m_emptied.insert(entry.path);
      add_parents(entry.path, m_emptied);
    } else {
      remove_file(entry, record, written_ns);
    }
  }
}

void ChangeSteps::remove_file(const PathEntry& entry,
                              const PrefixRecord& record,
                              std::int64_t written_ns) {
  const PathKind kind = m_tree.kind_of(entry.path);
  const bool is_there = kind == PathKind::file || kind == PathKind::symlink;
  if (!is_there || !m_tree.is_inside(entry.path) || m_staying(entry.path)) {
    return; // gone already, something else, or linked for another package as well
  }
  const auto recorded = m_recorded.find(entry.path);
  const LinkedFile linked{
      entry, recorded == m_recorded.end() ? nullptr : &recorded->second, written_ns};
  const bool may_be_changed = kind == PathKind::file && entry.type != PathType::pyc_file &&
                              entry.type != PathType::softlink;
  if (may_be_changed && is_changed_file(m_tree.full_path(entry.path), linked)) {
    keep(entry.path, record.repodata.package.dist_name());
  } else {
    discard(entry.path);
  }
  discard_byte_code_of(entry.path);
}

void ChangeSteps::keep(const std::string& path, const std::string& package) {
  JournalStep& step = m_steps[path];
  step.path = path;
  step.away = free_name_beside(path);
  m_kept.push_back({path, step.away, package});
}

std::string ChangeSteps::free_name_beside(const std::string& path) {
  std::string name = path + ".etalon-saved";
  for (std::size_t i = 2; m_tree.kind_of(name) != PathKind::absent || m_taken.count(name) > 0;
       ++i) {
    name = fmt::format("{}.etalon-saved.{}", path, i);
  }
  m_taken.insert(name);
  return name;
}

std::string ChangeSteps::next_trash() {
  return fmt::format("{}/{}", k_trash_directory, m_trash++);
}

void ChangeSteps::discard(const std::string& path) {
  JournalStep& step = m_steps[path];
  if (step.away.empty()) {
    step.path = path;
    step.away = next_trash();
  }
  add_parents(path, m_emptied);
}

// Python made it beside its source, whoever the source is from: with another source in its place,
// or none, it could be taken for that one's.
void ChangeSteps::discard_byte_code_of(const std::string& source) {
  if (!ends_with(source, ".py")) {
    return;
  }
  const std::string_view directory = parent_of(source);
  const std::string cache = fmt::format("{}{}__pycache__", directory, directory.empty() ? "" : "/");
  if (m_tree.kind_of(cache) != PathKind::directory) {
    return;
  }
  const std::string file_name = path(source).filename().native();
  const std::string start = file_name.substr(0, file_name.size() - 2); // with its dot
  const std::vector<std::string>& names = m_tree.names_in(cache);
  for (auto name = std::lower_bound(names.begin(), names.end(), start);
       name != names.end() && name->compare(0, start.size(), start) == 0;
       ++name) {
    const std::string byte_code = fmt::format("{}/{}", cache, *name);
    if (ends_with(*name, ".pyc") && !m_staying(byte_code)) {
      discard(byte_code);
    }
  }
}

void ChangeSteps::move_away(const std::string& path, const std::string& to) {
  if (m_tree.kind_of(path) == PathKind::absent) {
    return; // somebody removed it
  }
  JournalStep& step = m_steps[path];
  step.path = path;
  step.away = to;
  m_needed.emplace(parent_of(to), path);
  discard_byte_code_of(path);
}

void ChangeSteps::move_back(const std::string& path,
                            const std::string& from,
                            const std::string& package) {
  if (m_tree.kind_of(from) == PathKind::absent) {
    return;
  }
  come({path, "", Arrival::moved, from}, {package, ""});
  add_parents(from, m_emptied);
}

void ChangeSteps::link(const PlannedPackage& package) {
  const std::string name = package.package.record.package.dist_name();
  for (const PlannedPath& planned : package.paths) {
    const std::string& path = planned.entry.path;
    if (planned.action == PathAction::make_directory) {
      m_needed.emplace(path, name);
      continue;
    }
    const bool is_same = planned.action == PathAction::link || planned.action == PathAction::copy;
    Wanted wanted{name, is_same ? planned.entry.sha256 : ""};
    if (planned.action == PathAction::byte_compile) {
      come({path, "", Arrival::made, ""}, std::move(wanted));
    } else {
      come({path, "", Arrival::moved, fmt::format("{}/{}", k_staged_directory, path)},
           std::move(wanted));
    }
  }
}

void ChangeSteps::come(JournalStep step, Wanted wanted) {
  const std::string path = step.path;
  m_needed.emplace(parent_of(path), wanted.package);
  m_wanted.emplace(path, std::move(wanted));
  JournalStep& known = m_steps[path];
  step.away = known.away;
  known = std::move(step);
}

void ChangeSteps::replace_meta(const std::string& path) {
  JournalStep step{path, "", Arrival::moved, fmt::format("{}/{}", k_staged_directory, path)};
  if (m_tree.kind_of(path) != PathKind::absent) {
    step.away = next_trash();
  }
  m_needed.emplace(parent_of(path), "");
  m_meta.push_back(std::move(step));
}

void ChangeSteps::remove_meta(const std::string& path) {
  if (m_tree.kind_of(path) != PathKind::absent) {
    m_meta.push_back({path, next_trash(), Arrival::none, ""});
  }
}

bool ChangeSteps::is_going(const std::string& path) const {
  const auto found = m_steps.find(path);
  return found != m_steps.end() && !found->second.away.empty();
}

// What stands where something is to come and goes with no package.
void ChangeSteps::clear_the_way(JournalStep& step, const Wanted& wanted) {
  if (!step.away.empty() || step.arrival == Arrival::none) {
    return;
  }
  switch (m_tree.kind_of(step.path)) {
  case PathKind::absent:
    return;
  case PathKind::directory:
    clear_directory(step, wanted);
    return;
  case PathKind::file:
    if (ends_with(step.path, ".pyc") ||
        (!wanted.sha256.empty() && sha256_file(m_tree.full_path(step.path)) == wanted.sha256)) {
      step.away = next_trash(); // nothing is lost with it
      return;
    }
    break;
  case PathKind::symlink:
    break;
  }
  keep(step.path, "");
}

// Nothing but what goes may be in it.
void ChangeSteps::clear_directory(JournalStep& step, const Wanted& wanted) {
  const std::string full = m_tree.full_path(step.path);
  try {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(full)) {
      const std::string inside = entry.path().native().substr(m_prefix.size() + 1);
      if ((entry.is_symlink() || !entry.is_directory()) && !is_going(inside)) {
        throw in_the_way(
            step.path,
            wanted.package,
            fmt::format("there is a directory, and in it is `{}`, which is no package's", inside));
      }
    }
  } catch (const std::filesystem::filesystem_error& failure) {
    throw system_error("read", full, failure.code().value());
  }
  step.away = next_trash();
}

void ChangeSteps::need_directory(std::string_view directory, const std::string& package) {
  if (directory.empty()) {
    return;
  }
  need_directory(parent_of(directory), package);
  const std::string path(directory);
  switch (m_tree.kind_of(path)) {
  case PathKind::directory:
    return;
  case PathKind::file:
  case PathKind::symlink:
    if (!is_going(path)) {
      throw in_the_way(
          path, package, fmt::format("`{}` is no directory, and no package brought it", path));
    }
    break;
  case PathKind::absent:
    break;
  }
  m_made.insert(path);
}

void ChangeSteps::make_directories() {
  for (const auto& [directory, package] : m_needed) {
    need_directory(directory, package);
  }
}

bool ChangeSteps::is_replaced_by_file(std::string_view directory) const {
  for (; !directory.empty(); directory = parent_of(directory)) {
    const auto found = m_steps.find(directory);
    if (found != m_steps.end() && found->second.arrival != Arrival::none) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> ChangeSteps::emptied_directories() const {
  std::vector<std::string> emptied;
  for (const std::string& directory : m_emptied) {
    if (directory != k_meta_directory && m_needed.find(directory) == m_needed.end() &&
        !m_staying(directory) && !is_replaced_by_file(directory)) {
      emptied.push_back(directory);
    }
  }
  return emptied;
}

void ChangeSteps::finish(PrefixChange& change) {
  // Over what comes, not over the steps: clearing the way adds none.
  for (const auto& [path, wanted] : m_wanted) {
    clear_the_way(m_steps.find(path)->second, wanted);
  }
  make_directories();
  Journal& journal = change.journal;
  for (auto& [path, step] : m_steps) {
    journal.steps.push_back(std::move(step));
  }
  change.file_steps = journal.steps.size();
  journal.steps.insert(journal.steps.end(), m_meta.begin(), m_meta.end());
  journal.made_directories.assign(m_made.begin(), m_made.end());
  journal.emptied_directories = emptied_directories();
  change.kept = m_kept;
}

} // namespace etalon
