#include "choice_explainer.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>
#include <map>
#include <tuple>

namespace etalon {

namespace {

using Cause = RejectedCandidates::Cause;
using Outcome = RejectedCandidates::Outcome;

constexpr std::size_t k_most_trials = 8;

class ChoiceExplainer {
public:
  ChoiceExplainer(const AnsweredQuestion& question, const ConflictTrials& trials)
      : m_question(question), m_candidates(question.candidates), m_trials(trials) {}

  ChoiceExplanation explain(const std::string& name) {
    ChoiceExplanation explanation{name};
    const auto chosen =
        std::find_if(m_question.answer.begin(), m_question.answer.end(), [&](SolvableId solvable) {
          return m_candidates.record(solvable).package.name == name;
        });
    if (chosen == m_question.answer.end() || m_candidates.is_virtual(*chosen)) {
      return explanation;
    }
    m_chosen = *chosen;
    const auto& record = m_candidates.record(m_chosen);
    explanation.is_chosen = true;
    explanation.version = record.package.version.to_string();
    explanation.build = record.package.build;
    explanation.channel = record.channel;
    explanation.asked_by = asked_by();
    auto candidates = get_sorted_candidates(m_candidates, m_candidates.name_of(m_chosen));
    sort_newest_first(candidates.excluded);
    bool is_better = true;
    for (const auto candidate : candidates.sorted) {
      if (candidate == m_chosen) {
        is_better = false;
      } else if (is_better) {
        add(direct_cause(candidate), candidate);
      } else if (auto group = lower_rank(candidate)) {
        add(std::move(*group), candidate);
      }
    }
    try_groups();
    for (const auto& excluded : candidates.excluded) {
      if (record.package.version < m_candidates.record(excluded.solvable).package.version) {
        add({Cause::excluded, {}, 0, {}, {}, m_candidates.display_string(excluded.reason)},
            excluded.solvable);
      }
    }
    explanation.rejected = std::move(m_groups);
    return explanation;
  }

private:
  // The order in which packages are excluded says nothing.
  void sort_newest_first(std::vector<ExcludedCandidate>& excluded) const {
    std::stable_sort(excluded.begin(), excluded.end(), [this](const auto& a, const auto& b) {
      return m_candidates.record(b.solvable).package.version <
             m_candidates.record(a.solvable).package.version;
    });
  }

  [[nodiscard]] bool is_in(VersionSetId set, SolvableId candidate) const {
    return m_candidates.contains(set, candidate);
  }

  [[nodiscard]] bool is_on(VersionSetId set, SolvableId candidate) const {
    return m_candidates.name_of(set) == m_candidates.name_of(candidate);
  }

  [[nodiscard]] std::string label(SolvableId solvable) const {
    const auto& package = m_candidates.record(solvable).package;
    return package.name + " " + package.version.to_string();
  }

  [[nodiscard]] std::vector<AskingPackage> asked_by() const {
    std::vector<AskingPackage> asking;
    for (const auto set : m_question.task.requirements) {
      if (is_on(set, m_chosen)) {
        asking.push_back({"", m_candidates.display_version_set(set)});
      }
    }
    for (const auto user : m_question.answer) {
      for (const auto set : m_candidates.get_dependencies(user).requirements) {
        if (is_on(set, m_chosen)) {
          asking.push_back({label(user), m_candidates.display_version_set(set)});
        }
      }
    }
    return asking;
  }

  // The first thing of the answer that a better candidate breaks: what the user said before what
  // other packages say.
  [[nodiscard]] RejectedCandidates direct_cause(SolvableId candidate) const {
    const auto broken = [&](const std::vector<VersionSetId>& sets) {
      const auto found = std::find_if(sets.begin(), sets.end(), [&](VersionSetId set) {
        return is_on(set, candidate) && !is_in(set, candidate);
      });
      return found == sets.end() ? std::string() : m_candidates.display_version_set(*found);
    };
    if (auto spec = broken(m_question.task.requirements); !spec.empty()) {
      return {Cause::request, {}, 0, {}, std::move(spec)};
    }
    if (auto spec = broken(m_question.task.constraints); !spec.empty()) {
      return {Cause::pin, {}, 0, {}, std::move(spec)};
    }
    for (const auto user : m_question.answer) {
      if (user == m_chosen) {
        continue;
      }
      const auto dependencies = m_candidates.get_dependencies(user);
      if (auto spec = broken(dependencies.requirements); !spec.empty()) {
        return {Cause::requirement, {}, 0, label(user), std::move(spec)};
      }
      if (auto spec = broken(dependencies.constraints); !spec.empty()) {
        return {Cause::constraint, {}, 0, label(user), std::move(spec)};
      }
    }
    return broken_dependency(candidate);
  }

  [[nodiscard]] RejectedCandidates broken_dependency(SolvableId candidate) const {
    const auto dependencies = m_candidates.get_dependencies(candidate);
    if (dependencies.unusable) {
      return {Cause::excluded, {}, 0, {}, {}, m_candidates.display_string(*dependencies.unusable)};
    }
    for (const auto* sets : {&dependencies.requirements, &dependencies.constraints}) {
      for (const auto set : *sets) {
        for (const auto other : m_question.answer) {
          if (other != m_chosen && is_on(set, other) && !is_in(set, other)) {
            return {
                Cause::own_dependency, {}, 0, label(other), m_candidates.display_version_set(set)};
          }
        }
      }
    }
    return {Cause::no_cause};
  }

