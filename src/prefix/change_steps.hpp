#pragma once

#include "prefix_tree.hpp"
#include "recorded_files.hpp"

#include <etalon/prefix/change.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace etalon {

// Works out what has to happen to each path of a prefix, from what goes and what comes. First all
// that goes is told, then all that comes, then finish() once.
class ChangeSteps {
public:
  // `staying` says whether a package that stays has a path.
  ChangeSteps(const std::filesystem::path& prefix, std::function<bool(const std::string&)> staying);

  // The files of a package that is removed.
  void remove(const PrefixRecord& record);
  // A file of a package that stays loses its place: it is moved to `to`.
  void move_away(const std::string& path, const std::string& to);
  // Byte code that is of no use any more, and the like.
  void discard(const std::string& path);
  // A file of a package that stays gets its place back: it is moved there from `from`.
  void move_back(const std::string& path, const std::string& from, const std::string& package);
  // The files of a package that is linked.
  void link(const PlannedPackage& package);
  // A file of conda-meta is written anew, or removed.
  void replace_meta(const std::string& path);
  void remove_meta(const std::string& path);

  // Puts the steps into the journal. Throws Error{refused} for what stands in the way.
  void finish(PrefixChange& change);

private:
  struct Wanted {
    std::string package; // for messages
    std::string sha256;  // of what comes; empty where it is not known
  };

  [[nodiscard]] std::string next_trash();
  [[nodiscard]] std::string free_name_beside(const std::string& path);
  void remove_file(const PathEntry& entry, const PrefixRecord& record, std::int64_t written_ns);
  void keep(const std::string& path, const std::string& package);
  void discard_byte_code_of(const std::string& source);
  void come(JournalStep step, Wanted wanted);
  void clear_the_way(JournalStep& step, const Wanted& wanted);
  void clear_directory(JournalStep& step, const Wanted& wanted);
  void make_directories();
  void need_directory(std::string_view directory, const std::string& package);
  [[nodiscard]] std::vector<std::string> emptied_directories() const;
  [[nodiscard]] bool is_going(const std::string& path) const;
  [[nodiscard]] bool is_replaced_by_file(std::string_view directory) const;

  std::string m_prefix;
  std::function<bool(const std::string&)> m_staying;
  PrefixTree m_tree;
  RecordedFiles m_recorded;
  std::map<std::string, JournalStep, std::less<>> m_steps; // by path
  std::map<std::string, Wanted, std::less<>> m_wanted;     // by path, of what comes
  std::vector<JournalStep> m_meta;
  std::map<std::string, std::string, std::less<>> m_needed; // directory -> a package that needs it
  std::set<std::string> m_made;                             // parents come first
  std::set<std::string, std::greater<>> m_emptied;          // what they hold comes first
  std::vector<KeptFile> m_kept;
  std::unordered_set<std::string> m_taken; // names chosen for kept files
  std::size_t m_trash = 0;
};

} // namespace etalon
