#pragma once

#include <etalon/solve/candidate_provider.hpp>

#include <map>
#include <unordered_map>

namespace etalon {

// Another provider's world in which packages ask only for what `core` says they do: all that is not
// in it is free of dependencies. Candidates are asked for once and remembered in `candidates`, for
// the next one of the same world. Both must outlive this object.
class RestrictedCandidates final : public CandidateProvider {
public:
  using Core = std::unordered_map<SolvableId, Dependencies>;
  using KnownCandidates = std::map<NameId, Candidates>;

  RestrictedCandidates(CandidateProvider& world, const Core& core, KnownCandidates& candidates)
      : m_world(world), m_core(core), m_candidates(candidates) {}

  Candidates get_candidates(NameId name) override {
    const auto found = m_candidates.find(name);
    return found != m_candidates.end()
               ? found->second
               : m_candidates.emplace(name, m_world.get_candidates(name)).first->second;
  }

  CandidateRange get_equals(NameId name, std::uint32_t place) override {
    return m_world.get_equals(name, place);
  }

  std::vector<SolvableId> sort_equals(std::vector<SolvableId> packages) override {
    return m_world.sort_equals(std::move(packages));
  }

  Dependencies get_dependencies(SolvableId solvable) override {
    const auto found = m_core.find(solvable);
    return found == m_core.end() ? Dependencies{} : found->second;
  }

  std::vector<VersionSetId> get_requirements_on(NameId name, SolvableId solvable) override {
    std::vector<VersionSetId> sets = get_dependencies(solvable).requirements;
    std::erase_if(sets, [&](VersionSetId set) { return name_of(set) != name; });
    return sets;
  }

  NameId name_of(VersionSetId set) override { return m_world.name_of(set); }

  NameId name_of(SolvableId solvable) override { return m_world.name_of(solvable); }

  std::vector<CandidateRange> get_matching(VersionSetId set) override {
    return m_world.get_matching(set);
  }

  bool contains(VersionSetId set, SolvableId solvable) override {
    return m_world.contains(set, solvable);
  }

  std::string display_name(NameId name) override { return m_world.display_name(name); }

  std::string display_version_set(VersionSetId set) override {
    return m_world.display_version_set(set);
  }

  SolvableLabel display_solvable(SolvableId solvable) override {
    return m_world.display_solvable(solvable);
  }

  std::string display_string(StringId text) override { return m_world.display_string(text); }

private:
  CandidateProvider& m_world;
  const Core& m_core;
  KnownCandidates& m_candidates;
};

} // namespace etalon
