#include <etalon/lock/categories.hpp>
#include <etalon/lock/conda_lock_file.hpp>
#include <etalon/lock/export_json.hpp>
#include <etalon/lock/lock_file.hpp>
#include <etalon/lock/pixi_lock_file.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

bool is_before(const LockedPlatform& platform, std::string_view subdir) {
  return platform.subdir < subdir;
}

// The keys that stand at the left edge, up to their colon.
std::set<std::string_view> top_keys(std::string_view text) {
  std::set<std::string_view> keys;
  for (std::string_view line : split(text, '\n')) {
    if (line.starts_with("\xEF\xBB\xBF")) {
      line.remove_prefix(3);
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || line.front() == ' ' || line.front() == '-' ||
        line.front() == '#') {
      continue;
    }
    std::string_view key = trim(line.substr(0, colon));
    if (key.size() > 1 && (key.front() == '"' || key.front() == '\'')) {
      key = key.substr(1, key.size() - 2);
    }
    keys.insert(key);
  }
  return keys;
}

std::string_view without_byte_order_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

} // namespace

std::vector<std::string>
LockedPlatform::pip_lines(const std::vector<std::string>& categories) const {
  std::vector<std::string> lines;
  for (const AskedSpec& spec : pip_specs.value_or(std::vector<AskedSpec>())) {
    if (is_wanted({spec.category}, categories)) {
      lines.push_back(spec.text);
    }
  }
  if (pip_specs) {
    return lines;
  }
  for (const LockedPipPackage& package : pip) {
    if (!is_wanted(package.categories, categories)) {
      continue;
    }
    if (package.url.empty()) {
      lines.push_back(fmt::format("{}=={}", package.name, package.version));
    } else {
      lines.push_back(fmt::format("{} @ {}{}",
                                  package.name,
                                  package.url,
                                  package.sha256.empty() ? "" : "#sha256=" + package.sha256));
    }
  }
  return lines;
}

const LockedPlatform* LockFile::find(std::string_view subdir) const {
  const auto found = std::lower_bound(platforms.begin(), platforms.end(), subdir, is_before);
  return found == platforms.end() || found->subdir != subdir ? nullptr : &*found;
}

const LockedPlatform& LockFile::get(std::string_view subdir, std::string_view file_name) const {
  if (const LockedPlatform* found = find(subdir)) {
    return *found;
  }
  std::vector<std::string> known;
  for (const LockedPlatform& platform : platforms) {
    known.push_back(platform.subdir);
  }
  throw Error(ErrorKind::not_found,
              fmt::format("{} locks nothing for {}", file_name, subdir),
              {known.empty()
                   ? "it has no platform at all: make it anew with `etalon lock`"
                   : fmt::format("it has {}; add this one with `etalon lock --platform {}`",
                                 join(known, ", "),
                                 subdir)});
}

void LockFile::put(LockedPlatform platform) {
  const auto place =
      std::lower_bound(platforms.begin(), platforms.end(), platform.subdir, is_before);
  if (place != platforms.end() && place->subdir == platform.subdir) {
    *place = std::move(platform);
  } else {
    platforms.insert(place, std::move(platform));
  }
}

std::optional<LockFormat> find_lock_format(std::string_view text) {
  if (trim(without_byte_order_mark(text)).starts_with('{')) {
    return looks_like_export_json(text) ? std::optional(LockFormat::export_json) : std::nullopt;
  }
  const auto keys = top_keys(text);
  if (keys.contains("metadata") && keys.contains("package")) {
    return LockFormat::conda_lock;
  }
  if (keys.contains("environments") && keys.contains("packages") && keys.contains("version")) {
    return LockFormat::pixi;
  }
  return std::nullopt;
}

LockFile
parse_lock_file(std::string_view text, std::string_view file_name, const LockReadOptions& options) {
  const auto format = find_lock_format(text);
  if (!format) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: this is no lock file", file_name),
                {"Etalon reads conda-lock.yml, pixi.lock and what `etalon env export --format "
                 "json` writes"});
  }
  switch (*format) {
  case LockFormat::conda_lock:
    return parse_conda_lock(text, file_name);
  case LockFormat::pixi:
    return parse_pixi_lock(text, file_name, options.environment);
  case LockFormat::export_json:
    break;
  }
  return parse_export_json(text, file_name);
}

} // namespace etalon
