#pragma once

#include <etalon/solve/candidate_provider.hpp>

#include <chrono>
#include <utility>
#include <vector>

namespace etalon {

// Another provider's answers, and how long it took over them.
class TimedCandidates final : public CandidateProvider {
  using Clock = std::chrono::steady_clock;

  template <typename Ask>
  auto timed(Ask ask) {
    const auto began = Clock::now();
    auto answer = ask();
    m_spent += Clock::now() - began;
    return answer;
  }

public:
  explicit TimedCandidates(CandidateProvider& inner) : m_inner(inner) {}

  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(m_spent).count(); }

  Candidates get_candidates(NameId name) override {
    return timed([&] { return m_inner.get_candidates(name); });
  }

  CandidateRange get_equals(NameId name, std::uint32_t place) override {
    return timed([&] { return m_inner.get_equals(name, place); });
  }

  std::vector<SolvableId> sort_equals(std::vector<SolvableId> packages) override {
    return timed([&] { return m_inner.sort_equals(std::move(packages)); });
  }

  Dependencies get_dependencies(SolvableId solvable) override {
    return timed([&] { return m_inner.get_dependencies(solvable); });
  }

  std::vector<VersionSetId> get_requirements_on(NameId name, SolvableId solvable) override {
    return timed([&] { return m_inner.get_requirements_on(name, solvable); });
  }

  NameId name_of(VersionSetId set) override { return m_inner.name_of(set); }

  NameId name_of(SolvableId solvable) override { return m_inner.name_of(solvable); }

  std::vector<CandidateRange> get_matching(VersionSetId set) override {
    return timed([&] { return m_inner.get_matching(set); });
  }

  bool contains(VersionSetId set, SolvableId solvable) override {
    return timed([&] { return m_inner.contains(set, solvable); });
  }

  std::string display_name(NameId name) override { return m_inner.display_name(name); }

  std::string display_version_set(VersionSetId set) override {
    return m_inner.display_version_set(set);
  }

  SolvableLabel display_solvable(SolvableId solvable) override {
    return m_inner.display_solvable(solvable);
  }

  std::string display_string(StringId text) override { return m_inner.display_string(text); }

private:
  CandidateProvider& m_inner;
  Clock::duration m_spent{};
};

} // namespace etalon
