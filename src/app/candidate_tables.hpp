#pragma once

#include "candidate_record.hpp"

#include <etalon/app/channel_records.hpp>
#include <etalon/app/record_candidates.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/model/sorted_versions.hpp>

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace etalon {

// What RecordCandidates knows so far: names, records and specs by number, each filled in when it is
// first needed.
class CandidateTables {
public:
  static constexpr std::uint32_t k_no_channel = CandidateRecord::k_no_channel;

  using Record = CandidateRecord;

  struct Name {
    std::string text;
    bool is_loaded = false;
    std::vector<SolvableId> solvables;      // numbered one after the other
    SortedVersions versions{{}};            // [version_id]
    std::vector<std::uint32_t> version_ids; // [position]
    std::vector<std::uint64_t> qualities;   // [position], see best_quality(); 0 of what is excluded
  };

  struct Spec {
    std::string text;
    std::optional<MatchSpec> spec; // nothing where the text is no spec: then `fault` says why
    std::string fault;
    NameId name{};
    bool is_matched = false;
    std::vector<bool> matches;            // [position]
    std::optional<std::uint64_t> quality; // see best_quality()
  };

  CandidateTables(const std::vector<ChannelRecords>& channels,
                  const std::vector<VirtualPackage>& virtual_packages,
                  CandidateOptions options);

  NameId name_id(std::string_view name);
  // The spec of that text, parsed on the first call; look at `spec` before use.
  VersionSetId spec_id(std::string_view text);
  VersionSetId add_request(std::string_view text);
  StringId string_id(std::string text);

  // Whether the spec asks for a name that the machine has as a virtual package.
  bool offers(std::string_view text);
  // The name with all its records.
  const Name& load(NameId id);
  // Which records of its name match.
  const std::vector<bool>& match(VersionSetId id);
  // How good the best record is that the spec allows: fewest features, then the version. 0 where
  // there is none.
  std::uint64_t best_quality(VersionSetId id);
  // Whether the options add `pip` to what a record needs.
  [[nodiscard]] bool needs_pip(const Record& record) const;

  // Fills in `sorted` and `undecided`: runs of equal channel, version and build number.
  void sort_candidates(NameId id, Candidates& candidates);
  // Such a run, best first.
  std::vector<SolvableId> sort_variants(std::vector<SolvableId> variants);

  [[nodiscard]] const Record& record(SolvableId id) const { return m_records[to_index(id)]; }

  [[nodiscard]] const Spec& spec(VersionSetId id) const { return m_specs[to_index(id)]; }

  [[nodiscard]] const Name& name(NameId id) const { return m_names[to_index(id)]; }

  [[nodiscard]] const std::string& text(StringId id) const { return m_strings[to_index(id)]; }

  [[nodiscard]] const std::vector<ChannelRecords>& channels() const { return m_channels; }

  [[nodiscard]] const CandidateOptions& options() const { return m_options; }

  [[nodiscard]] std::size_t decoded_count() const { return m_decoded; }

private:
  void add_record(Name& name, NameId id, Record record);
  void add_channel_records(Name& name, NameId id);
  void add_own_records(Name& name, NameId id);
  void rank_versions(Name& name);
  void exclude(Name& name, NameId id);
  void rate(Name& name) const;
  std::uint32_t strict_channel(const Name& name, NameId id) const;
  [[nodiscard]] bool channel_allows(const MatchSpec& spec, const Record& record) const;

  const std::vector<ChannelRecords>& m_channels;
  CandidateOptions m_options;
  std::vector<RepoDataRecord> m_virtual;
  std::deque<Name> m_names;
  std::unordered_map<std::string_view, NameId> m_name_ids; // keys: the texts in m_names
  std::deque<Record> m_records;
  std::deque<Spec> m_specs;
  std::unordered_map<std::string_view, VersionSetId> m_spec_ids; // keys: the texts in m_specs
  std::vector<VersionSetId> m_requests;
  std::vector<std::string> m_strings;
  std::size_t m_decoded = 0;
  bool m_have_pip = false; // any channel
};

} // namespace etalon
