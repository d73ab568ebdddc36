#pragma once

#include <etalon/model/channel_priority.hpp>
#include <etalon/model/exclude_newer.hpp>
#include <etalon/model/package_record.hpp>
#include <etalon/model/solution.hpp>
#include <etalon/model/virtual_package.hpp>
#include <etalon/solve/candidate_provider.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

struct ChannelRecords;
class CandidateTables;

// Whether python 2 and 3 need `pip` although their records do not say so: conda's and mamba's
// setting add_pip_as_python_dependency. Where no channel has pip, python does without.
enum class PipDependency { of_python, as_recorded };

struct CandidateOptions {
  ChannelPriority channel_priority = ChannelPriority::flexible;
  PipDependency pip_dependency = PipDependency::of_python;
  std::optional<ExcludeNewer> exclude_newer; // what channels had later; of unknown date is kept
  std::vector<RepoDataRecord> installed;     // each the first candidate of its name
  std::vector<RepoDataRecord> locked;        // each the only candidate of its name
};

// The records of channels, as the solver wants them. A name is decoded when it is asked for, a spec
// parsed once per text and matched once.
//
// Candidates of a name, best first. The first difference decides:
//   installed           what is there stays, unless something speaks against it
//   track_features      fewer (and fewer `features`): builds that carry one want to be chosen by
//                       name only (conda)
//   channel             the earlier (strict, flexible; after the version where disabled)
//   version             the greater
//   build number        the greater: it repairs its predecessors
//   dependencies        those that allow newer versions of what the variants share: of equal builds
//                       for two pythons the one for the newer; conda-forge's libsolv and rattler
//                       look here as well
//   subdir              the platform's before noarch (conda)
//   timestamp           the later
//   file name           the greater: only so that the order is total
// With strict priority only the first channel that has the name is looked at; a requested
// `channel::name` says which one that is.
class RecordCandidates final : public CandidateProvider {
public:
  // `channels` in the order of priority; they must outlive this object.
  RecordCandidates(const std::vector<ChannelRecords>& channels,
                   const std::vector<VirtualPackage>& virtual_packages,
                   CandidateOptions options);
  ~RecordCandidates() override;

  // A spec of the request, shown as written. All have to be added before the first candidates are
  // asked for. Throws Error{usage} where it does not parse or names no package.
  VersionSetId add_request(std::string_view spec);
  // To parse again, not to be shown: it may hold a login or token.
  [[nodiscard]] std::string written_spec(VersionSetId set) const;

  [[nodiscard]] const RepoDataRecord& record(SolvableId solvable) const;
  [[nodiscard]] bool is_virtual(SolvableId solvable) const;

  // The answer with its reasons: what `requests` ask for has their texts in `required_by`, all
  // other packages the names of those that need them. Virtual packages are no part of it.
  [[nodiscard]] Solution to_solution(const std::vector<SolvableId>& solvables,
                                     const std::vector<VersionSetId>& requests);

  // Names that the channels have and that a person may have meant by `name`, nearest first.
  [[nodiscard]] std::vector<std::string> find_near_names(std::string_view name) const;

  // How many records have been decoded so far.
  [[nodiscard]] std::size_t decoded_count() const;

  // Candidates that differ in nothing before the dependencies are equals.
  Candidates get_candidates(NameId name) override;
  CandidateRange get_equals(NameId name, std::uint32_t place) override;
  std::vector<SolvableId> sort_equals(std::vector<SolvableId> packages) override;
  Dependencies get_dependencies(SolvableId solvable) override;
  std::vector<VersionSetId> get_requirements_on(NameId name, SolvableId solvable) override;
  NameId name_of(VersionSetId set) override;
  NameId name_of(SolvableId solvable) override;
  std::vector<CandidateRange> get_matching(VersionSetId set) override;
  bool contains(VersionSetId set, SolvableId solvable) override;
  std::string display_name(NameId name) override;
  std::string display_version_set(VersionSetId set) override;
  SolvableLabel display_solvable(SolvableId solvable) override;
  std::string display_string(StringId text) override;

private:
  std::unique_ptr<CandidateTables> m_tables;
};

} // namespace etalon
