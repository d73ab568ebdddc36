#include "change_text.hpp"

#include "text_table.hpp"
#include "timings_text.hpp"

#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace etalon {

namespace {

using nlohmann::ordered_json;

struct KindText {
  ChangeKind kind;
  const char* heading;
  const char* counted; // "2 new"
  const char* word;    // in JSON
};

constexpr std::array<KindText, 6> k_kinds = {{
    {ChangeKind::install, "New", "new", "install"},
    {ChangeKind::upgrade, "Updated", "updated", "upgrade"},
    {ChangeKind::downgrade, "Downgraded", "downgraded", "downgrade"},
    {ChangeKind::rebuild, "Another build", "with another build", "rebuild"},
    {ChangeKind::relink, "Linked again", "linked again", "relink"},
    {ChangeKind::remove, "Removed", "removed", "remove"},
}};

const char* word_of(ChangeKind kind) {
  const auto* found = std::find_if(
      k_kinds.begin(), k_kinds.end(), [kind](const KindText& each) { return each.kind == kind; });
  return found->word;
}

const char* word_of(ChangeReason reason) {
  switch (reason) {
  case ChangeReason::requested:
    return "requested";
  case ChangeReason::needed:
    return "needed";
  case ChangeReason::ruled_out:
    return "ruled_out";
  case ChangeReason::dependency_changed:
    return "dependency_changed";
  case ChangeReason::pinned:
    return "pinned";
  case ChangeReason::better:
    return "better";
  case ChangeReason::needs_removed:
    return "needs_removed";
  case ChangeReason::no_longer_needed:
    return "no_longer_needed";
  case ChangeReason::python_changed:
    return "python_changed";
  case ChangeReason::reinstalled:
    return "reinstalled";
  }
  return "unknown";
}

// Of many the first.
std::string names_of(const std::vector<std::string>& because, const char* quote) {
  constexpr std::size_t k_named = 2;
  std::string text;
  for (std::size_t i = 0; i < std::min(k_named, because.size()); ++i) {
    text += fmt::format("{}{}{}{}", i == 0 ? "" : ", ", quote, because[i], quote);
  }
  return because.size() <= k_named ? text : text + fmt::format(", +{}", because.size() - k_named);
}

std::string reason_text(const PackageChange& change) {
  const auto& because = change.because;
  switch (change.reason) {
  case ChangeReason::requested:
    return "requested: " + names_of(because, "`");
  case ChangeReason::needed:
    return "needed by " + names_of(because, "");
  case ChangeReason::ruled_out:
    return fmt::format("{} does not allow the one before", names_of(because, ""));
  case ChangeReason::dependency_changed:
    return fmt::format("needs {}, which changes", names_of(because, ""));
  case ChangeReason::pinned:
    return "pinned: " + names_of(because, "`");
  case ChangeReason::better:
    return change.kind == ChangeKind::remove ? "nothing needs it any more" : "the best there is";
  case ChangeReason::needs_removed:
    return fmt::format("needs {}, which is removed", names_of(because, ""));
  case ChangeReason::no_longer_needed:
    return because.empty() ? "nothing needs it any more"
                           : fmt::format("only {} needed it", names_of(because, ""));
  case ChangeReason::python_changed:
    return because.size() == 2 ? fmt::format("{} -> {}", because[0], because[1]) : "python changes";
  case ChangeReason::reinstalled:
    return "asked for anew";
  }
  return "";
}

using Field = std::string (*)(const RepoDataRecord& record);

std::string version_of(const RepoDataRecord& record) {
  return record.package.version.to_string();
}

std::string build_of(const RepoDataRecord& record) {
  return record.package.build;
}

std::string channel_of(const RepoDataRecord& record) {
  return record.channel;
}

// "1.0 -> 2.0", or the one where there is one, or where both are the same.
std::string change_cell(const PackageChange& change, Field field) {
  const auto before = change.before ? field(*change.before) : "";
  const auto after = change.after ? field(*change.after) : "";
  if (!change.before || before == after) {
    return after;
  }
  return change.after ? fmt::format("{} -> {}", before, after) : before;
}

std::string size_cell(const PlannedChange& planned) {
  if (!planned.change.after) {
    return "";
  }
  if (planned.place == PackagePlace::cached) {
    return "cached";
  }
  const auto size = planned.change.after->package.size;
  return size == 0 ? "?" : format_bytes(size);
}

std::vector<const PlannedChange*> changes_of(const ChangePlan& plan, ChangeKind kind) {
  std::vector<const PlannedChange*> found;
  for (const auto& each : plan.changes) {
    if (each.change.kind == kind) {
      found.push_back(&each);
    }
  }
  return found;
}

std::string render_kind(const KindText& kind,
                        const std::vector<const PlannedChange*>& changes,
                        const Terminal& terminal) {
  TextTable table({Align::left, Align::left, Align::left, Align::left, Align::right, Align::left});
  table.add({"Package", "Version", "Build", "Channel", "Size", "Why"});
  for (const auto* planned : changes) {
    const auto& change = planned->change;
    table.add({change.name,
               change_cell(change, version_of),
               change_cell(change, build_of),
               change_cell(change, channel_of),
               size_cell(*planned),
               reason_text(change)});
  }
  return fmt::format("\n{}\n{}",
                     styled(kind.heading, Style::strong, terminal.color),
                     table.render("  ", terminal.table_width()));
}

std::string count_text(const ChangePlan& plan) {
  std::vector<std::string> counts;
  for (const auto& kind : k_kinds) {
    if (const auto count = changes_of(plan, kind.kind).size(); count > 0) {
      counts.push_back(fmt::format("{} {}", count, kind.counted));
    }
  }
  return join(counts, ", ");
}

ordered_json record_json(const std::optional<RepoDataRecord>& record) {
  if (!record) {
    return nullptr;
  }
  const auto& package = record->package;
  return {{"version", package.version.to_string()},
          {"build", package.build},
          {"subdir", package.subdir},
          {"channel", record->channel},
          {"url", redact(record->url)},
          {"md5", package.md5},
          {"sha256", package.sha256},
          {"size", package.size}};
}

ordered_json change_json(const PlannedChange& planned) {
  const auto& change = planned.change;
  return {{"kind", word_of(change.kind)},
          {"name", change.name},
          {"before", record_json(change.before)},
          {"after", record_json(change.after)},
          {"reason", word_of(change.reason)},
          {"because", change.because},
          {"cached", planned.place == PackagePlace::cached}};
}

ordered_json result_json(const ChangeResult& result) {
  ordered_json kept = ordered_json::array();
  for (const auto& each : result.kept) {
    kept.push_back({{"path", each.path}, {"kept_as", each.kept_as}, {"package", each.package}});
  }
  const auto& done = result.transaction;
  return {{"environment_id", result.environment_id},
          {"packages", result.packages},
          {"files", done.files},
          {"bytes", done.bytes},
          {"kept", std::move(kept)},
          {"contested", contested_json(result.contested)},
          {"pip_packages", result.pip.packages.size()}};
}

} // namespace

