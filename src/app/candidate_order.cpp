#include "candidate_tables.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace etalon {

namespace {

struct Entry {
  SolvableId solvable;
  std::int64_t score = 0; // of the dependencies
};

// What comes after the dependencies: whether `a` is before `b`.
bool is_before(const Entry& a, const Entry& b, const CandidateTables& tables) {
  const CandidateTables::Record first = tables.record(a.solvable);
  const CandidateTables::Record second = tables.record(b.solvable);
  const auto key = [](const Entry& entry, const CandidateTables::Record& record) {
    return std::tuple(entry.score, record.subdir() != "noarch", record.timestamp());
  };
  const auto first_key = key(a, first);
  const auto second_key = key(b, second);
  return first_key != second_key
             ? second_key < first_key
             : tables.data(b.solvable).file_name < tables.data(a.solvable).file_name;
}

std::vector<std::string_view> depends_of(const CandidateTables::Record& record) {
  std::vector<std::string_view> texts;
  record.visit_depends([&](std::string_view text) { texts.push_back(text); });
  return texts;
}

bool have_equal_dependencies(const std::vector<Entry>& entries, const CandidateTables& tables) {
  const CandidateTables::Record first = tables.record(entries.front().solvable);
  return std::all_of(entries.begin() + 1, entries.end(), [&](const Entry& entry) {
    const CandidateTables::Record other = tables.record(entry.solvable);
    return first.shares_depends(other) || depends_of(first) == depends_of(other);
  });
}

using Texts = std::vector<std::string_view>;

bool is_same(std::string_view a, std::string_view b) {
  return a.data() == b.data() ? a.size() == b.size() : a == b; // an index has each text once
}

// Texts stand in much the same order in lists that are alike; one that does not is taken to differ.
bool has_text(const Texts& texts, std::string_view text, std::size_t about) {
  for (std::size_t i = about > 0 ? about - 1 : 0; i < texts.size() && i <= about + 1; ++i) {
    if (is_same(texts[i], text)) {
      return true;
    }
  }
  return false;
}

std::string name_in(std::string_view spec) {
  const std::size_t channel_end = spec.rfind("::");
  spec.remove_prefix(channel_end == std::string_view::npos ? 0 : channel_end + 2);
  return to_lower(spec.substr(0, spec.find_first_of(" =<>!~[")));
}

// Leaves out the dependencies by which variants do not differ: what all of them have word by word
// counts for none, where it is all that they say of its name.
void keep_differing(std::vector<Texts>& lists) {
  std::set<std::string> names;
  for (const Texts& texts : lists) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const bool is_shared = std::all_of(lists.begin(), lists.end(), [&](const Texts& other) {
        return has_text(other, texts[i], i);
      });
      if (!is_shared) {
        names.insert(name_in(texts[i]));
      }
    }
  }
  for (Texts& texts : lists) {
    std::erase_if(texts, [&](std::string_view text) { return names.count(name_in(text)) == 0; });
  }
}

// Scores variants: for every name that several of them need, each gets a point per
// variant that allows only worse packages of it, and loses one per variant that allows better ones.
// A name that a variant does not need counts neither way.
void score_dependencies(std::vector<Entry>& entries, CandidateTables& tables) {
  std::vector<Texts> lists;
  lists.reserve(entries.size());
  for (const Entry& entry : entries) {
    lists.push_back(depends_of(tables.record(entry.solvable)));
  }
  keep_differing(lists);
  std::map<NameId, std::vector<std::pair<std::uint64_t, std::size_t>>> by_name;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::map<NameId, std::uint64_t> needs; // of a name needed twice the narrower spec counts
    for (const std::string_view text : lists[i]) {
      if (const auto known = tables.quality(text)) {
        const auto [found, is_new] = needs.emplace(known->name, known->quality);
        found->second = std::min(found->second, known->quality);
      }
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
