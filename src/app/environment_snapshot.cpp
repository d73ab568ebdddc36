#include "snapshot_forms.hpp"

#include <etalon/app/environment_request.hpp>
#include <etalon/app/inspect_environment.hpp>
#include <etalon/config/environment_location.hpp>
#include <etalon/lock/lock_file.hpp>
#include <etalon/model/explicit_spec.hpp>
#include <etalon/prefix/prefix_data.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

namespace etalon {

namespace {

namespace fs = std::filesystem;

// The environment that `word` names or whose directory it is.
std::optional<fs::path> find_prefix(const std::string& word, const Config& config) {
  const bool is_path = word.find('/') != std::string::npos;
  if (!is_path) {
    for (const auto& environment : list_environments(config)) {
      if (environment.name == word) {
        return environment.prefix;
      }
    }
  }
  std::error_code ignored;
  if (fs::is_directory(word, ignored)) {
    return fs::absolute(word).lexically_normal();
  }
  return std::nullopt;
}

Error nothing_there(const std::string& word, const Config& config) {
  Error error(ErrorKind::not_found,
              fmt::format("there is neither an environment nor a file `{}`", word));
  std::vector<std::string> names;
  for (const auto& environment : list_environments(config)) {
    names.push_back(environment.name);
  }
  if (const auto near = near_names(word, names); !near.empty()) {
    return std::move(error).with_hint(fmt::format("did you mean `{}`?", near.front()));
  }
  return std::move(error).with_hint("`etalon env list` shows the environments there are");
}

EnvironmentSnapshot
load_file(const std::string& word, const SnapshotOptions& options, const Config& config) {
  const auto text = read_file(word);
  if (find_lock_format(text)) {
    return snapshot_of_lock(text, word, options, config);
  }
  if (ExplicitSpec::looks_like(text)) {
    return snapshot_of_explicit_list(text, word, config);
  }
  return snapshot_of_manifest(text, word);
}

} // namespace

const char* title_of(SnapshotForm form) {
  switch (form) {
  case SnapshotForm::environment:
    return "environment";
  case SnapshotForm::environment_yaml:
    return "environment.yml";
  case SnapshotForm::explicit_list:
    return "@EXPLICIT list";
  case SnapshotForm::conda_lock:
    return "conda-lock.yml";
  case SnapshotForm::pixi_lock:
    return "pixi.lock";
  case SnapshotForm::export_json:
    return "JSON export";
  }
  return "environment";
}

EnvironmentSnapshot
load_snapshot(const std::string& word, const SnapshotOptions& options, const Config& config) {
  EnvironmentSnapshot snapshot;
  std::error_code ignored;
  if (const auto prefix = find_prefix(word, config)) {
    snapshot = snapshot_of_prefix(*prefix);
  } else if (fs::is_regular_file(word, ignored)) {
    snapshot = load_file(word, options, config);
  } else {
    throw nothing_there(word, config);
  }
  snapshot.label = word;
  return snapshot;
}

} // namespace etalon
