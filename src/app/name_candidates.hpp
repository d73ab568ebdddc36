#pragma once

#include "candidate_record.hpp"
#include "range_spec.hpp"

#include <etalon/model/channel_priority.hpp>
#include <etalon/model/sorted_versions.hpp>
#include <etalon/model/version_spec.hpp>
#include <etalon/repodata/name_records.hpp>
#include <etalon/solve/candidate_provider.hpp>

#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace etalon {

// All packages of one name. Those that may be chosen come first, best first as far as that is known
// without a look at their dependencies; so a range of versions is a range of places, and a spec is
// matched by bisection instead of package by package. Where all come from one index they lie there
// in this order already, and none is looked at before it is asked for.
class NameCandidates {
public:
  // What one index has of the name.
  struct Source {
    NameRecords records;
    std::uint32_t channel = 0;                             // rank
    std::uint32_t exclusion = CandidateRecord::k_included; // of all of them
  };

  // What is to be told of a single package.
  struct Standing {
    std::uint32_t exclusion = CandidateRecord::k_included;
    bool is_installed = false;
  };

  using Judge = std::function<Standing(const CandidateRecord&)>;

  NameCandidates() = default;

  // `own`: packages that no index has. `judge` is asked about every one that its source does not
  // exclude; absent where there is nothing to tell.
  NameCandidates(std::vector<Source> sources,
                 std::vector<CandidateRecord> own,
                 const Judge& judge,
                 ChannelPriority priority);

  // With those that must not be chosen, which come last.
  [[nodiscard]] std::uint32_t size() const { return m_size; }

  // How many may be chosen.
  [[nodiscard]] std::uint32_t count() const { return m_count; }

  [[nodiscard]] CandidateRecord record(std::uint32_t place) const;
  [[nodiscard]] std::string_view build(std::uint32_t place) const;

  // The places around one that may be chosen with equal preference so far: same channel, version
  // and build number.
  [[nodiscard]] CandidateRange equals(std::uint32_t place) const;

  struct Match {
    std::vector<CandidateRange> places; // among those that may be chosen; ascending, apart
    std::uint64_t quality =
        0; // of the best: fewest features, then the version; 0 where there is none
  };

  // `accepts(place)` is asked about those of matching versions; absent where the version decides.
  Match match(const VersionSpec& versions, const std::function<bool(std::uint32_t)>& accepts);
  Match match(const RangeSpec& spec);
  // The `quality` of its match, found without the places.
  std::uint64_t quality(const RangeSpec& spec);

private:
  // What comes before a look at the dependencies. Greater is better.
  struct Key {
    bool is_included;
    bool is_installed;
    std::int64_t features;
    std::int64_t channel;
    std::uint32_t rank;        // of the version: greater is newer, equal versions are equal
    std::int64_t late_channel; // where the channel counts after the version
    std::uint64_t build_number;

    auto operator<=>(const Key&) const = default;
  };

  // Where a package is: in a source, or among its own.
  struct Origin {
    std::uint32_t source;
    std::uint32_t number;
  };

  struct Entry {
    Origin origin;
    std::uint32_t version; // place among the versions
    std::uint32_t exclusion;
    Key key;
  };

  // Neighbouring places of one group with equal versions; of several texts where first < last.
  struct Run {
    std::uint32_t first_version;
    std::uint32_t last_version;
    std::uint32_t rank;
    CandidateRange places;
  };

  // Neighbouring places that differ in nothing that comes before the version.
  struct Group {
    std::uint64_t fewest_features;
    std::vector<Run> runs; // the newest first
  };

  void take_over();
  void sort(const Judge& judge);
  std::vector<std::uint32_t> merge_versions(); // [version]: rank
  void find_groups();
  [[nodiscard]] Origin origin(std::uint32_t place) const;
  [[nodiscard]] Key key(std::uint32_t place) const;
  [[nodiscard]] std::uint32_t version(std::uint32_t place) const;
  std::size_t end_of(std::string_view version);
  void add_matches(const Group& group,
                   VersionPlaces::Range versions,
                   const std::function<bool(std::uint32_t)>& accepts,
                   Match& match) const;

  std::vector<Source> m_sources; // those that are not excluded first
  std::vector<CandidateRecord> m_own;
  std::vector<Entry> m_entries; // [place]; empty where the first source's order is the order
  ChannelPriority m_priority = ChannelPriority::flexible;
  std::uint32_t m_size = 0;
  std::uint32_t m_count = 0;
  SortedVersions m_versions;
  std::vector<Group> m_groups;
  std::unordered_map<std::string_view, std::size_t> m_ends; // what end_of() found
};

} // namespace etalon
