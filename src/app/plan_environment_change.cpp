#include "conflict_notes.hpp"
#include "find_conflict_hints.hpp"
#include "get_packages.hpp"
#include "locked_packages.hpp"
#include "pip_readiness.hpp"
#include "records_by_name.hpp"
#include "resolve_request.hpp"
#include "stopwatch.hpp"
#include "with_repair.hpp"

#include <etalon/app/change_environment.hpp>
#include <etalon/app/channel_records.hpp>
#include <etalon/app/inspect_environment.hpp>
#include <etalon/app/pip_packages.hpp>
#include <etalon/host/virtual_packages.hpp>
#include <etalon/model/spec_text.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr auto k_hint_time = std::chrono::seconds(2);

std::vector<RepoDataRecord> records_of(const PrefixData& data) {
  std::vector<RepoDataRecord> records;
  for (const auto& record : data.records) {
    records.push_back(record.repodata);
  }
  return records;
}

std::vector<RepoDataRecord> records_of(const std::vector<PlannedRecord>& packages) {
  std::vector<RepoDataRecord> records;
  for (const auto& package : packages) {
    records.push_back(package.solved.record);
  }
  return records;
}

std::vector<PlannedRecord> as_planned(const std::vector<RepoDataRecord>& records) {
  std::vector<PlannedRecord> planned(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    planned[i].solved.record = records[i];
  }
  return planned;
}

// A file of conda-meta that says which specs hold for this environment beside its requests.
Strings pins_of(const EnvironmentChangeRequest& wanted, const Config& config) {
  if (wanted.pins == PinUse::ignored) {
    return {};
  }
  auto pins = config.pinned_packages.value;
  const auto more = load_pinned_specs(wanted.request.prefix);
  pins.insert(pins.end(), more.begin(), more.end());
  return pins;
}

class ChangePlanner {
public:
  ChangePlanner(EnvironmentChangeRequest wanted,
                const Platform& platform,
                const Config& config,
                const std::map<std::string, std::string>& environment,
                const CreationTools& tools)
      : m_wanted(std::move(wanted)),
        m_platform(platform),
        m_config(config),
        m_environment(environment),
        m_tools(tools) {}

  std::variant<ChangePlan, UnsolvableRequest> run() {
    refuse_frozen(m_wanted.request.prefix, m_config, m_wanted.frozen);
    m_plan.action = m_wanted.action;
    m_plan.installed = PrefixData::load(m_wanted.request.prefix);
    m_plan.variables = m_plan.installed.variables;
    for (const auto& [name, value] : m_wanted.request.variables) {
      m_plan.variables[name] = value;
    }
    m_virtual_packages = detect_virtual_packages(m_platform, m_environment);
    if (m_wanted.request.explicit_spec || m_wanted.request.lock) {
      take_given_packages();
    } else if (auto refusal = resolve()) {
      return std::move(*refusal);
    }
    m_wanted.request.pip = distinct_pip_lines(m_wanted.request.pip);
    add_relinked(m_change, records_of(m_plan.installed), m_wanted.reinstalled);
    decide_specs();
    finish();
    return std::move(m_plan);
  }

private:
  void take_given_packages() {
    EnvironmentRequest& request = m_wanted.request;
    const auto packages = request.lock ? locked_packages(request, m_platform, m_virtual_packages)
                                       : explicit_packages(*request.explicit_spec, m_config);
    for (const auto& package : packages) {
      m_details[package.solved.record.package.name] = package.detail;
    }
    const auto others = m_wanted.orphans == Orphans::remove ? OthersThan::go : OthersThan::stay;
    m_change = plan_exact_change(records_of(m_plan.installed), records_of(packages), others);
    add_missing_pip(request, as_planned(m_change.packages), {});
  }

