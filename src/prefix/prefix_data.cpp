#include "path_presence.hpp"
#include "prefix_layout.hpp"

#include <etalon/prefix/prefix_data.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace etalon {
namespace {

using std::filesystem::path;

// A create that was killed before it could say what it is leaves no more than an empty conda-meta.
bool is_empty_meta_directory(const std::filesystem::directory_entry& entry) {
  return entry.path().filename() == k_meta_directory && entry.is_directory() &&
         !entry.is_symlink() && std::filesystem::is_empty(entry.path());
}

bool has_content(const path& directory) {
  const std::filesystem::directory_iterator entries(directory);
  return !std::all_of(begin(entries), end(entries), is_empty_meta_directory);
}

std::map<std::string, std::string> load_variables(const path& file) {
  const std::optional<std::string> text = find_file(file);
  std::map<std::string, std::string> variables;
  if (!text) {
    return variables;
  }
  const nlohmann::json state = nlohmann::json::parse(*text, nullptr, false);
  if (!state.is_object()) {
    throw Error(ErrorKind::corrupt, fmt::format("cannot read `{}`", file.native()))
        .with_hint(R"(it should be a JSON object like {"env_vars": {"NAME": "value"}})");
  }
  const auto found = state.find("env_vars");
  if (found == state.end()) {
    return variables;
  }
  for (const auto& item : found->items()) {
    if (item.value().is_string()) {
      variables[item.key()] = item.value().get<std::string>();
    }
  }
  return variables;
}

std::vector<path> record_files(const path& prefix) {
  std::vector<path> files;
  for (const auto& entry : std::filesystem::directory_iterator(prefix / k_meta_directory)) {
    // Editors and unpacked archives leave hidden companions that are no records.
    if (entry.path().extension() == ".json" && entry.path().filename().native().front() != '.') {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void refuse_open_change(const path& prefix) {
  if (has_open_change(prefix)) {
    throw Error(ErrorKind::refused, fmt::format("`{}` is being changed", prefix.native()))
        .with_hint(fmt::format("wait until it is done; if it was interrupted: `etalon env recover "
                               "-p {}`",
                               prefix.native()));
  }
}

} // namespace

bool has_open_change(const path& prefix) {
  // In this order: a commit renames the first to the second.
  return stands_at(prefix / k_journal_file) || stands_at(prefix / k_committed_journal);
}

bool is_environment(const path& prefix) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(prefix / k_history_file, ignored);
}

bool is_half_made(const path& prefix) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(prefix / k_marker_file, ignored) &&
         !is_environment(prefix);
}

PrefixState get_prefix_state(const path& prefix) {
  try {
    const std::filesystem::file_status status = std::filesystem::status(prefix);
    if (status.type() == std::filesystem::file_type::not_found) {
      // A link to nowhere is not ours to replace.
      return std::filesystem::is_symlink(prefix) ? PrefixState::foreign : PrefixState::absent;
    }
    if (status.type() != std::filesystem::file_type::directory) {
      return PrefixState::foreign;
    }
    if (is_environment(prefix)) {
      return PrefixState::environment;
    }
    if (is_half_made(prefix)) {
      return PrefixState::half_made;
    }
    return has_content(prefix) ? PrefixState::foreign : PrefixState::absent;
  } catch (const std::filesystem::filesystem_error& failure) {
    throw system_error("read", prefix.native(), failure.code().value());
  }
}

PrefixData PrefixData::load(const path& prefix) {
  if (!is_environment(prefix)) {
    throw Error(ErrorKind::not_found, fmt::format("`{}` is no environment", prefix.native()))
        .with_hint("see which there are: `etalon env list`");
  }
  // A change may begin, and even end, while this reads: then it reads again.
  for (;;) {
    refuse_open_change(prefix);
    const std::optional<std::string> history = find_file(prefix / k_history_file);
    try {
      PrefixData data = load_unfinished(prefix);
      refuse_open_change(prefix);
      if (find_file(prefix / k_history_file) == history) {
        data.history_text = history.value_or("");
        data.history = History::parse(data.history_text);
        return data;
      }
    } catch (const Error& error) {
      const bool is_undisturbed =
          !has_open_change(prefix) && find_file(prefix / k_history_file) == history;
      if (error.kind() == ErrorKind::refused || is_undisturbed) {
        throw;
      }
    }
  }
}

PrefixData PrefixData::load_unfinished(const path& prefix) {
  PrefixData data;
  data.prefix = prefix;
  try {
    for (const path& file : record_files(prefix)) {
      try {
        data.records.push_back(PrefixRecord::parse(read_file(file)));
      } catch (Error& error) {
        throw std::move(error).while_doing(fmt::format("cannot read `{}`", file.native()));
      }
    }
  } catch (const std::filesystem::filesystem_error& failure) {
    throw system_error("read", prefix.native(), failure.code().value());
  }
  std::sort(
      data.records.begin(), data.records.end(), [](const PrefixRecord& a, const PrefixRecord& b) {
        return a.repodata.package.name < b.repodata.package.name;
      });
  data.variables = load_variables(prefix / k_state_file);
  return data;
}

const PrefixRecord* PrefixData::find(std::string_view name) const {
  const auto found = std::lower_bound(records.begin(),
                                      records.end(),
                                      name,
                                      [](const PrefixRecord& record, std::string_view wanted) {
                                        return record.repodata.package.name < wanted;
                                      });
  const bool there = found != records.end() && found->repodata.package.name == name;
  return there ? &*found : nullptr;
}

} // namespace etalon
