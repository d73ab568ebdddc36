#include "spec_change_hints.hpp"

#include "spec_variants.hpp"

#include <algorithm>

namespace etalon {

namespace {

constexpr std::size_t k_most_changes = 3;

// "cpu*" or "*cpu*", as builds of the package are named; empty where none is.
std::string cpu_build_of(const MatchSpec& spec, const std::vector<ChannelRecords>& channels) {
  std::string pattern;
  for (const auto& channel : channels) {
    for (const auto& index : channel.subdirs) {
      for (const auto& record : index.records(package_name(spec))) {
        const auto at = record.package.build.find("cpu");
        if (at == std::string::npos) {
          continue;
        }
        pattern = at == 0 && pattern != "*cpu*" ? "cpu*" : "*cpu*";
      }
    }
  }
  return pattern;
}

bool has_cpu_build_hint(const std::vector<ConflictHint>& hints, const std::string& spec) {
  return std::any_of(hints.begin(), hints.end(), [&](const ConflictHint& each) {
    const auto* hint = std::get_if<UseCpuBuild>(&each);
    return hint != nullptr && hint->change.spec == spec;
  });
}

std::optional<SpecChange> relax(const std::string& text, const HintSearch& search) {
  const auto spec = MatchSpec::parse(text);
  for (const auto& relaxed : relaxed_specs(spec)) {
    if (const auto answer = search.solve_with({{text, relaxed.text}})) {
      const auto* found = find_record(*answer, package_name(spec));
      return SpecChange{text, found == nullptr ? relaxed.text : narrow_spec(relaxed, spec, *found)};
    }
  }
  return std::nullopt;
}

// How many specs have a change that helps.
std::size_t add_relaxations(const HintSearch& search, std::vector<ConflictHint>& hints) {
  std::size_t count = 0;
  for (const auto& text : search.question.specs) {
    if (count == k_most_changes) {
      break;
    }
    if (has_cpu_build_hint(hints, text)) {
      ++count;
    } else if (auto change = relax(text, search)) {
      hints.emplace_back(RelaxSpecs{{std::move(*change)}});
      ++count;
    }
  }
  return count;
}

// With any version, else the last way.
const RelaxedSpec& openest(const std::vector<RelaxedSpec>& relaxed) {
  const auto open =
      std::find_if(relaxed.rbegin(), relaxed.rend(), [](const auto& each) { return each.is_open; });
  return open == relaxed.rend() ? relaxed.back() : *open;
}

// As many as possible stay as written, the earlier first. Nothing where that is not found out: it
// would tell to change what may stay.
std::optional<std::vector<SpecChange>> relax_several(const HintSearch& search) {
  std::vector<SpecChange> changes;
  for (const auto& text : search.world().specs) {
    const auto relaxed = relaxed_specs(MatchSpec::parse(text));
    if (!relaxed.empty()) {
      changes.push_back({text, openest(relaxed).text});
    }
  }
  auto answer = changes.size() < 2 ? std::nullopt : search.solve_with(changes);
  if (!answer) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < changes.size();) {
    auto fewer = changes;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (auto better = search.solve_with(fewer)) {
      answer = std::move(better);
      changes = std::move(fewer);
    } else if (search.trials.is_over()) {
      return std::nullopt;
    } else {
      ++i;
    }
  }
  for (auto& change : changes) {
    const auto spec = MatchSpec::parse(change.spec);
    if (const auto* found = find_record(*answer, package_name(spec))) {
      change.instead = narrow_spec({change.instead, true}, spec, *found);
    }
  }
  return changes;
}

void add_omissions(const HintSearch& search, std::vector<ConflictHint>& hints) {
  std::size_t count = 0;
  if (search.world().specs.size() < 2) {
    return;
  }
  for (const auto& text : search.question.specs) {
    auto rest = search.world();
    std::erase(rest.specs, text);
    if (count < k_most_changes && search.trials.solve(rest)) {
      hints.emplace_back(LeaveOutSpec{text});
      ++count;
    }
  }
}

} // namespace

void add_cpu_build_hint(const HintSearch& search, std::vector<ConflictHint>& hints) {
  for (const auto& text : search.question.specs) {
    const auto spec = MatchSpec::parse(text);
    const std::string build = cpu_build_of(spec, *search.world().channels);
    if (build.empty()) {
      continue;
    }
    const std::string instead = spec_with_build(spec, build);
    if (search.solve_with({{text, instead}})) {
      hints.emplace_back(UseCpuBuild{{text, instead}});
      return;
    }
  }
}

std::vector<SpecChange> find_fewest_changes(const HintSearch& search) {
  for (const auto& text : search.question.specs) {
    if (auto change = relax(text, search)) {
      return {std::move(*change)};
    }
  }
  return relax_several(search).value_or(std::vector<SpecChange>{});
}

void add_spec_change_hints(const HintSearch& search, std::vector<ConflictHint>& hints) {
  if (add_relaxations(search, hints) > 0) {
    return;
  }
  if (auto changes = relax_several(search)) {
    hints.emplace_back(RelaxSpecs{std::move(*changes)});
  } else {
    add_omissions(search, hints);
  }
}

} // namespace etalon
