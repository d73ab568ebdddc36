#include "resolve_request.hpp"

#include "choice_explainer.hpp"
#include "conflict_notes.hpp"
#include "find_conflict_hints.hpp"
#include "stopwatch.hpp"
#include "timed_candidates.hpp"
#include "wanted_packages.hpp"
#include "with_repair.hpp"

#include <etalon/app/record_candidates.hpp>
#include <etalon/config/channel_resolution.hpp>
#include <etalon/solve/solver.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

// For trying out what helps, once it is known that there is no answer.
constexpr auto k_hint_time = std::chrono::seconds(2);

// The specs of pinned_packages, each with the file and line or the variable that it comes from.
using Pins = std::vector<std::pair<VersionSetId, std::string>>;

Pins add_pins(const Config& config, RecordCandidates& candidates) {
  Pins pins;
  const auto& setting = config.pinned_packages;
  for (std::size_t i = 0; i < setting.value.size(); ++i) {
    const std::string origin = i < setting.items.size() ? setting.items[i].text : setting.origin;
    try {
      pins.emplace_back(candidates.add_request(setting.value[i]), origin);
    } catch (Error& error) {
      throw std::move(error).while_doing(
          fmt::format("{}: a spec of `pinned_packages` cannot be read", origin));
    }
  }
  return pins;
}

std::string origin_of(VersionSetId pin, const Pins& pins) {
  const auto found =
      std::find_if(pins.begin(), pins.end(), [&](const auto& each) { return each.first == pin; });
  return found == pins.end() ? "" : found->second;
}

UnsolvableRequest explain_refusal(const Unsolvable& refusal,
                                  const TrialWorld& world,
                                  const Pins& pins,
                                  RecordCandidates& candidates,
                                  const ResolveContext& context) {
  UnsolvableRequest unsolvable;
  unsolvable.conflict = refusal.conflict;
  add_conflict_notes(unsolvable.conflict, *world.channels, world.virtual_packages, context);
  ConflictQuestion question{world, unsolvable.conflict, {}, {}, context.config.repodata_cache()};
  for (const auto spec : refusal.requirements) {
    question.specs.push_back(candidates.written_spec(spec));
  }
  for (const auto pin : refusal.constraints) {
    question.pins.push_back({candidates.written_spec(pin), origin_of(pin, pins)});
  }
  unsolvable.hints =
      find_conflict_hints(question, context, ConflictTrials(context.token, k_hint_time));
  return unsolvable;
}

std::vector<ChoiceExplanation> explain_choices(const AnsweredQuestion& question,
                                               const Solution& wanted,
                                               const ResolveContext& context) {
  std::vector<ChoiceExplanation> explanations;
  for (const auto& name : context.detail.explain) {
    explanations.push_back(
        explain_choice(name, question, ConflictTrials(context.token, k_hint_time)));
    auto& explanation = explanations.back();
    explanation.is_left_out =
        explanation.is_chosen &&
        std::none_of(wanted.packages.begin(), wanted.packages.end(), [&](const auto& package) {
          return package.record.package.name == explanation.name;
        });
  }
  return explanations;
}

ResolutionCounters counters_of(const SolveResult& result, const RecordCandidates& candidates) {
  const auto counters = std::visit([](const auto& each) { return each.counters; }, result);
  return {counters.names,
          candidates.decoded_count(),
          counters.solvables,
          counters.expanded,
          counters.clauses,
          counters.decisions,
          counters.conflicts,
          counters.learnt,
          counters.propagations};
}

