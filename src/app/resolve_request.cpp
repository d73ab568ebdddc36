#include "resolve_request.hpp"

#include "wanted_packages.hpp"

#include <etalon/app/record_candidates.hpp>
#include <etalon/config/channel_resolution.hpp>
#include <etalon/solve/solver.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

// What a person can type about an unresolved virtual package: the name stands for the machine.
std::string virtual_package_hint(const std::string& name,
                                 const std::vector<VirtualPackage>& virtual_packages) {
  const auto found = std::find_if(virtual_packages.begin(),
                                  virtual_packages.end(),
                                  [&](const auto& each) { return each.name == name; });
  if (name == "__cuda" && found == virtual_packages.end()) {
    return "this machine has no CUDA driver: ask for a CPU build, for example `pytorch=*=cpu*`, or "
           "set CONDA_OVERRIDE_CUDA=12.2 to solve for another machine";
  }
  if (found == virtual_packages.end()) {
    return fmt::format("this machine does not offer `{}`", name);
  }
  return fmt::format("this machine offers `{}` (from {})", found->to_string(), found->origin);
}

std::vector<std::string> hints_of(const ConflictGraph& graph,
                                  const RecordCandidates& candidates,
                                  const std::vector<VirtualPackage>& virtual_packages) {
  std::vector<std::string> hints;
  const auto add = [&](std::string hint) {
    if (std::find(hints.begin(), hints.end(), hint) == hints.end()) {
      hints.push_back(std::move(hint));
    }
  };
  for (const auto& node : graph.nodes) {
    const bool missing = node.kind == ConflictGraph::NodeKind::unknown ||
                         node.kind == ConflictGraph::NodeKind::unresolved;
    if (missing && node.name.rfind("__", 0) == 0) {
      add(virtual_package_hint(node.name, virtual_packages));
    } else if (node.kind == ConflictGraph::NodeKind::unknown) {
      const auto near = candidates.find_near_names(node.name);
      add(near.empty()
              ? fmt::format("no channel has `{}`: add the one that does with -c", node.name)
              : fmt::format("did you mean `{}`?", near.front()));
    }
  }
  if (hints.empty() && !graph.requested.empty()) {
    add("relax one of the requested specs, or add a channel with -c");
  }
  return hints;
}

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

SolveOptions solve_options(const Config& config, const CancellationToken& token) {
  SolveOptions options{token, std::nullopt};
  if (config.solve_timeout.value.count() > 0) {
    options.time_limit = config.solve_timeout.value;
  }
  return options;
}

std::string origin_of(VersionSetId pin, const Pins& pins) {
  const auto found =
      std::find_if(pins.begin(), pins.end(), [&](const auto& each) { return each.first == pin; });
  return found == pins.end() ? "" : found->second;
}

} // namespace

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

std::variant<Solution, UnsolvableRequest>
resolve_request(const EnvironmentRequest& request,
                const std::vector<ChannelRecords>& channels,
                const std::vector<VirtualPackage>& virtual_packages,
                const Config& config,
                const CancellationToken& token,
                const ResolvePreferences& preferences) {
  CandidateOptions options;
  options.channel_priority = config.channel_priority.value;
  options.pip_dependency = config.add_pip_as_python_dependency.value ? PipDependency::of_python
                                                                     : PipDependency::as_recorded;
  options.exclude_newer = request.exclude_newer;
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
  const auto result = solve(task, candidates, solve_options(config, token));
  if (const auto* solution = std::get_if<SolverSolution>(&result)) {
    return keep_wanted(candidates.to_solution(solution->solvables, asked), request.wanted);
  }
  if (const auto* refusal = std::get_if<Unsolvable>(&result)) {
    UnsolvableRequest unsolvable;
    unsolvable.explanation = render(refusal->conflict);
    for (const auto pin : refusal->constraints) {
      unsolvable.hints.push_back(
          fmt::format("`{}` is pinned by `pinned_packages` ({}): take the pin out there, or add "
                      "--no-pin",
                      candidates.display_version_set(pin),
                      origin_of(pin, pins)));
    }
    if (unsolvable.hints.empty()) {
      unsolvable.hints = hints_of(refusal->conflict, candidates, virtual_packages);
    }
    return unsolvable;
  }
  throw Error(
      ErrorKind::refused,
      fmt::format("no answer was found within {} seconds", config.solve_timeout.value.count()),
      {"ask for exact versions of some packages: that leaves less to try",
       "allow more time with --solve-timeout SECONDS"});
}

} // namespace etalon