  std::optional<UnsolvableRequest> resolve() {
    if (m_wanted.action == ChangeAction::remove) {
      m_change = std::get<EnvironmentChange>(plan({}));
      return std::nullopt;
    }
    Stopwatch watch;
    SubdirCache subdirs = make_subdir_cache(m_tools.files, m_config);
    const auto network = m_config.offline.value ? NetworkUse::forbidden : NetworkUse::allowed;
    const auto loaded = load_channel_records(m_wanted.request.channels,
                                             m_platform,
                                             subdirs,
                                             m_tools.cold_path,
                                             {m_tools.progress, m_tools.token, network},
                                             {names_to_load()});
    const std::vector<ChannelRecords>& channels = loaded.channels;
    m_plan.times.fetch = loaded.fetch_seconds;
    m_plan.times.index = watch.lap() - m_plan.times.fetch;
    auto answer = plan(channels);
    if (const auto* change = std::get_if<EnvironmentChange>(&answer)) {
      if (add_missing_pip(m_wanted.request, as_planned(change->packages), channels)) {
        answer = plan(channels);
      }
    }
    m_plan.times.solve = watch.lap();
    if (const auto* conflict = std::get_if<ChangeConflict>(&answer)) {
      return refuse(*conflict, channels);
    }
    m_change = std::move(std::get<EnvironmentChange>(answer));
    return std::nullopt;
  }

  // What the indexes are going to be asked for.
  [[nodiscard]] Strings names_to_load() const {
    Strings specs = m_wanted.request.specs;
    for (const auto& record : m_plan.installed.records) {
      specs.push_back(record.repodata.package.name);
    }
    return names_of_specs(specs);
  }

  [[nodiscard]] CandidateOptions candidate_options() const {
    CandidateOptions options;
    options.channel_priority = m_config.channel_priority.value;
    options.pip_dependency = m_config.add_pip_as_python_dependency.value
                                 ? PipDependency::of_python
                                 : PipDependency::as_recorded;
    options.exclude_newer = m_config.exclude_newer.value;
    return options;
  }

  [[nodiscard]] std::variant<EnvironmentChange, ChangeConflict>
  plan(const std::vector<ChannelRecords>& channels) const {
    InstalledEnvironment installed;
    installed.packages = records_of(m_plan.installed);
    if (m_wanted.earlier == EarlierRequests::hold) {
      installed.requested = m_plan.installed.history.requested_specs();
    }
    const ChangeRequest request{m_wanted.action,
                                m_wanted.request.specs,
                                m_wanted.orphans,
                                m_wanted.others,
                                m_wanted.request.wanted};
    const ChangeSources sources{channels,
                                m_virtual_packages,
                                candidate_options(),
                                pins_of(m_wanted, m_config),
                                solve_options(m_config, m_tools.token)};
    return with_repair(channels, [&] { return plan_changes(installed, request, sources); });
  }

  UnsolvableRequest refuse(const ChangeConflict& conflict,
                           const std::vector<ChannelRecords>& channels) {
    const PlanDetail detail;
    const ResolveContext context{
        m_platform, m_config, m_environment, m_tools.files, m_tools.token, detail};
    UnsolvableRequest refusal;
    refusal.conflict = conflict.graph;
    add_conflict_notes(refusal.conflict, channels, m_virtual_packages, context);
    const TrialWorld world{{},
                           conflict.held,
                           pins_of(m_wanted, m_config),
                           candidate_options(),
                           m_virtual_packages,
                           &channels};
    ConflictQuestion question{
        world, refusal.conflict, conflict.specs, {}, m_config.repodata_cache()};
    for (const auto& pin : conflict.pins) {
      question.pins.push_back({pin, origin_of_pin(pin)});
    }
    refusal.hints =
        find_conflict_hints(question, context, ConflictTrials(m_tools.token, k_hint_time));
    refusal.platform = m_platform.subdir();
    refusal.request = std::move(m_wanted.request);
    refusal.request.specs = conflict.held;
    refusal.times = m_plan.times;
    return refusal;
  }

  [[nodiscard]] std::string origin_of_pin(const std::string& pin) const {
    const auto& setting = m_config.pinned_packages;
    const auto found = std::find(setting.value.begin(), setting.value.end(), pin);
    const auto at = static_cast<std::size_t>(found - setting.value.begin());
    if (found != setting.value.end()) {
      return at < setting.items.size() ? setting.items[at].text : setting.origin;
    }
    return (m_wanted.request.prefix / "conda-meta" / "pinned").string();
  }