Resolution resolve(const EnvironmentRequest& request,
                   const std::vector<ChannelRecords>& channels,
                   const std::vector<VirtualPackage>& virtual_packages,
                   const ResolveContext& context,
                   const ResolvePreferences& preferences) {
  const Config& config = context.config;
  CandidateOptions options;
  options.channel_priority = config.channel_priority.value;
  options.pip_dependency = config.add_pip_as_python_dependency.value ? PipDependency::of_python
                                                                     : PipDependency::as_recorded;
  options.exclude_newer = config.exclude_newer.value;
  options.installed = preferences.keep;
  RecordCandidates candidates(channels, virtual_packages, options);
  SolveTask task;
  for (const auto& name : preferences.move) {
    task.requirements.push_back(candidates.add_request(name));
  }
  std::vector<VersionSetId> asked;
  for (const auto& spec : request.specs) {
    asked.push_back(candidates.add_request(spec));
  }
  task.requirements.insert(task.requirements.end(), asked.begin(), asked.end());
  const auto pins = add_pins(config, candidates);
  for (const auto& [pin, origin] : pins) {
    task.constraints.push_back(pin);
  }
  TimedCandidates timed(candidates);
  const bool is_fine = context.detail.timing == TimingDetail::fine;
  CandidateProvider& provider = is_fine ? static_cast<CandidateProvider&>(timed) : candidates;
  const auto result = solve(task, provider, solve_options(config, context.token));
  Resolution resolution;
  resolution.times.load = timed.seconds();
  resolution.counters = counters_of(result, candidates);
  const TrialWorld world{preferences.move,
                         request.specs,
                         config.pinned_packages.value,
                         options,
                         virtual_packages,
                         &channels};
  Stopwatch watch;
  if (const auto* solution = std::get_if<SolverSolution>(&result)) {
    auto wanted = keep_wanted(candidates.to_solution(solution->solvables, asked), request.wanted);
    resolution.counters = counters_of(result, candidates); // with what has been decoded
    watch.lap();
    resolution.explanations =
        explain_choices({world, task, solution->solvables, candidates}, wanted, context);
    resolution.answer = std::move(wanted);
    resolution.times.explain = watch.lap();
    return resolution;
  }
  if (const auto* refusal = std::get_if<Unsolvable>(&result)) {
    resolution.answer = explain_refusal(*refusal, world, pins, candidates, context);
    resolution.times.explain = watch.lap();
    return resolution;
  }
  const auto seconds = config.solve_timeout.value.count();
  throw Error(
      ErrorKind::refused,
      fmt::format("no answer was found within {} second{}", seconds, seconds == 1 ? "" : "s"),
      {"ask for exact versions of some packages: that leaves less to try",
       "allow more time with --solve-timeout SECONDS"});
}

} // namespace

SolveOptions solve_options(const Config& config, const CancellationToken& token) {
  SolveOptions options{token, std::nullopt};
  if (config.solve_timeout.value.count() > 0) {
    options.time_limit = config.solve_timeout.value;
  }
  return options;
}

RepoDataRecord record_of_explicit_entry(const ExplicitEntry& entry, const Config& config) {
  RepoDataRecord record;
  const auto slash = entry.url.rfind('/');
  record.url = entry.url;
  record.file_name = percent_decode(entry.url.substr(slash + 1));
  const auto name = DistFileName::parse(record.file_name);
  record.package.name = name.name;
  record.package.version = Version::parse(name.version);
  record.package.build = name.build;
  record.package.md5 = entry.md5;
  record.package.sha256 = entry.sha256;
  const auto folder = entry.url.substr(0, slash);
  const auto folder_slash = folder.rfind('/');
  if (folder_slash != std::string::npos) {
    record.package.subdir = folder.substr(folder_slash + 1);
    record.channel = resolve_channel(folder.substr(0, folder_slash), config, {}).to_string();
  }
  return record;
}

Resolution resolve_request(const EnvironmentRequest& request,
                           const std::vector<ChannelRecords>& channels,
                           const std::vector<VirtualPackage>& virtual_packages,
                           const ResolveContext& context,
                           const ResolvePreferences& preferences) {
  return with_repair(
      channels, [&] { return resolve(request, channels, virtual_packages, context, preferences); });
}

} // namespace etalon
