#include <etalon/app/create_environment.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/config/environment_location.hpp>
#include <etalon/prefix/prefix_data.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_lock.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace etalon {

namespace {

namespace fs = std::filesystem;

// How long a reader waits for somebody else's change.
constexpr auto k_patience = std::chrono::seconds(10);

fs::path absolute_prefix(const fs::path& prefix) {
  auto absolute = fs::absolute(prefix).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

// Who changes an environment holds its lock: where nobody does, the change was interrupted.
void wait_for_change(const fs::path& prefix, const Config& config) {
  if (!has_open_change(prefix)) {
    return;
  }
  const auto lock_file = prefix_lock_file(prefix, config);
  if (fs::exists(lock_file)) {
    try {
      const FileLock lock(lock_file, LockMode::shared, k_patience);
    } catch (Error& error) {
      throw std::move(error).while_doing(
          fmt::format("environment `{}` is being changed", display_name(prefix, config)));
    }
  }
  if (has_open_change(prefix)) {
    throw Error(
        ErrorKind::refused,
        fmt::format("a change of environment `{}` was interrupted: it holds some of the old "
                    "and some of the new",
                    display_name(prefix, config)))
        .with_hint(
            fmt::format("take it back, or bring it to its end: `etalon env recover -p {}`; so "
                        "does the next command that changes it",
                        prefix.native()));
  }
}

} // namespace

fs::path find_environment(const std::optional<std::string>& name,
                          const std::optional<fs::path>& prefix,
                          const Config& config,
                          EnvironmentUse use) {
  fs::path found;
  if (prefix) {
    found = absolute_prefix(*prefix);
  } else if (name) {
    found = environment_prefix(*name, config);
  } else if (!config.active_prefix.value.empty()) {
    found = config.active_prefix.value;
  } else {
    throw Error(ErrorKind::usage,
                "no environment is named and none is active",
                {"name one with -n NAME or -p PREFIX; `etalon env list` shows what there is"});
  }
  if (is_environment(found)) {
    if (use == EnvironmentUse::read) {
      wait_for_change(found, config);
    }
    return found;
  }
  Error error(
      ErrorKind::not_found,
      fmt::format("there is no environment `{}`", name && !prefix ? *name : found.string()));
  if (name && !prefix) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& directory : environments_directories(config)) {
      for (const auto& entry : fs::directory_iterator(directory, ignored)) {
        names.push_back(entry.path().filename().string());
      }
    }
    std::sort(names.begin(), names.end());
    if (const auto near = near_names(*name, names); !near.empty()) {
      throw std::move(error).with_hint(fmt::format("did you mean `{}`?", near.front()));
    }
  }
  throw std::move(error).with_hint("`etalon env list` shows the environments there are");
}

} // namespace etalon
