#pragma once

#include <etalon/model/prefix_record.hpp>
#include <etalon/prefix/history.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// What stands at a path where an environment is wanted.
enum class PrefixState {
  absent,      // nothing, or a directory without content
  environment, // conda-meta/history exists (CEP 32)
  half_made,   // a create or remove of Etalon that did not end: the next one may replace it
  foreign,     // anything else: never touched
};

PrefixState get_prefix_state(const std::filesystem::path& prefix);
bool is_environment(const std::filesystem::path& prefix);
// Whether conda-meta/etalon-transaction is there and conda-meta/history is not.
bool is_half_made(const std::filesystem::path& prefix);

// Whether a change of the environment is under way, or was interrupted: what it holds is then a mix
// of the old and the new (docs/reference/transactions.md).
bool has_open_change(const std::filesystem::path& prefix);

// What an environment holds, as its conda-meta directory says; one made by conda, mamba or pixi is
// read as well.
struct PrefixData {
  std::filesystem::path prefix;
  std::vector<PrefixRecord> records; // sorted by name
  History history;
  std::string history_text;                     // as it stands in the file
  std::map<std::string, std::string> variables; // env_vars of conda-meta/state

  // Never a mix of two states: Error{refused} where a change of it is open. Error{not_found} where
  // `prefix` is no environment, Error{corrupt} naming a file that cannot be read.
  static PrefixData load(const std::filesystem::path& prefix);

  // The same of a prefix that is being made, whose history is still to come.
  static PrefixData load_unfinished(const std::filesystem::path& prefix);

  // nullptr where no package of that name is installed.
  [[nodiscard]] const PrefixRecord* find(std::string_view name) const;
};

} // namespace etalon