  // What the history will say of requests. Updating asks for nothing new.
  void decide_specs() {
    const auto earlier = m_plan.installed.history.requested_specs();
    if (m_wanted.action == ChangeAction::remove) {
      remember_removal(earlier);
    } else if (m_wanted.action == ChangeAction::install) {
      remember_install(earlier);
    }
  }

  void remember_removal(const Strings& earlier) {
    std::set<std::string> left;
    for (const auto& record : m_change.packages) {
      left.insert(record.package.name);
    }
    for (const auto& spec : earlier) {
      if (!left.contains(name_of_spec(spec))) {
        m_plan.remove_specs.push_back(spec);
      }
    }
  }

  void remember_install(const Strings& earlier) {
    Strings specs = m_wanted.request.specs;
    if (m_wanted.request.wanted == WantedPackages::dependencies_only) {
      specs.clear(); // what was left out is not there to be asked for
    }
    std::set<std::string> named;
    for (const auto& spec : specs) {
      auto clean = without_credentials_in_spec(spec);
      named.insert(name_of_spec(clean));
      if (std::find(earlier.begin(), earlier.end(), clean) == earlier.end()) {
        m_plan.update_specs.push_back(std::move(clean));
      }
    }
    if (m_wanted.earlier == EarlierRequests::end) {
      for (const auto& spec : earlier) {
        if (!named.contains(name_of_spec(spec))) {
          m_plan.remove_specs.push_back(spec);
        }
      }
    }
  }

  void finish() {
    const PackageCache cache(m_tools.files, m_config.package_cache());
    for (auto& change : m_change.changes) {
      PlannedChange planned;
      if (change.after) {
        const bool is_cached = cache.find(*change.after, ValidationMode::none).has_value();
        planned.place = is_cached ? PackagePlace::cached : PackagePlace::to_fetch;
      }
      if (const auto found = m_details.find(change.name); found != m_details.end()) {
        planned.detail = found->second;
      }
      planned.change = std::move(change);
      m_plan.changes.push_back(std::move(planned));
    }
    m_plan.packages = std::move(m_change.packages);
    m_plan.request = std::move(m_wanted.request);
  }

  EnvironmentChangeRequest m_wanted;
  const Platform& m_platform;
  const Config& m_config;
  const std::map<std::string, std::string>& m_environment;
  const CreationTools& m_tools;
  std::vector<VirtualPackage> m_virtual_packages;
  EnvironmentChange m_change;
  std::map<std::string, RecordDetail> m_details;
  ChangePlan m_plan;
};

} // namespace

void refuse_frozen(const fs::path& prefix, const Config& config, FrozenUse use) {
  const auto mark = find_frozen_mark(prefix);
  if (!mark || use == FrozenUse::overridden) {
    return;
  }
  throw Error(ErrorKind::refused,
              mark->message.empty() ? "`conda-meta/frozen` is there" : mark->message)
      .while_doing(fmt::format("environment `{}` is frozen: it is not to be changed",
                               display_name(prefix, config)))
      .with_hint("make another one beside it, or add --override-frozen");
}

std::variant<ChangePlan, UnsolvableRequest>
plan_environment_change(EnvironmentChangeRequest request,
                        const Platform& platform,
                        const Config& config,
                        const std::map<std::string, std::string>& environment,
                        const CreationTools& tools) {
  return ChangePlanner(std::move(request), platform, config, environment, tools).run();
}

std::vector<std::string> load_pinned_specs(const fs::path& prefix) {
  Strings specs;
  const auto text = find_file(prefix / "conda-meta" / "pinned").value_or("");
  for (const auto line : split(text, '\n')) {
    const auto spec = trim(line.substr(0, line.find('#')));
    if (!spec.empty()) {
      specs.emplace_back(spec);
    }
  }
  return specs;
}

} // namespace etalon
