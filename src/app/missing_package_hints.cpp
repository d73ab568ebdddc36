#include "missing_package_hints.hpp"

#include "known_indexes.hpp"
#include "spec_change_hints.hpp"

#include <etalon/config/channel_resolution.hpp>
#include <etalon/repodata/subdir_cache.hpp>
#include <etalon/util/error.hpp>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

using Node = ConflictGraph::Node;

constexpr std::size_t k_most_second_channels = 6;
constexpr std::size_t k_most_changed_channels = 2; // a dozen trials each

class MissingPackage {
public:
  MissingPackage(const HintSearch& search, const Node& node, std::vector<ConflictHint>& hints)
      : m_search(search), m_node(node), m_hints(hints) {}

  void add_hints() {
    if (add_channel_of_spec()) {
      return;
    }
    std::set<std::string> platforms;
    std::set<std::string> other_versions; // channels
    bool is_in_channel = false;
    for (const auto& known : find_known_indexes(cache_directory(), m_node.name)) {
      const std::string subdir = known.index.subdir();
      const bool is_here = subdir == wanted_subdir() || subdir == "noarch";
      if (!has_wanted(known.index)) {
        if (is_here && !is_used(known.channel)) {
          other_versions.insert(known.channel);
        }
        continue;
      }
      if (is_used(known.channel)) {
        if (!is_here) {
          platforms.insert(subdir);
        }
      } else if (is_here) {
        is_in_channel = add_known_channel(known.channel) || is_in_channel;
      }
    }
    if (!platforms.empty()) {
      m_hints.emplace_back(
          OnlyOnPlatforms{m_node.name, wanted_subdir(), {platforms.begin(), platforms.end()}});
    } else if (is_unknown() && !is_in_channel && !add_channel_with_changes(other_versions)) {
      add_near_name();
    }
  }

private:
  [[nodiscard]] const std::vector<ChannelRecords>& channels() const {
    return *m_search.world().channels;
  }

  [[nodiscard]] const std::filesystem::path& cache_directory() const {
    return m_search.question.repodata_cache;
  }

  [[nodiscard]] std::string wanted_subdir() const { return m_search.context.platform.subdir(); }

  [[nodiscard]] bool is_unknown() const { return m_node.kind == ConflictGraph::NodeKind::unknown; }

  [[nodiscard]] bool is_used(const std::string& channel) const {
    return std::any_of(channels().begin(), channels().end(), [&](const auto& used) {
      return used.channel.to_string() == channel;
    });
  }

  // Whether the index has what the conflict looks for. Of records that were not fetched nothing is
  // known but the name, which is enough where that was missing.
  [[nodiscard]] bool has_wanted(const RecordIndex& index) const {
    if (!index.is_loaded(m_node.name)) {
      return is_unknown();
    }
    const auto records = readable_records(index);
    const auto specs = m_search.specs_on(m_node.name);
    return std::any_of(specs.begin(), specs.end(), [&](const std::string& text) {
      try {
        const auto spec = MatchSpec::parse(text);
        return std::any_of(records.begin(), records.end(), [&](const auto& record) {
          return spec.matches(record);
        });
      } catch (const Error&) {
        return false;
      }
    });
  }

  // None of a damaged index: whoever uses it will say so.
  [[nodiscard]] std::vector<RepoDataRecord> readable_records(const RecordIndex& index) const {
    try {
      return index.records(m_node.name);
    } catch (const Error&) {
      return {};
    }
  }

  // `channel::name` of a channel that is not in use.
  bool add_channel_of_spec() {
    for (const auto& text : m_search.question.specs) {
      const auto spec = MatchSpec::parse(text);
      const bool is_in_use =
          std::any_of(channels().begin(), channels().end(), [&](const auto& used) {
            return channel_matches(spec.channel, used.channel);
          });
      if (package_name(spec) == m_node.name && !spec.channel.empty() && !is_in_use) {
        m_hints.emplace_back(
            AddChannel{m_node.name, spec.channel, "", AddChannel::Outcome::unknown});
        return true;
      }
    }
    return false;
  }

