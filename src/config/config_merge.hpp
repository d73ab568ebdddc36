#pragma once

#include "config_layer.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// What several sources say about one key, weakest first.
using RawMatches = std::vector<const RawValue*>;

// `layers` weakest first.
RawMatches find_matches(const std::vector<ConfigLayer>& layers, std::string_view key);

// conda's rules of merging (its documentation, "Configuration precedence"; conda.common.
// configuration). A key marked `#!final` shuts out all stronger sources.

// The strongest; nullptr where there is none.
const RawValue* merge_texts(const RawMatches& matches);

// The items of all, the strongest's first; of equal texts the first counts. Items marked `#!top` go
// before all others, the weakest source's first; `#!bottom` behind all others, the weakest's last.
std::vector<const RawValue*> merge_lists(const RawMatches& matches);

// Key by key, each as merge_texts() or merge_lists() would; a member marked `#!final` shuts out
// those of stronger sources.
std::map<std::string, const RawValue*> merge_maps(const RawMatches& matches);
std::map<std::string, std::vector<const RawValue*>> merge_maps_of_lists(const RawMatches& matches);

} // namespace etalon
