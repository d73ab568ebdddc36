#pragma once

#include "candidate_record.hpp"
#include "name_candidates.hpp"

#include <etalon/app/channel_records.hpp>
#include <etalon/app/record_candidates.hpp>
#include <etalon/model/match_spec.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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
    std::uint32_t first = 0; // the number of the first of `candidates`; the others follow
    NameCandidates candidates;
  };

  // What is written in another way than RangeSpec.
  struct UncommonSpec {
    std::optional<MatchSpec> spec; // nothing where the text is no spec: then `fault` says why
    std::string fault;
  };

  struct Spec {
    std::string_view text;
    NameId name{};
    std::unique_ptr<UncommonSpec> uncommon;
    std::optional<NameCandidates::Match> match;

    [[nodiscard]] bool is_usable() const { return !uncommon || uncommon->spec; }
  };

  CandidateTables(const std::vector<ChannelRecords>& channels,
                  const std::vector<VirtualPackage>& virtual_packages,
                  CandidateOptions options);

  NameId name_id(std::string_view name);
  // The spec of that text, which must outlive this; ask is_usable() before use.
  VersionSetId spec_id(std::string_view text);
  VersionSetId add_request(std::string_view text);
  StringId string_id(std::string text);

  // Whether the spec asks for a name that the machine has as a virtual package.
  bool offers(std::string_view text);
  // The name with all its records.
  const Name& load(NameId id);
  // Which of the candidates of its name match.
  const NameCandidates::Match& match(VersionSetId id);

  // Of a spec that is usable: its name, and NameCandidates::Match::quality.
  struct Quality {
    NameId name;
    std::uint64_t quality;
  };

  std::optional<Quality> quality(std::string_view text);
  // Whether a package of its name does, excluded or not.
  [[nodiscard]] bool contains(VersionSetId id, SolvableId solvable) const;
  // Whether the options add `pip` to what a record needs.
  [[nodiscard]] bool needs_pip(const Record& record) const;

  // Candidates that differ in nothing before the dependencies, best first.
  std::vector<SolvableId> sort_variants(std::vector<SolvableId> variants);

  // By value: it is small, and stays what it is while other names are loaded.
  [[nodiscard]] Record record(SolvableId id) const;
  // Decoded on the first call.
  [[nodiscard]] const RepoDataRecord& data(SolvableId id) const;

  [[nodiscard]] const Spec& spec(VersionSetId id) const { return m_specs[to_index(id)]; }

  [[nodiscard]] const Name& name(NameId id) const { return m_names[to_index(id)]; }

  [[nodiscard]] const std::string& text(StringId id) const { return m_strings[to_index(id)]; }

  [[nodiscard]] const std::vector<ChannelRecords>& channels() const { return m_channels; }

  [[nodiscard]] const CandidateOptions& options() const { return m_options; }

  // How many records have been decoded.
  [[nodiscard]] std::size_t decoded_count() const { return m_data.size(); }

private:
  std::vector<NameCandidates::Source> find_sources(const Name& name) const;
  void exclude_channels(const Name& name, NameId id, std::vector<NameCandidates::Source>& sources);
  std::vector<Record> own_records(const Name& name,
                                  const std::vector<NameCandidates::Source>& sources) const;
  NameCandidates::Judge judge(const Name& name);
  [[nodiscard]] bool accepts(const MatchSpec& spec, const Record& record) const;
  [[nodiscard]] bool channel_allows(const MatchSpec& spec, const Record& record) const;

  const std::vector<ChannelRecords>& m_channels;
  CandidateOptions m_options;
  std::vector<RepoDataRecord> m_virtual;
  std::deque<Name> m_names;
  std::unordered_map<std::string_view, NameId> m_name_ids; // keys: the texts in m_names
  std::vector<NameId> m_names_of;                          // [SolvableId]
  mutable std::unordered_map<std::uint32_t, std::unique_ptr<RepoDataRecord>> m_data; // [SolvableId]
  std::deque<Spec> m_specs;
  std::unordered_map<std::string_view, VersionSetId> m_spec_ids; // keys: the texts in m_specs
  std::deque<std::string> m_request_texts;
  std::vector<std::pair<NameId, std::string>> m_request_channels; // of those that ask for one
  std::vector<std::string> m_strings;
  bool m_have_pip = false; // any channel
};

} // namespace etalon
