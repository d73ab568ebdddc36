#include "plan_text.hpp"

#include "change_text.hpp"
#include "choice_text.hpp"
#include "conflict_text.hpp"
#include "error_text.hpp"
#include "text_table.hpp"
#include "timings_text.hpp"

#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace etalon {

namespace {

using nlohmann::ordered_json;

std::vector<const PlannedRecord*> by_name(const CreationPlan& plan) {
  std::vector<const PlannedRecord*> sorted;
  for (const auto& package : plan.packages) {
    sorted.push_back(&package);
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    return a->solved.record.package.name < b->solved.record.package.name;
  });
  return sorted;
}

std::string size_cell(const PlannedRecord& planned) {
  if (planned.place == PackagePlace::cached) {
    return "cached";
  }
  const auto size = planned.solved.record.package.size;
  return size == 0 ? "?" : format_bytes(size);
}

// A spec of the request stands in quotes, a package of the plan without; of many the first.
std::string asking_cell(const SolvedPackage& solved) {
  constexpr std::size_t k_named = 2;
  std::string text;
  for (std::size_t i = 0; i < std::min(k_named, solved.required_by.size()); ++i) {
    const auto& asking = solved.required_by[i];
    text += (i == 0 ? "" : ", ") + (solved.requested ? "`" + asking + "`" : asking);
  }
  return solved.required_by.size() <= k_named
             ? text
             : text + fmt::format(", +{}", solved.required_by.size() - k_named);
}

std::vector<std::string> channel_names(const EnvironmentRequest& request) {
  std::vector<std::string> names;
  for (const auto& channel : request.channels) {
    names.push_back(channel.to_string());
  }
  return names;
}

ordered_json package_json(const PlannedRecord& planned) {
  const auto& record = planned.solved.record;
  const auto& package = record.package;
  return {{"name", package.name},
          {"version", package.version.to_string()},
          {"build", package.build},
          {"build_number", package.build_number},
          {"subdir", package.subdir},
          {"channel", record.channel},
          {"file_name", record.file_name},
          {"url", redact(record.url)},
          {"md5", package.md5},
          {"sha256", package.sha256},
          {"size", package.size},
          {"cached", planned.place == PackagePlace::cached},
          {"requested", planned.solved.requested},
          {"required_by", planned.solved.required_by}};
}

ordered_json pip_lines_json(const EnvironmentRequest& request) {
  ordered_json lines = ordered_json::array();
  for (const auto& line : request.pip) {
    lines.push_back(redact(line.text));
  }
  return lines;
}

ordered_json pip_json(const PipInstallation& pip) {
  ordered_json packages = ordered_json::array();
  for (const auto& each : pip.packages) {
    packages.push_back({{"name", each.package.name},
                        {"version", each.package.version},
                        {"requirement", each.requirement},
                        {"record_hash", each.package.record_hash}});
  }
  ordered_json overridden = ordered_json::array();
  for (const auto& each : pip.overridden) {
    overridden.push_back({{"name", each.name},
                          {"version", each.version},
                          {"build", each.build},
                          {"pip_version", each.pip_version},
                          {"paths", each.paths}});
  }
  return {{"packages", std::move(packages)}, {"overridden", std::move(overridden)}};
}

ordered_json result_json(const CreationResult& result) {
  const auto& done = result.transaction;
  return {{"environment_id", result.environment_id},
          {"packages", result.packages.size()},
          {"files", done.files},
          {"bytes", done.bytes},
          {"reflinked", done.reflinked},
          {"hard_linked", done.hard_linked},
          {"copied", done.copied},
          {"replaced", done.replaced},
          {"compiled", done.compiled},
          {"contested", contested_json(result.contested)},
          {"pip", pip_json(result.pip)}};
}

} // namespace

