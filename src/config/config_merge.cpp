#include "config_merge.hpp"

#include <algorithm>
#include <set>

namespace etalon {

namespace {

// Up to and including the weakest that is marked `#!final`.
RawMatches relevant_matches(const RawMatches& matches) {
  const auto final_word = std::find_if(matches.begin(), matches.end(), [](const RawValue* value) {
    return value->flag == MergeFlag::final_word;
  });
  return {matches.begin(), final_word == matches.end() ? final_word : final_word + 1};
}

std::vector<const RawValue*> marked_items(const RawValue& list, MergeFlag flag) {
  std::vector<const RawValue*> marked;
  for (const RawValue& item : list.items) {
    if (item.flag == flag) {
      marked.push_back(&item);
    }
  }
  return marked;
}

// The members of each key, weakest first.
std::map<std::string, RawMatches> members_by_key(const RawMatches& matches) {
  std::map<std::string, RawMatches> members;
  for (const RawValue* map : relevant_matches(matches)) {
    for (const RawValue& member : map->items) {
      members[member.key].push_back(&member);
    }
  }
  return members;
}

} // namespace

RawMatches find_matches(const std::vector<ConfigLayer>& layers, std::string_view key) {
  RawMatches matches;
  for (const ConfigLayer& layer : layers) {
    for (const RawValue& setting : layer.settings) {
      if (setting.key == key) {
        matches.push_back(&setting);
      }
    }
  }
  return matches;
}

const RawValue* merge_texts(const RawMatches& matches) {
  const RawMatches relevant = relevant_matches(matches);
  return relevant.empty() ? nullptr : relevant.back();
}

std::vector<const RawValue*> merge_lists(const RawMatches& matches) {
  const RawMatches relevant = relevant_matches(matches);
  std::vector<const RawValue*> ordered;
  std::vector<const RawValue*> bottom;
  const auto append = [](std::vector<const RawValue*>& list,
                         const std::vector<const RawValue*>& items) {
    list.insert(list.end(), items.begin(), items.end());
  };
  for (const RawValue* list : relevant) {
    append(ordered, marked_items(*list, MergeFlag::top));
  }
  for (auto list = relevant.rbegin(); list != relevant.rend(); ++list) {
    append(bottom, marked_items(**list, MergeFlag::bottom));
    for (const RawValue& item : (*list)->items) {
      ordered.push_back(&item);
    }
  }
  // An item of the bottom stands nowhere else; of its copies there the last counts.
  std::set<std::string_view> at_bottom;
  std::vector<const RawValue*> end;
  for (auto item = bottom.rbegin(); item != bottom.rend(); ++item) {
    if (at_bottom.insert((*item)->text).second) {
      end.insert(end.begin(), *item);
    }
  }
  std::set<std::string_view> seen = at_bottom;
  std::vector<const RawValue*> merged;
  for (const RawValue* item : ordered) {
    if (seen.insert(item->text).second) {
      merged.push_back(item);
    }
  }
  append(merged, end);
  return merged;
}

std::map<std::string, const RawValue*> merge_maps(const RawMatches& matches) {
  std::map<std::string, const RawValue*> merged;
  for (const auto& [key, members] : members_by_key(matches)) {
    merged[key] = merge_texts(members);
  }
  return merged;
}

std::map<std::string, std::vector<const RawValue*>> merge_maps_of_lists(const RawMatches& matches) {
  std::map<std::string, std::vector<const RawValue*>> merged;
  for (const auto& [key, members] : members_by_key(matches)) {
    merged[key] = merge_lists(members);
  }
  return merged;
}

} // namespace etalon
