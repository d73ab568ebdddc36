#include "lock_channels.hpp"
#include "lock_sources.hpp"

#include <etalon/app/locked_request.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <fmt/format.h>

#include <array>
#include <set>

namespace etalon {

namespace {

namespace fs = std::filesystem;

bool is_lock(const fs::path& file) {
  const auto text = find_file(file);
  return text && find_lock_format(*text);
}

// What lies beside the manifest, in this order.
constexpr std::array<const char*, 2> k_lock_names = {"conda-lock.yml", "pixi.lock"};

fs::path find_lock_beside(const std::vector<fs::path>& manifests) {
  const fs::path folder = manifests.empty() ? fs::path() : manifests.front().parent_path();
  for (const char* name : k_lock_names) {
    if (fs::exists(folder / name)) {
      return folder / name;
    }
  }
  throw Error(ErrorKind::not_found,
              manifests.empty()
                  ? "there is no lock file here"
                  : fmt::format("there is no lock file beside `{}`", manifests.front().string()),
              {fmt::format("make `{}` with `etalon lock{}`, or name another with --lock-file FILE",
                           k_lock_names[0],
                           manifests.empty() ? "" : " -f " + manifests.front().string())});
}

void check_has_no_specs(const RequestOptions& options) {
  if (!options.specs.empty()) {
    throw Error(ErrorKind::usage,
                "specs cannot be added to what is locked",
                {"write them into the manifest and run `etalon lock`"});
  }
}

// Whoever names a manifest wants what it asks for.
std::vector<std::string> typed_categories(const EnvironmentRequest& request) {
  std::set<std::string> categories;
  for (const auto* specs : {&request.dependencies, &request.pip}) {
    for (const ManifestSpec& spec : *specs) {
      categories.insert(spec.category);
    }
  }
  return {categories.begin(), categories.end()};
}

} // namespace

std::variant<EnvironmentRequest, LockCheck>
load_locked_request(const RequestOptions& options,
                    LockUse use,
                    const std::optional<fs::path>& lock_file,
                    const Platform& platform,
                    const Config& config,
                    const std::map<std::string, std::string>& environment) {
  check_has_no_specs(options);
  const bool is_given = options.files.size() == 1 && is_lock(options.files.front());
  const fs::path file = lock_file  ? *lock_file
                        : is_given ? options.files.front()
                                   : find_lock_beside(options.files);
  if (use == LockUse::frozen) {
    RequestOptions of_lock = options;
    of_lock.files = {file};
    return load_request(of_lock, config);
  }
  LockOptions question;
  question.request = options;
  if (is_given) {
    question.request.files.clear();
  }
  question.file = file;
  question.platforms = {platform.subdir()};
  const LockTarget target = find_lock_target(question, config);
  if (!target.existing) {
    throw Error(ErrorKind::not_found,
                fmt::format("there is no lock file `{}`", file.string()),
                {"make it with `etalon lock`"});
  }
  const auto manifests = manifests_of(question, target);
  const auto asked = manifest_request(question, manifests, platform, config);
  LockCheck check;
  check.file = file;
  check.platforms = {platform.subdir()};
  check.reasons = find_stale_reasons(*target.existing,
                                     {platform.subdir(),
                                      asked_specs(asked),
                                      asked_pip_lines(asked),
                                      urls_of(asked.channels),
                                      offered_for_lock(platform, environment)});
  if (!check.reasons.empty()) {
    return check;
  }
  const bool is_typed = !options.files.empty() && !is_given;
  RequestOptions of_manifest = options;
  of_manifest.files = manifests;
  EnvironmentRequest request = load_request(of_manifest, config);
  request.lock = requested_lock(*target.existing,
                                file,
                                options,
                                is_typed ? typed_categories(request) : std::vector<std::string>());
  return request;
}

} // namespace etalon