std::string render_plan(const CreationPlan& plan, const Terminal& terminal) {
  auto text = fmt::format("Environment  {}\n  prefix     {}\n  platform   {}\n",
                          styled(plan.request.name, Style::strong, terminal.color),
                          plan.request.prefix.string(),
                          plan.platform.subdir());
  if (!plan.request.channels.empty()) {
    text += fmt::format("  channels   {}\n", join(channel_names(plan.request), ", "));
  }
  TextTable table({Align::left, Align::left, Align::left, Align::left, Align::right, Align::left});
  table.add({"Package", "Version", "Build", "Channel", "Size", "Asked for by"});
  for (const auto* planned : by_name(plan)) {
    const auto& package = planned->solved.record.package;
    table.add({package.name,
               package.version.to_string(),
               package.build,
               planned->solved.record.channel,
               size_cell(*planned),
               asking_cell(planned->solved)});
  }
  const auto fetched = plan.packages_to_fetch();
  text += "\n" + table.render("  ", terminal.table_width()) + "\n";
  text += fmt::format("{} {}: {} in the cache, {} to fetch",
                      plan.packages.size(),
                      plan.packages.size() == 1 ? "package" : "packages",
                      plan.packages.size() - fetched,
                      fetched);
  text += fetched == 0 ? "\n" : fmt::format(" ({})\n", format_bytes(plan.bytes_to_fetch()));
  if (!plan.request.pip.empty()) {
    text += "\nthen pip installs:\n";
  }
  for (const auto& line : plan.request.pip) {
    text += fmt::format("  {}\n", redact(line.text));
  }
  for (const auto& explanation : plan.explanations) {
    text += "\n" + render_choice(explanation);
  }
  return text;
}

std::string render_plan_json(const CreationPlan& plan, const CreationResult* result) {
  ordered_json packages = ordered_json::array();
  for (const auto* planned : by_name(plan)) {
    packages.push_back(package_json(*planned));
  }
  ordered_json virtual_packages = ordered_json::array();
  for (const auto& package : plan.virtual_packages) {
    virtual_packages.push_back({{"name", package.name},
                                {"version", package.version},
                                {"build", package.build},
                                {"origin", package.origin}});
  }
  const ordered_json json = {
      {"version", 1},
      {"success", true},
      {"dry_run", result == nullptr},
      {"name", plan.request.name},
      {"prefix", plan.request.prefix.string()},
      {"platform", plan.platform.subdir()},
      {"channels", channel_names(plan.request)},
      {"specs", plan.request.specs},
      {"pip", pip_lines_json(plan.request)},
      {"variables", plan.request.variables},
      {"virtual_packages", std::move(virtual_packages)},
      {"packages", std::move(packages)},
      {"result", result == nullptr ? ordered_json() : result_json(*result)},
      {"explanations", choices_json(plan.explanations)},
      {"timings", timings_json(result == nullptr ? plan.times : result->times)},
      {"counters", counters_json(plan.counters)}};
  return json.dump(2) + "\n";
}

std::string
render_unsolvable(const UnsolvableRequest& refusal, PlatformMention mention, ColorUse use) {
  std::vector<std::string> hints;
  for (const auto& hint : refusal.hints) {
    hints.push_back(render_hint(hint));
  }
  Error error(ErrorKind::refused, render(refusal.conflict), hints);
  const bool goes_without_saying =
      mention == PlatformMention::of_others && refusal.platform == Platform::current().subdir();
  return render_error(std::move(error).while_doing(
                          fmt::format("no set of packages{} satisfies what `{}` asks for",
                                      goes_without_saying ? "" : " for " + refusal.platform,
                                      refusal.request.name)),
                      use);
}

std::string render_unsolvable_json(const UnsolvableRequest& refusal) {
  ordered_json hints = ordered_json::array();
  for (const auto& hint : refusal.hints) {
    hints.push_back(hint_json(hint));
  }
  const ordered_json json = {{"version", 1},
                             {"success", false},
                             {"name", refusal.request.name},
                             {"platform", refusal.platform},
                             {"channels", channel_names(refusal.request)},
                             {"specs", refusal.request.specs},
                             {"explanation", render(refusal.conflict)},
                             {"conflict", conflict_json(refusal.conflict)},
                             {"hints", std::move(hints)},
                             {"timings", timings_json(refusal.times)},
                             {"counters", counters_json(refusal.counters)}};
  return json.dump(2) + "\n";
}

} // namespace etalon
