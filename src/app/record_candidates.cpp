#include "candidate_tables.hpp"

#include <etalon/app/link_order.hpp>
#include <etalon/app/record_candidates.hpp>
#include <etalon/model/spec_text.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace etalon {

RecordCandidates::RecordCandidates(const std::vector<ChannelRecords>& channels,
                                   const std::vector<VirtualPackage>& virtual_packages,
                                   CandidateOptions options)
    : m_tables(std::make_unique<CandidateTables>(channels, virtual_packages, std::move(options))) {}

RecordCandidates::~RecordCandidates() = default;

VersionSetId RecordCandidates::add_request(std::string_view spec) {
  return m_tables->add_request(spec);
}

const RepoDataRecord& RecordCandidates::record(SolvableId solvable) const {
  return m_tables->data(solvable);
}

bool RecordCandidates::is_virtual(SolvableId solvable) const {
  return m_tables->record(solvable).is_virtual;
}

std::size_t RecordCandidates::decoded_count() const {
  return m_tables->decoded_count();
}

Candidates RecordCandidates::get_candidates(NameId id) {
  const CandidateTables::Name& name = m_tables->load(id);
  Candidates candidates;
  candidates.sorted.resize(name.candidates.count());
  for (std::uint32_t place = 0; place < candidates.sorted.size(); ++place) {
    candidates.sorted[place] = SolvableId{name.first + place};
  }
  for (std::uint32_t place = name.candidates.count(); place < name.candidates.size(); ++place) {
    candidates.excluded.push_back(
        {SolvableId{name.first + place}, StringId{name.candidates.record(place).exclusion}});
  }
  return candidates;
}

CandidateRange RecordCandidates::get_equals(NameId id, std::uint32_t place) {
  return m_tables->load(id).candidates.equals(place);
}

std::vector<SolvableId> RecordCandidates::sort_equals(std::vector<SolvableId> packages) {
  return m_tables->sort_variants(std::move(packages));
}

Dependencies RecordCandidates::get_dependencies(SolvableId solvable) {
  Dependencies dependencies;
  const auto add = [&](std::string_view text, std::vector<VersionSetId>& sets) {
    const VersionSetId id = m_tables->spec_id(text);
    if (m_tables->spec(id).is_usable()) {
      sets.push_back(id);
    } else if (!dependencies.unusable) {
      dependencies.unusable =
          m_tables->string_id("its dependency `" + std::string(text) +
                              "` cannot be read: " + m_tables->spec(id).uncommon->fault);
    }
  };
  const auto record = m_tables->record(solvable);
  record.visit_depends([&](std::string_view text) { add(text, dependencies.requirements); });
  if (m_tables->needs_pip(record)) {
    add("pip", dependencies.requirements);
  }
  record.visit_constrains([&](std::string_view text) {
    // What the machine has is always there: a constraint on it is a requirement.
    const bool is_present = m_tables->offers(text);
    add(text, is_present ? dependencies.requirements : dependencies.constraints);
  });
  return dependencies;
}

// What is not written as `name ...` is left to get_dependencies().
std::vector<VersionSetId> RecordCandidates::get_requirements_on(NameId name, SolvableId solvable) {
  std::vector<VersionSetId> sets;
  const std::string_view wanted = m_tables->name(name).text;
  m_tables->record(solvable).visit_depends([&](std::string_view text) {
    if (text.starts_with(wanted) && (text.size() == wanted.size() || text[wanted.size()] == ' ')) {
      const VersionSetId id = m_tables->spec_id(text);
      if (m_tables->spec(id).is_usable() && m_tables->spec(id).name == name) {
        sets.push_back(id);
      }
    }
  });
  return sets;
}

NameId RecordCandidates::name_of(VersionSetId set) {
  return m_tables->spec(set).name;
}

NameId RecordCandidates::name_of(SolvableId solvable) {
  return m_tables->record(solvable).name;
}

std::vector<CandidateRange> RecordCandidates::get_matching(VersionSetId set) {
  return m_tables->match(set).places;
}

bool RecordCandidates::contains(VersionSetId set, SolvableId solvable) {
  return m_tables->contains(set, solvable);
}

std::string RecordCandidates::display_name(NameId name) {
  return m_tables->name(name).text;
}

std::string RecordCandidates::written_spec(VersionSetId set) const {
  return std::string(m_tables->spec(set).text);
}

std::string RecordCandidates::display_version_set(VersionSetId set) {
  return redact(std::string(m_tables->spec(set).text));
}

SolvableLabel RecordCandidates::display_solvable(SolvableId solvable) {
  const auto record = m_tables->record(solvable);
  return {std::string(record.version()), std::string(record.build())};
}

std::string RecordCandidates::display_string(StringId text) {
  return m_tables->text(text);
}

Solution RecordCandidates::to_solution(const std::vector<SolvableId>& solvables,
                                       const std::vector<VersionSetId>& requests) {
  std::unordered_map<std::uint32_t, std::vector<std::string>> requested_by; // [name]
  for (const VersionSetId request : requests) {
    requested_by[to_index(name_of(request))].push_back(
        without_credentials_in_spec(std::string(m_tables->spec(request).text)));
  }
  std::unordered_map<std::uint32_t, std::set<std::string>> needed_by; // [name]
  std::vector<SolvableId> real;
  std::vector<const PackageRecord*> packages;
  for (const SolvableId solvable : solvables) {
    if (is_virtual(solvable)) {
      continue;
    }
    real.push_back(solvable);
    packages.push_back(&record(solvable).package);
    for (const VersionSetId set : get_dependencies(solvable).requirements) {
      needed_by[to_index(name_of(set))].insert(packages.back()->name);
    }
  }
  Solution solution;
  for (const std::size_t index : link_order(packages)) {
    SolvedPackage package{record(real[index]), {}, false};
    const std::uint32_t name = to_index(name_of(real[index]));
    if (const auto request = requested_by.find(name); request != requested_by.end()) {
      package.requested = true;
      package.required_by = request->second;
    } else {
      package.required_by.assign(needed_by[name].begin(), needed_by[name].end());
    }
    solution.packages.push_back(std::move(package));
  }
  return solution;
}

std::vector<std::string> RecordCandidates::find_near_names(std::string_view name) const {
  std::set<std::string> names;
  for (const ChannelRecords& channel : m_tables->channels()) {
    for (const RecordIndex& index : channel.subdirs) {
      for (std::string& known : index.names()) {
        names.insert(std::move(known));
      }
    }
  }
  return near_names(name, {names.begin(), names.end()});
}

} // namespace etalon
