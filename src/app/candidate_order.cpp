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
  const auto channel = -static_cast<std::int64_t>(record.channel);
  const bool by_channel = priority != ChannelPriority::disabled;
  return {record.is_installed,
          -static_cast<std::int64_t>(record.feature_count),
          by_channel ? channel : 0,
          record.version_rank,
          by_channel ? 0 : channel,
          record.build_number()};
}

struct Entry {
  SolvableId solvable;
  std::int64_t score = 0; // of the dependencies
};

// What comes after the dependencies: whether `a` is before `b`.
bool is_before(const Entry& a, const Entry& b, const CandidateTables& tables) {
  const CandidateTables::Record& first = tables.record(a.solvable);
  const CandidateTables::Record& second = tables.record(b.solvable);
  const auto key = [](const Entry& entry, const CandidateTables::Record& record) {
    return std::tuple(entry.score, record.subdir() != "noarch", record.timestamp());
  };
  const auto first_key = key(a, first);
  const auto second_key = key(b, second);
  return first_key != second_key ? second_key < first_key
                                 : second.data().file_name < first.data().file_name;
}

std::vector<std::string_view> depends_of(const CandidateTables::Record& record) {
  std::vector<std::string_view> texts;
  record.visit_depends([&](std::string_view text) { texts.push_back(text); });
  return texts;
}

bool have_equal_dependencies(const std::vector<Entry>& entries, const CandidateTables& tables) {
  const CandidateTables::Record& first = tables.record(entries.front().solvable);
  return std::all_of(entries.begin() + 1, entries.end(), [&](const Entry& entry) {
    const CandidateTables::Record& other = tables.record(entry.solvable);
    return first.shares_depends(other) || depends_of(first) == depends_of(other);
  });
}

// Scores variants: for every name that several of them need, each gets a point per
// variant that allows only worse packages of it, and loses one per variant that allows better ones.
// A name that a variant does not need counts neither way.
void score_dependencies(std::vector<Entry>& entries, CandidateTables& tables) {
  std::map<NameId, std::vector<std::pair<std::uint64_t, std::size_t>>> by_name;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::map<NameId, std::uint64_t> needs; // of a name needed twice the narrower spec counts
    tables.record(entries[i].solvable).visit_depends([&](std::string_view text) {
      const VersionSetId id = tables.spec_id(text);
      if (!tables.spec(id).spec) {
        return;
      }
      const std::uint64_t quality = tables.best_quality(id);
      const auto [found, is_new] = needs.emplace(tables.spec(id).name, quality);
      found->second = std::min(found->second, quality);
    });
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

void CandidateTables::sort_candidates(NameId id, Candidates& candidates) {
  std::vector<std::pair<Key, SolvableId>> entries;
  for (const SolvableId solvable : load(id).solvables) {
    if (!record(solvable).exclusion) {
      entries.emplace_back(first_key(record(solvable), m_options.channel_priority), solvable);
    }
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return std::tie(b.first, a.second) < std::tie(a.first, b.second);
  });
  candidates.sorted.reserve(entries.size());
  for (std::uint32_t begin = 0; begin < entries.size();) {
    std::uint32_t end = begin;
    for (; end < entries.size() && entries[end].first == entries[begin].first; ++end) {
      candidates.sorted.push_back(entries[end].second);
    }
    if (end - begin > 1) {
      candidates.undecided.push_back({begin, end});
    }
    begin = end;
  }
}

std::vector<SolvableId> CandidateTables::sort_variants(std::vector<SolvableId> variants) {
  std::vector<Entry> entries;
  entries.reserve(variants.size());
  for (const SolvableId solvable : variants) {
    entries.push_back({solvable});
  }
  if (!have_equal_dependencies(entries, *this)) {
    score_dependencies(entries, *this);
  }
  std::stable_sort(entries.begin(), entries.end(), [this](const Entry& a, const Entry& b) {
    return is_before(a, b, *this);
  });
  for (std::size_t i = 0; i < entries.size(); ++i) {
    variants[i] = entries[i].solvable;
  }
  return variants;
}

} // namespace etalon
