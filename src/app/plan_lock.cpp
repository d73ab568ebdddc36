#include "lock_channels.hpp"
#include "lock_sources.hpp"
#include "pip_readiness.hpp"
#include "resolve_request.hpp"

#include <etalon/app/channel_records.hpp>
#include <etalon/app/lock_environment.hpp>
#include <etalon/lock/categories.hpp>
#include <etalon/lock/conda_lock_file.hpp>
#include <etalon/lock/content_hash.hpp>
#include <etalon/lock/pixi_lock_file.hpp>
#include <etalon/model/explicit_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace etalon {

namespace {

namespace fs = std::filesystem;

// One run of `lock`: what is the same for every platform.
struct LockRun {
  const LockOptions& options;
  const Config& config;
  const std::map<std::string, std::string>& environment;
  const CreationTools& tools;
  LockTarget target;
  std::vector<fs::path> manifests;
};

void check_updates(const LockRun& run) {
  if (run.options.update.empty()) {
    return;
  }
  if (!run.target.existing) {
    throw Error(ErrorKind::not_found,
                fmt::format("there is no lock file `{}` to update", run.target.file.string()),
                {"make it first with `etalon lock -f environment.yml`"});
  }
  std::set<std::string> names;
  for (const LockedPlatform& platform : run.target.existing->platforms) {
    for (const LockedPackage& locked : platform.packages) {
      names.insert(locked.record.package.name);
    }
  }
  for (const std::string& name : run.options.update) {
    if (!names.contains(name)) {
      const auto near = near_names(name, {names.begin(), names.end()}, 1);
      throw Error(ErrorKind::not_found,
                  fmt::format("`{}` is not locked in `{}`", name, run.target.file.string()),
                  {near.empty() ? "only what is locked can be updated; for more run `etalon lock`"
                                : fmt::format("did you mean `{}`?", near.front())});
    }
  }
}

// What holds the packages where they are, for all but those that are to move.
ResolvePreferences preferences_of(const LockRun& run, const std::string& subdir) {
  ResolvePreferences preferences;
  if (run.options.update.empty()) {
    return preferences;
  }
  for (const LockedPackage& locked : run.target.existing->get(subdir, "the lock").packages) {
    const auto& moving = run.options.update;
    const auto& name = locked.record.package.name;
    if (std::find(moving.begin(), moving.end(), name) == moving.end()) {
      preferences.keep.push_back(locked.record);
    } else {
      preferences.move.push_back(name);
    }
  }
  return preferences;
}

std::vector<std::string> names_of(const std::vector<LockedChannel>& channels) {
  std::vector<std::string> names;
  names.reserve(channels.size());
  for (const LockedChannel& channel : channels) {
    names.push_back(channel.name);
  }
  return names;
}

std::vector<std::string> texts_of(const std::vector<VirtualPackage>& packages) {
  std::vector<std::string> texts;
  texts.reserve(packages.size());
  for (const VirtualPackage& package : packages) {
    texts.push_back(package.to_string());
  }
  return texts;
}

LockedPlatform locked_platform(const Solution& solution,
                               const std::vector<VirtualPackage>& offered,
                               const LockedRequest& asked) {
  LockedPlatform platform;
  platform.subdir = asked.subdir;
  platform.content_hash = conda_lock_content_hash(asked);
  platform.specs = asked.specs;
  platform.pip_specs = asked.pip_specs;
  platform.virtual_packages = texts_of(offered);
  for (const SolvedPackage& solved : solution.packages) {
    LockedPackage locked;
    locked.record = solved.record;
    locked.record.url = without_credentials(locked.record.url);
    platform.packages.push_back(std::move(locked));
  }
  std::sort(platform.packages.begin(), platform.packages.end(), [](const auto& a, const auto& b) {
    return a.record.package.name < b.record.package.name;
  });
  assign_categories(platform);
  return platform;
}

std::vector<PlannedRecord> planned_packages(const Solution& solution) {
  std::vector<PlannedRecord> packages;
  for (const SolvedPackage& solved : solution.packages) {
    packages.push_back({solved});
  }
  return packages;
}

struct ResolvedPlatform {
  LockedPlatform locked;
  std::vector<ChoiceExplanation> explanations;
};

// With pip, where the request's `pip:` section needs it: then it has a warning more.
std::variant<ResolvedPlatform, UnsolvableRequest>
resolve_platform(const LockRun& run, EnvironmentRequest& request, const Platform& platform) {
  const auto offered = offered_for_lock(platform, run.environment);
  const auto channels =
      channel_records(request, platform, run.config, run.tools, {names_of_specs(request.specs)});
  const PlanDetail detail{run.options.explain};
  const auto resolve = [&] {
    return resolve_request(
        request,
        channels,
        offered,
        {platform, run.config, run.environment, run.tools.files, run.tools.token, detail},
        preferences_of(run, platform.subdir()));
  };
  auto resolution = resolve();
  const auto* solution = std::get_if<Solution>(&resolution.answer);
  if (solution != nullptr && add_missing_pip(request, planned_packages(*solution), channels)) {
    resolution = resolve();
  }
  if (auto* refusal = std::get_if<UnsolvableRequest>(&resolution.answer)) {
    refusal->request = request;
    refusal->request.name = run.manifests.front().string();
    refusal->platform = platform.subdir();
    refusal->times.explain = resolution.times.explain;
    refusal->counters = resolution.counters;
    return std::move(*refusal);
  }
  const auto named = locked_channels(request,
                                     ChannelNaming::as_written,
                                     run.config,
                                     fs::absolute(run.manifests.front()).parent_path());
  return ResolvedPlatform{
      locked_platform(
          std::get<Solution>(resolution.answer),
          offered,
          {platform.subdir(), names_of(named), asked_specs(request), asked_pip_lines(request)}),
      std::move(resolution.explanations)};
}

std::map<std::string, std::string> builds_of(const LockedPlatform* platform) {
  std::map<std::string, std::string> builds;
  if (platform != nullptr) {
    for (const LockedPackage& locked : platform->packages) {
      const PackageRecord& package = locked.record.package;
      builds[package.name] = package.version.to_string() + "=" + package.build;
    }
  }
  return builds;
}

void add_changes(const LockedPlatform* before,
                 const LockedPlatform& after,
                 std::vector<LockedChange>& changes) {
  const auto old_builds = builds_of(before);
  const auto new_builds = builds_of(&after);
  std::map<std::string, LockedChange> found;
  for (const auto& [name, build] : old_builds) {
    found[name] = {after.subdir, name, build, ""};
  }
  for (const auto& [name, build] : new_builds) {
    LockedChange& change = found[name];
    change = {after.subdir, name, change.before, build};
  }
  for (const auto& entry : found) {
    if (entry.second.before != entry.second.after) {
      changes.push_back(entry.second);
    }
  }
}

std::string explicit_text(const LockedPlatform& platform) {
  ExplicitSpec list;
  list.platform = platform.subdir;
  for (const LockedPackage& locked : platform.packages) {
    const PackageRecord& package = locked.record.package;
    list.entries.push_back({locked.record.url, package.md5, package.sha256});
  }
  return list.to_string();
}

std::vector<WrittenLock> render_explicit(const LockResult& result, const fs::path& pattern) {
  std::vector<WrittenLock> files;
  for (const std::string& subdir : result.resolved) {
    const auto name = replace_all(pattern.string(), "{platform}", subdir);
    files.push_back({name, explicit_text(result.lock.get(subdir, name))});
  }
  if (files.size() > 1 && files[0].file == files[1].file) {
    throw Error(ErrorKind::usage,
                "an @EXPLICIT list has room for one platform",
                {"write `{platform}` into the name after -o, or lock one platform"});
  }
  return files;
}

std::string relative_source(const fs::path& manifest, const fs::path& lock) {
  return fs::relative(fs::absolute(manifest), fs::absolute(lock).parent_path()).generic_string();
}

// Without what the platforms that are not resolved now hold: those stay as they are.
LockFile start_of(const LockRun& run, const EnvironmentRequest& request) {
  LockFile lock;
  if (run.target.existing) {
    lock.platforms = run.target.existing->platforms;
    lock.pip_indexes = run.target.existing->pip_indexes;
  }
  const auto naming =
      run.target.output == LockOutput::pixi ? ChannelNaming::urls : ChannelNaming::as_written;
  lock.channels = locked_channels(
      request, naming, run.config, fs::absolute(run.manifests.front()).parent_path());
  for (const fs::path& manifest : run.manifests) {
    lock.sources.push_back(relative_source(manifest, run.target.file));
  }
  return lock;
}

void warn_of_categories(const EnvironmentRequest& request,
                        LockOutput output,
                        std::vector<std::string>& warnings) {
  if (output == LockOutput::conda_lock) {
    return;
  }
  std::set<std::string> categories;
  for (const auto* specs : {&request.dependencies, &request.pip}) {
    for (const ManifestSpec& spec : *specs) {
      categories.insert(spec.category);
    }
  }
  categories.erase("main");
  if (!categories.empty()) {
    warnings.push_back(
        fmt::format("{} has no categories: what `{}` asks for is locked with everything else",
                    output == LockOutput::pixi ? "a pixi.lock" : "an @EXPLICIT list",
                    join({categories.begin(), categories.end()}, "`, `")));
  }
}

// Whoever creates from the lock needs them as well, but from elsewhere.
void warn_of_logins(const EnvironmentRequest& request, std::vector<std::string>& warnings) {
  for (const auto* specs : {&request.dependencies, &request.pip}) {
    for (const ManifestSpec& spec : *specs) {
      if (const auto shown = redact(spec.text); shown != spec.text) {
        warnings.push_back(
            fmt::format("the login or token of `{}` is not written into the lock", shown));
      }
    }
  }
}

std::vector<std::string> warnings_of(const EnvironmentRequest& request, LockOutput output) {
  auto warnings = request.warnings;
  warn_of_logins(request, warnings);
  warn_of_categories(request, output, warnings);
  if (!request.pip.empty()) {
    warnings.emplace_back("the `pip:` section is kept as written: pip chooses its versions when "
                          "the environment is made");
  }
  return warnings;
}

std::string render_lock(const LockResult& result, LockOutput output) {
  return output == LockOutput::pixi ? to_pixi_lock(result.lock) : to_conda_lock(result.lock);
}

// The files' texts, and what is to be said about them.
void finish(const LockRun& run, LockResult& result) {
  if (run.target.output == LockOutput::explicit_list) {
    result.files = render_explicit(result, run.target.file);
  } else {
    result.files = {{run.target.file, render_lock(result, run.target.output)}};
  }
  for (const LockedPlatform& platform : result.lock.platforms) {
    const auto& resolved = result.resolved;
    if (std::find(resolved.begin(), resolved.end(), platform.subdir) == resolved.end()) {
      result.kept.push_back(platform.subdir);
    }
  }
  for (const LockedChannel& channel : result.lock.channels) {
    if (channel.url.starts_with("file:")) {
      result.local_channels.push_back(channel.url);
    }
  }
}

} // namespace

