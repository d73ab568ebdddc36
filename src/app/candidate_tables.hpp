#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/app/record_candidates.hpp>
#include <etalon/model/match_spec.hpp>

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
  static constexpr std::uint32_t k_no_channel = UINT32_MAX; // virtual or installed packages

  struct Record {
    RepoDataRecord data;
    NameId name{};
    std::uint32_t channel = k_no_channel; // rank
    std::uint32_t position = 0;           // among the records of its name
    std::uint32_t version_id = 0;         // of the text, within the name
    std::uint32_t version_rank = 0;       // greater is newer; equal versions have equal ranks
    bool is_virtual = false;
    bool is_installed = false;
    std::optional<StringId> exclusion;
  };

  struct Name {
    std::string text;
    bool is_loaded = false;
    std::vector<SolvableId> solvables;
    std::uint32_t version_count = 0;
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
  bool offers(std::string_view spec);
  // The name with all its records.
  const Name& load(NameId name);
  // Which records of its name match.
  const std::vector<bool>& match(VersionSetId spec);
  // What a build carries of the features that want to be chosen by name only: its track_features,
  // and the older `features`.
  static std::size_t feature_count(const PackageRecord& package);
  // How good the best record is that the spec allows: fewest features, then the version. 0 where
  // there is none.
  std::uint64_t best_quality(VersionSetId spec);
  // The texts of what a record needs, with what the options add.
  [[nodiscard]] std::vector<std::string_view> depends(const Record& record) const;

  std::vector<SolvableId> sorted_candidates(NameId name);

  [[nodiscard]] const Record& record(SolvableId id) const { return m_records[to_index(id)]; }

  [[nodiscard]] const Spec& spec(VersionSetId id) const { return m_specs[to_index(id)]; }

  [[nodiscard]] const Name& name(NameId id) const { return m_names[to_index(id)]; }

  [[nodiscard]] const std::string& text(StringId id) const { return m_strings[to_index(id)]; }

  [[nodiscard]] const std::vector<ChannelRecords>& channels() const { return m_channels; }

  [[nodiscard]] const CandidateOptions& options() const { return m_options; }

  [[nodiscard]] std::size_t decoded_count() const { return m_decoded; }

private:
  void add_record(Name& name, NameId id, RepoDataRecord data, std::uint32_t channel);
  void add_channel_records(Name& name, NameId id);
  void add_own_records(Name& name, NameId id);
  void rank_versions(Name& name);
  void exclude(Name& name, NameId id);
  std::uint32_t strict_channel(const Name& name, NameId id) const;
  [[nodiscard]] bool channel_allows(const MatchSpec& spec, const Record& record) const;

  const std::vector<ChannelRecords>& m_channels;
  CandidateOptions m_options;
  std::vector<RepoDataRecord> m_virtual;
  std::deque<Name> m_names;
  std::unordered_map<std::string, NameId> m_name_ids;
  std::deque<Record> m_records;
  std::deque<Spec> m_specs;
  std::unordered_map<std::string, VersionSetId> m_spec_ids;
  std::vector<VersionSetId> m_requests;
  std::vector<std::string> m_strings;
  std::size_t m_decoded = 0;
  bool m_have_pip = false; // any channel
};

} // namespace etalon