ordered_json contested_json(const std::vector<ContestedPath>& contested) {
  ordered_json paths = ordered_json::array();
  for (const auto& each : contested) {
    paths.push_back({{"path", each.path}, {"winner", each.winner}, {"hidden", each.hidden}});
  }
  return paths;
}

std::string render_change_plan(const ChangePlan& plan, const Terminal& terminal) {
  auto text = fmt::format("Environment  {}\n  prefix     {}\n",
                          styled(plan.request.name, Style::strong, terminal.color),
                          plan.request.prefix.string());
  for (const auto& kind : k_kinds) {
    if (const auto changes = changes_of(plan, kind.kind); !changes.empty()) {
      text += render_kind(kind, changes, terminal);
    }
  }
  text += fmt::format("\n{}", plan.changes.empty() ? "no package changes" : count_text(plan));
  if (const auto fetched = plan.packages_to_fetch(); fetched > 0) {
    text += fmt::format("; {} to fetch ({})", fetched, format_bytes(plan.bytes_to_fetch()));
  }
  text += "\n";
  if (!plan.request.pip.empty()) {
    text += "\nthen pip installs:\n";
  }
  for (const auto& line : plan.request.pip) {
    text += fmt::format("  {}\n", redact(line.text));
  }
  return text;
}

std::string render_change_result(const ChangePlan& plan, const ChangeResult& result) {
  const auto pip =
      result.pip.packages.empty() ? "" : fmt::format(" and {} by pip", result.pip.packages.size());
  return fmt::format("changed `{}`: {}; now {} packages{}\n"
                     "  prefix          {}\n"
                     "  environment id  {}\n",
                     plan.request.name,
                     plan.changes.empty() ? "no package" : count_text(plan),
                     result.packages,
                     pip,
                     plan.request.prefix.string(),
                     result.environment_id);
}

std::string
render_change_json(const ChangePlan& plan, const ChangeResult* result, bool is_dry_run) {
  ordered_json changes = ordered_json::array();
  for (const auto& each : plan.changes) {
    changes.push_back(change_json(each));
  }
  const ordered_json json = {
      {"version", 1},
      {"success", true},
      {"dry_run", is_dry_run},
      {"name", plan.request.name},
      {"prefix", plan.request.prefix.string()},
      {"changes", std::move(changes)},
      {"update_specs", plan.update_specs},
      {"remove_specs", plan.remove_specs},
      {"variables", plan.variables},
      {"bytes_to_fetch", plan.bytes_to_fetch()},
      {"result", result == nullptr ? ordered_json() : result_json(*result)},
      {"timings", timings_json(result == nullptr ? plan.times : result->times)}};
  return json.dump(2) + "\n";
}

std::vector<std::string> contested_warnings(const std::vector<ContestedPath>& contested) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> by_packages;
  for (const auto& each : contested) {
    by_packages[{each.winner, each.hidden}].push_back(each.path);
  }
  std::vector<std::string> warnings;
  for (const auto& [packages, paths] : by_packages) {
    const auto what = paths.size() == 1
                          ? fmt::format("`{}`", paths.front())
                          : fmt::format("{} paths, `{}` among them", paths.size(), paths.front());
    warnings.push_back(fmt::format("`{0}` and `{1}` both bring {2}: that of `{0}` is used",
                                   packages.first,
                                   packages.second,
                                   what));
  }
  return warnings;
}

std::vector<std::string> kept_warnings(const std::vector<KeptFile>& kept) {
  if (kept.empty()) {
    return {};
  }
  const auto& first = kept.front();
  const auto others =
      kept.size() == 1 ? "" : fmt::format(", and {} more likewise", kept.size() - 1);
  return {fmt::format("`{}` was {}: it is kept as `{}`{}",
                      first.path,
                      first.package.empty() ? "no package's" : "changed by somebody",
                      first.kept_as,
                      others)};
}

} // namespace etalon