std::variant<LockResult, UnsolvableRequest>
plan_lock(const LockOptions& options,
          const Config& config,
          const std::map<std::string, std::string>& environment,
          const CreationTools& tools) {
  LockRun run{options, config, environment, tools, find_lock_target(options, config), {}};
  run.manifests = manifests_of(options, run.target);
  check_updates(run);
  std::vector<std::string> known;
  if (run.target.existing && !options.update.empty()) {
    for (const LockedPlatform& platform : run.target.existing->platforms) {
      known.push_back(platform.subdir);
    }
  }
  LockResult result;
  const auto platforms = wanted_platforms(options, run.manifests, known, config);
  for (const Platform& platform : platforms) {
    auto request = manifest_request(options, run.manifests, platform, config);
    const bool is_first = result.resolved.empty();
    if (is_first) {
      result.lock = start_of(run, request);
    }
    auto answer = resolve_platform(run, request, platform);
    if (auto* refusal = std::get_if<UnsolvableRequest>(&answer)) {
      return std::move(*refusal);
    }
    if (is_first) {
      result.warnings = warnings_of(request, run.target.output);
    }
    auto& [locked, explanations] = std::get<ResolvedPlatform>(answer);
    if (!explanations.empty()) {
      result.explanations.push_back({locked.subdir, std::move(explanations)});
    }
    add_changes(result.lock.find(locked.subdir), locked, result.changes);
    result.resolved.push_back(locked.subdir);
    result.lock.put(std::move(locked));
  }
  finish(run, result);
  return result;
}

void write_locks(FileSystem& files, const LockResult& result) {
  for (const WrittenLock& lock : result.files) {
    write_file_atomically(files, lock.file, lock.text);
  }
}

} // namespace etalon
