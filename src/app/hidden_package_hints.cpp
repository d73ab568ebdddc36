#include "hidden_package_hints.hpp"

#include <set>
#include <tuple>

namespace etalon {

namespace {

// When a package came, its name and version.
using Arrival = std::tuple<std::uint64_t, std::string, std::string>;

std::string first_channel_of(const std::string& name, const std::vector<ChannelRecords>& channels) {
  for (const auto& channel : channels) {
    for (const auto& index : channel.subdirs) {
      if (index.has_name(name)) {
        return channel.channel.to_string();
      }
    }
  }
  return "";
}

// Of the packages of the conflict that are too new for the request, the earliest first.
std::vector<Arrival> later_arrivals(const HintSearch& search, std::uint64_t last) {
  std::set<Arrival> later;
  for (const auto& node : search.question.graph.nodes) {
    for (const auto& channel : *search.world().channels) {
      for (const auto& index : channel.subdirs) {
        for (const auto& record : index.records(node.name)) {
          if (record.package.published_at() > last) {
            later.emplace(
                record.package.published_at(), node.name, record.package.version.to_string());
          }
        }
      }
    }
  }
  return {later.begin(), later.end()};
}

// More packages never take an answer away, so each step halves what is left.
std::optional<Arrival> first_that_helps(const HintSearch& search,
                                        const std::vector<Arrival>& arrivals) {
  auto open = search.world();
  std::size_t low = 0;
  std::size_t high = arrivals.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    open.options.exclude_newer = ExcludeNewer{std::get<0>(arrivals[middle]), {}};
    if (search.trials.solve(open)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low < arrivals.size() ? std::optional(arrivals[low]) : std::nullopt;
}

} // namespace

void add_lower_priority_hint(const HintSearch& search, std::vector<ConflictHint>& hints) {
  if (search.world().options.channel_priority != ChannelPriority::strict) {
    return;
  }
  auto flexible = search.world();
  flexible.options.channel_priority = ChannelPriority::flexible;
  const auto answer = search.trials.solve(flexible);
  if (!answer) {
    return;
  }
  for (const auto& node : search.question.graph.nodes) {
    const auto* record = find_record(*answer, node.name);
    const std::string first = first_channel_of(node.name, *search.world().channels);
    if (record != nullptr && record->channel != first) {
      hints.emplace_back(LowerChannelPriority{node.name, first, record->channel});
      return;
    }
  }
}

void add_later_date_hint(const HintSearch& search, std::vector<ConflictHint>& hints) {
  const auto& date = search.world().options.exclude_newer;
  if (!date) {
    return;
  }
  if (const auto first = first_that_helps(search, later_arrivals(search, date->last))) {
    const auto& [timestamp, name, version] = *first;
    hints.emplace_back(LaterDate{name, version, timestamp});
  }
}

} // namespace etalon