  // Why a candidate comes after the chosen one although it is newer, or another build of the
  // version; nothing where it is simply older.
  [[nodiscard]] std::optional<RejectedCandidates> lower_rank(SolvableId candidate) const {
    const auto& taken = m_candidates.record(m_chosen);
    const auto& other = m_candidates.record(candidate);
    const auto because = [](std::string text) {
      return RejectedCandidates{Cause::order, {}, 0, {}, {}, std::move(text)};
    };
    if (other.package.version < taken.package.version) {
      return std::nullopt;
    }
    const auto features = [](const PackageRecord& package) {
      return package.track_features.size() + split_words(package.features).size();
    };
    if (features(other.package) > features(taken.package)) {
      return because("track_features: such builds want to be asked for by name");
    }
    if (other.channel != taken.channel) {
      return because("channel `" + taken.channel + "` comes before `" + other.channel + "`");
    }
    if (taken.package.version < other.package.version) {
      return because("what is installed stays");
    }
    if (other.package.build_number < taken.package.build_number) {
      return because("a lower build number");
    }
    return because(
        "the same build number, but dependencies that allow older packages only, or an older date");
  }

  void add(RejectedCandidates group, SolvableId candidate) {
    const auto found = std::find_if(m_groups.begin(), m_groups.end(), [&](const auto& other) {
      // Builds of a package name their dependencies each in its own way; what they clash with is
      // the same.
      const bool same_spec = group.cause == Cause::own_dependency || other.spec == group.spec;
      return other.cause == group.cause && other.by == group.by && same_spec &&
             other.text == group.text;
    });
    const auto place = static_cast<std::size_t>(found - m_groups.begin());
    if (place == m_groups.size()) {
      m_groups.push_back(std::move(group));
      m_best.push_back(candidate);
    }
    auto& into = m_groups[place];
    const auto version = m_candidates.record(candidate).package.version.to_string();
    if (std::find(into.versions.begin(), into.versions.end(), version) == into.versions.end()) {
      into.versions.push_back(version);
    }
    ++into.count;
  }

  // What the request itself does not forbid may be possible at a price.
  void try_groups() {
    std::size_t trials = 0;
    for (std::size_t i = 0; i < m_groups.size() && trials < k_most_trials; ++i) {
      const auto cause = m_groups[i].cause;
      if (cause == Cause::requirement || cause == Cause::constraint ||
          cause == Cause::own_dependency || cause == Cause::no_cause) {
        try_best(m_groups[i], m_best[i]);
        ++trials;
      }
    }
  }

  // No other package is in it.
  static std::string exact_spec(const RepoDataRecord& record) {
    const auto& package = record.package;
    std::string spec = record.channel;
    spec += "::" + package.name;
    spec += "==" + package.version.to_string();
    return spec += "=" + package.build;
  }

  void try_best(RejectedCandidates& group, SolvableId candidate) const {
    const auto& wanted = m_candidates.record(candidate);
    auto world = m_question.world;
    const std::string forced = exact_spec(wanted);
    world.specs.push_back(forced);
    const auto outcome = m_trials.attempt(world);
    if (const auto* conflict = std::get_if<TrialConflict>(&outcome)) {
      group.outcome = Outcome::no_answer;
      group.contradicts = conflict->specs;
      std::erase(group.contradicts, forced);
    } else if (const auto* records = std::get_if<std::vector<RepoDataRecord>>(&outcome)) {
      group.worse = first_difference(*records, wanted.package.name);
      group.outcome = group.worse.empty() ? Outcome::no_worse_one : Outcome::worse;
    }
  }

  // Of the requested packages, in their order, the first that is another one.
  [[nodiscard]] std::string first_difference(const std::vector<RepoDataRecord>& records,
                                             const std::string& forced) const {
    for (const auto set : m_question.task.requirements) {
      for (const auto solvable : m_question.answer) {
        const auto& before = m_candidates.record(solvable);
        const auto after = std::find_if(records.begin(), records.end(), [&](const auto& record) {
          return record.package.name == before.package.name;
        });
        if (!is_on(set, solvable) || before.package.name == forced || after == records.end() ||
            after->url == before.url) {
          continue;
        }
        const auto& old_version = before.package.version.to_string();
        const auto& new_version = after->package.version.to_string();
        const bool same = old_version == new_version;
        std::string text = before.package.name;
        text += " " + new_version;
        text += same ? " " + after->package.build : "";
        text += " instead of " + old_version;
        return text += same ? " " + before.package.build : "";
      }
    }
    return "";
  }

  const AnsweredQuestion& m_question;
  RecordCandidates& m_candidates;
  const ConflictTrials& m_trials;
  SolvableId m_chosen{};
  std::vector<RejectedCandidates> m_groups;
  std::vector<SolvableId> m_best; // of each group
};

} // namespace

ChoiceExplanation explain_choice(const std::string& name,
                                 const AnsweredQuestion& question,
                                 const ConflictTrials& trials) {
  return ChoiceExplainer(question, trials).explain(to_lower(name));
}

} // namespace etalon
