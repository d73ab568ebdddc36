#include "candidate_tables.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace etalon {

namespace {

// What comes before a look at the dependencies. Greater is better.
using Key =
    std::tuple<bool, std::int64_t, std::int64_t, std::uint32_t, std::int64_t, std::uint64_t>;

Key first_key(const CandidateTables::Record& record, ChannelPriority priority) {
  const PackageRecord& package = record.data.package;
  const auto channel = -static_cast<std::int64_t>(record.channel);
  const bool by_channel = priority != ChannelPriority::disabled;
  return {record.is_installed,
          -static_cast<std::int64_t>(CandidateTables::feature_count(package)),
          by_channel ? channel : 0,
          record.version_rank,
          by_channel ? 0 : channel,
          package.build_number};
}

using LastKey = std::tuple<std::int64_t, bool, std::uint64_t, std::string_view>;

struct Entry {
  SolvableId solvable;
  Key key;
  std::int64_t score = 0; // of the dependencies, within those of equal key
};

LastKey last_key(const Entry& entry, const CandidateTables::Record& record) {
  const PackageRecord& package = record.data.package;
  return {entry.score, package.subdir != "noarch", package.timestamp, record.data.file_name};
}

bool have_equal_dependencies(const std::vector<Entry>& entries,
                             std::size_t begin,
                             std::size_t end,
                             const CandidateTables& tables) {
  const auto& first = tables.record(entries[begin].solvable).data.package.depends;
  return std::all_of(entries.begin() + static_cast<std::ptrdiff_t>(begin) + 1,
                     entries.begin() + static_cast<std::ptrdiff_t>(end),
                     [&](const Entry& entry) {
                       return tables.record(entry.solvable).data.package.depends == first;
                     });
}

// Scores the variants [begin, end): for every name that several of them need, each gets a point per
// variant that allows only worse packages of it, and loses one per variant that allows better ones.
// A name that a variant does not need counts neither way.
void score_dependencies(std::vector<Entry>& entries,
                        std::size_t begin,
                        std::size_t end,
                        CandidateTables& tables) {
  std::map<NameId, std::vector<std::pair<std::uint64_t, std::size_t>>> by_name;
  for (std::size_t i = begin; i < end; ++i) {
    std::map<NameId, std::uint64_t> needs; // of a name needed twice the narrower spec counts
    for (const std::string& text : tables.record(entries[i].solvable).data.package.depends) {
      const VersionSetId id = tables.spec_id(text);
      if (!tables.spec(id).spec) {
        continue;
      }
      const std::uint64_t quality = tables.best_quality(id);
      const auto [found, is_new] = needs.emplace(tables.spec(id).name, quality);
      found->second = std::min(found->second, quality);
    }
    for (const auto& [name, quality] : needs) {
      by_name[name].emplace_back(quality, i);
    }
  }
  for (auto& [name, variants] : by_name) {
    std::sort(variants.begin(), variants.end());
    const std::size_t count = variants.size();
    for (std::size_t i = 0; i < count;) {
      std::size_t equal_end = i;
      while (equal_end < count && variants[equal_end].first == variants[i].first) {
        ++equal_end;
      }
      const auto points =
          static_cast<std::int64_t>(i) - static_cast<std::int64_t>(count - equal_end);
      for (; i < equal_end; ++i) {
        entries[variants[i].second].score += points;
      }
    }
  }
}

} // namespace

std::vector<SolvableId> CandidateTables::sorted_candidates(NameId id) {
  std::vector<Entry> entries;
  for (const SolvableId solvable : load(id).solvables) {
    if (!record(solvable).exclusion) {
      entries.push_back({solvable, first_key(record(solvable), m_options.channel_priority)});
    }
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(b.key, a.solvable) < std::tie(a.key, b.solvable);
  });
  for (std::size_t begin = 0; begin < entries.size();) {
    std::size_t end = begin + 1;
    while (end < entries.size() && entries[end].key == entries[begin].key) {
      ++end;
    }
    if (end - begin > 1) {
      if (!have_equal_dependencies(entries, begin, end, *this)) {
        score_dependencies(entries, begin, end, *this);
      }
      std::stable_sort(entries.begin() + static_cast<std::ptrdiff_t>(begin),
                       entries.begin() + static_cast<std::ptrdiff_t>(end),
                       [this](const Entry& a, const Entry& b) {
                         return last_key(b, record(b.solvable)) < last_key(a, record(a.solvable));
                       });
    }
    begin = end;
  }
  std::vector<SolvableId> sorted;
  sorted.reserve(entries.size());
  for (const Entry& entry : entries) {
    sorted.push_back(entry.solvable);
  }
  return sorted;
}

} // namespace etalon
