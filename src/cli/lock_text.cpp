#include "lock_text.hpp"

#include "choice_text.hpp"
#include "error_text.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace etalon {

namespace {

using nlohmann::ordered_json;

std::string change_text(const LockedChange& change) {
  if (change.before.empty()) {
    return fmt::format("  + {} {}  ({})\n", change.name, change.after, change.platform);
  }
  if (change.after.empty()) {
    return fmt::format("  - {} {}  ({})\n", change.name, change.before, change.platform);
  }
  return fmt::format(
      "  ~ {} {} -> {}  ({})\n", change.name, change.before, change.after, change.platform);
}

ordered_json platforms_json(const LockResult& result) {
  ordered_json platforms = ordered_json::array();
  for (const LockedPlatform& platform : result.lock.platforms) {
    platforms.push_back(
        {{"platform", platform.subdir},
         {"packages", platform.packages.size()},
         {"content_hash", platform.content_hash},
         {"virtual_packages", platform.virtual_packages.value_or(std::vector<std::string>())}});
  }
  return platforms;
}

ordered_json explanations_json(const LockResult& result) {
  ordered_json list = ordered_json::array();
  for (const auto& [platform, explanations] : result.explanations) {
    for (ordered_json& explanation : choices_json(explanations)) {
      ordered_json entry = {{"platform", platform}};
      entry.update(explanation);
      list.push_back(std::move(entry));
    }
  }
  return list;
}

} // namespace

std::string render_lock_result(const LockResult& result, LockStep step) {
  std::string text;
  for (const WrittenLock& file : result.files) {
    text += fmt::format(
        "{} `{}`\n", step == LockStep::written ? "wrote" : "would write", file.file.string());
  }
  for (const std::string& subdir : result.resolved) {
    text += fmt::format("  {}: {} packages\n", subdir, result.lock.find(subdir)->packages.size());
  }
  if (!result.kept.empty()) {
    text += fmt::format("  kept as before: {}\n", join(result.kept, ", "));
  }
  for (const LockedChange& change : result.changes) {
    text += change_text(change);
  }
  for (const auto& [platform, explanations] : result.explanations) {
    for (const ChoiceExplanation& explanation : explanations) {
      text += fmt::format("\nfor {}: {}", platform, render_choice(explanation));
    }
  }
  return text;
}

std::string render_lock_result_json(const LockResult& result, LockStep step) {
  ordered_json files = ordered_json::array();
  for (const WrittenLock& file : result.files) {
    files.push_back(file.file.string());
  }
  ordered_json changes = ordered_json::array();
  for (const LockedChange& change : result.changes) {
    changes.push_back({{"platform", change.platform},
                       {"name", change.name},
                       {"before", change.before},
                       {"after", change.after}});
  }
  const ordered_json json = {{"version", 1},
                             {"success", true},
                             {"dry_run", step == LockStep::shown},
                             {"files", std::move(files)},
                             {"resolved", result.resolved},
                             {"kept", result.kept},
                             {"platforms", platforms_json(result)},
                             {"changes", std::move(changes)},
                             {"explanations", explanations_json(result)},
                             {"warnings", result.warnings}};
  return json.dump(2) + "\n";
}

std::string render_lock_check(const LockCheck& check, ColorUse use) {
  if (check.holds()) {
    return fmt::format("`{}` holds for {}\n", check.file.string(), join(check.platforms, ", "));
  }
  if (check.reasons.empty()) {
    Error error(ErrorKind::network,
                *check.undecided,
                {"`etalon lock --check --offline` leaves the channels out"});
    return render_error(std::move(error).while_doing(fmt::format(
                            "it cannot be told whether `{}` still holds", check.file.string())),
                        use);
  }
  std::string text = styled("error:", Style::error, use) +
                     fmt::format(" `{}` no longer holds\n", check.file.string());
  for (const StaleReason& reason : check.reasons) {
    text += fmt::format("  {} ({}): {}\n", reason.platform, to_string(reason.kind), reason.message);
  }
  text += "\n" + styled("hint:", Style::hint, use) +
          fmt::format(" `etalon lock -o {}` makes it anew; with --update NAME it moves no more "
                      "than it must\n",
                      check.file.string());
  return text;
}

std::string render_lock_check_json(const LockCheck& check) {
  ordered_json reasons = ordered_json::array();
  for (const StaleReason& reason : check.reasons) {
    reasons.push_back({{"kind", to_string(reason.kind)},
                       {"platform", reason.platform},
                       {"subject", reason.subject},
                       {"message", reason.message}});
  }
  ordered_json holds;
  if (check.holds() || !check.reasons.empty()) {
    holds = check.holds();
  }
  const ordered_json json = {
      {"version", 1},
      {"file", check.file.string()},
      {"holds", std::move(holds)},
      {"platforms", check.platforms},
      {"reasons", std::move(reasons)},
      {"undecided", check.undecided ? ordered_json(*check.undecided) : ordered_json()}};
  return json.dump(2) + "\n";
}

} // namespace etalon