  // Each channel once; of a name that is there in other versions only channels that may help.
  bool add_known_channel(const std::string& channel) {
    const bool is_there =
        std::any_of(m_hints.begin(), m_hints.end(), [&](const ConflictHint& each) {
          const auto* other = std::get_if<AddChannel>(&each);
          return other != nullptr && other->channel == channel;
        });
    if (is_there) {
      return true;
    }
    AddChannel hint{m_node.name, channel, "", try_channels({channel})};
    if (hint.outcome == AddChannel::Outcome::not_enough) {
      hint.also = second_channel(channel);
      hint.outcome =
          hint.also.empty() ? AddChannel::Outcome::not_enough : AddChannel::Outcome::enough;
    }
    const bool helps = hint.outcome == AddChannel::Outcome::enough ||
                       (hint.outcome == AddChannel::Outcome::untried && !m_search.trials.is_over());
    if (!helps && !is_unknown()) {
      return false;
    }
    m_hints.emplace_back(std::move(hint));
    return true;
  }

  // A channel that has the name, though not as it is asked for: other specs help as well.
  bool add_channel_with_changes(const std::set<std::string>& channels) {
    std::size_t count = 0;
    for (const auto& channel : channels) {
      if (count++ == k_most_changed_channels) {
        break;
      }
      const auto all = cached_channels({channel});
      auto larger = m_search.world();
      larger.channels = &all;
      const auto& asked = m_search.question;
      const ConflictQuestion question{
          larger, asked.graph, asked.specs, asked.pins, asked.repodata_cache};
      auto changes = find_fewest_changes({question, m_search.context, m_search.trials});
      if (!changes.empty()) {
        m_hints.emplace_back(
            AddChannel{m_node.name, channel, "", AddChannel::Outcome::enough, std::move(changes)});
        return true;
      }
    }
    return false;
  }

  // Another channel in the cache that together with `first` is enough; empty where none is.
  [[nodiscard]] std::string second_channel(const std::string& first) const {
    std::size_t count = 0;
    for (const auto& channel : find_known_channels(cache_directory())) {
      if (channel != first && !is_used(channel) && count++ < k_most_second_channels &&
          try_channels({first, channel}) == AddChannel::Outcome::enough) {
        return channel;
      }
    }
    return "";
  }

  // Those in use and `more`, as they lie in the cache: nothing is fetched for a trial.
  [[nodiscard]] std::vector<ChannelRecords>
  cached_channels(const std::vector<std::string>& more) const {
    const SubdirCache cache(m_search.context.files, cache_directory());
    std::vector<ChannelRecords> all;
    const auto add = [&](const Channel& each) {
      all.push_back({each, {}});
      for (const std::string& subdir : {wanted_subdir(), std::string("noarch")}) {
        if (auto index = cache.find_any(each, subdir)) {
          all.back().subdirs.push_back(std::move(*index));
        }
      }
    };
    for (const auto& used : channels()) {
      add(used.channel);
    }
    for (const auto& channel : more) {
      add(resolve_channel(channel, m_search.context.config, {}));
    }
    return all;
  }

  [[nodiscard]] AddChannel::Outcome try_channels(const std::vector<std::string>& more) const {
    const auto all = cached_channels(more);
    auto larger = m_search.world();
    larger.channels = &all;
    const auto outcome = m_search.trials.attempt(larger);
    return std::holds_alternative<TrialUndecided>(outcome)  ? AddChannel::Outcome::untried
           : std::holds_alternative<TrialConflict>(outcome) ? AddChannel::Outcome::not_enough
                                                            : AddChannel::Outcome::enough;
  }

  void add_near_name() {
    const auto near = RecordCandidates(channels(), {}, {}).find_near_names(m_node.name);
    m_hints.push_back(
        near.empty() ? ConflictHint(AddChannel{m_node.name, "", "", AddChannel::Outcome::unknown})
                     : ConflictHint(UseNearName{m_node.name, near.front()}));
  }

  const HintSearch& m_search;
  const Node& m_node;
  std::vector<ConflictHint>& m_hints;
};

} // namespace

void add_missing_package_hints(const HintSearch& search,
                               const ConflictGraph::Node& node,
                               std::vector<ConflictHint>& hints) {
  MissingPackage(search, node, hints).add_hints();
}

} // namespace etalon
