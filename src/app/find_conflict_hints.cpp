#include "find_conflict_hints.hpp"

#include "conflict_notes.hpp"
#include "known_indexes.hpp"
#include "spec_variants.hpp"

#include <etalon/config/channel_resolution.hpp>
#include <etalon/repodata/subdir_cache.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

using Records = std::vector<RepoDataRecord>;
using NodeKind = ConflictGraph::NodeKind;

constexpr std::size_t k_most_relaxations = 3;
constexpr std::size_t k_most_hints = 6;
constexpr std::size_t k_most_second_channels = 6;

const RepoDataRecord* find_record(const Records& records, const std::string& name) {
  const auto found = std::find_if(records.begin(), records.end(), [&](const auto& record) {
    return record.package.name == name;
  });
  return found == records.end() ? nullptr : &*found;
}

std::string package_name(const MatchSpec& spec) {
  return to_lower(spec.name.to_string());
}

class HintFinder {
public:
  HintFinder(const ConflictQuestion& question,
             const ResolveContext& context,
             const ConflictTrials& trials)
      : m_question(question), m_context(context), m_trials(trials) {}

  std::vector<ConflictHint> find() {
    for (const auto& pin : m_question.pins) {
      m_hints.emplace_back(TakeOutPin{pin.spec, pin.origin});
    }
    add_hints_on_nodes();
    add_lower_priority();
    add_later_date();
    add_relaxations();
    if (m_hints.size() > k_most_hints) {
      m_hints.resize(k_most_hints);
    }
    return std::move(m_hints);
  }

private:
  [[nodiscard]] const TrialWorld& world() const { return m_question.world; }

  // The specs of the graph that lead to a node or rule it out.
  [[nodiscard]] std::vector<std::string> specs_on(const std::string& name) const {
    std::vector<std::string> specs;
    for (const auto& edge : m_question.graph.edges) {
      if (m_question.graph.nodes[edge.to].name == name) {
        for (const auto& spec : edge.specs) {
          if (std::find(specs.begin(), specs.end(), spec) == specs.end()) {
            specs.push_back(spec);
          }
        }
      }
    }
    return specs;
  }

  void add_hints_on_nodes() {
    std::set<std::string> seen;
    for (const auto& node : m_question.graph.nodes) {
      const bool is_virtual = node.name.starts_with("__");
      const bool is_missing = node.kind == NodeKind::unknown || node.kind == NodeKind::unresolved;
      if (!(is_virtual || is_missing) || !seen.insert(node.name).second) {
        continue;
      }
      if (is_virtual) {
        add_hints_on_virtual(node.name);
      } else {
        add_hints_on_missing(node);
      }
    }
  }

  // ---- names and versions that other channels or platforms have

  [[nodiscard]] bool is_used(const std::string& channel) const {
    return std::any_of(world().channels->begin(), world().channels->end(), [&](const auto& used) {
      return used.channel.to_string() == channel;
    });
  }

  // Whether the index has what the conflict looks for.
  [[nodiscard]] bool has_wanted(const RecordIndex& index, const std::string& name) const {
    const auto records = index.records(name);
    const auto specs = specs_on(name);
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

  void add_hints_on_missing(const ConflictGraph::Node& node) {
    if (add_channel_of_spec(node.name)) {
      return;
    }
    std::set<std::string> platforms;
    bool is_in_channel = false;
    for (const auto& known : find_known_indexes(m_question.repodata_cache, node.name)) {
      if (!has_wanted(known.index, node.name)) {
        continue;
      }
      const std::string& subdir = known.index.subdir();
      const bool is_here = subdir == m_context.platform.subdir() || subdir == "noarch";
      if (is_used(known.channel)) {
        if (!is_here) {
          platforms.insert(subdir);
        }
      } else if (is_here) {
        is_in_channel = add_known_channel(node, known.channel) || is_in_channel;
      }
    }
    if (!platforms.empty()) {
      m_hints.emplace_back(OnlyOnPlatforms{
          node.name, m_context.platform.subdir(), {platforms.begin(), platforms.end()}});
    } else if (node.kind == NodeKind::unknown && !is_in_channel) {
      const auto near = RecordCandidates(*world().channels, {}, {}).find_near_names(node.name);
      m_hints.push_back(
          near.empty() ? ConflictHint(AddChannel{node.name, "", "", AddChannel::Outcome::unknown})
                       : ConflictHint(UseNearName{node.name, near.front()}));
    }
  }

  // `channel::name` of a channel that is not in use.
  bool add_channel_of_spec(const std::string& name) {
    for (const auto& text : m_question.specs) {
      const auto spec = MatchSpec::parse(text);
      const bool is_in_use =
          std::any_of(world().channels->begin(), world().channels->end(), [&](const auto& used) {
            return channel_matches(spec.channel, used.channel);
          });
      if (package_name(spec) == name && !spec.channel.empty() && !is_in_use) {
        m_hints.emplace_back(AddChannel{name, spec.channel, "", AddChannel::Outcome::unknown});
        return true;
      }
    }
    return false;
  }

  // Each channel once; of a name that is there in other versions only channels that help.
  bool add_known_channel(const ConflictGraph::Node& node, const std::string& channel) {
    const bool is_there =
        std::any_of(m_hints.begin(), m_hints.end(), [&](const ConflictHint& each) {
          const auto* other = std::get_if<AddChannel>(&each);
          return other != nullptr && other->channel == channel;
        });
    if (is_there) {
      return true;
    }
    AddChannel hint{node.name, channel, "", AddChannel::Outcome::enough};
    if (!helps_to_add({channel})) {
      hint.also = second_channel(channel);
      if (hint.also.empty()) {
        hint.outcome = AddChannel::Outcome::not_enough;
      }
    }
    if (hint.outcome == AddChannel::Outcome::not_enough && node.kind != NodeKind::unknown) {
      return false;
    }
    m_hints.emplace_back(std::move(hint));
    return true;
  }

  // Another channel in the cache that together with `first` is enough; empty where none is.
  [[nodiscard]] std::string second_channel(const std::string& first) const {
    std::size_t count = 0;
    for (const auto& channel : find_known_channels(m_question.repodata_cache)) {
      if (channel != first && !is_used(channel) && count++ < k_most_second_channels &&
          helps_to_add({first, channel})) {
        return channel;
      }
    }
    return "";
  }

  [[nodiscard]] bool helps_to_add(const std::vector<std::string>& more) const {
    const SubdirCache cache(m_context.files, m_question.repodata_cache);
    std::vector<ChannelRecords> channels;
    const auto add = [&](const Channel& each) {
      channels.push_back({each, {}});
      for (const std::string& subdir : {m_context.platform.subdir(), std::string("noarch")}) {
        if (auto index = cache.find_any(each, subdir)) {
          channels.back().subdirs.push_back(std::move(*index));
        }
      }
    };
    for (const auto& used : *world().channels) {
      add(used.channel);
    }
    for (const auto& channel : more) {
      add(resolve_channel(channel, m_context.config, {}));
    }
    auto larger = world();
    larger.channels = &channels;
    return m_trials.solve(larger).has_value();
  }

  // ---- what the machine offers

  void add_hints_on_virtual(const std::string& name) {
    if (name == "__cuda") {
      add_cpu_build();
    }
    auto machine = world();
    const auto offered = std::find_if(machine.virtual_packages.begin(),
                                      machine.virtual_packages.end(),
                                      [&](const auto& package) { return package.name == name; });
    const bool is_offered = offered != machine.virtual_packages.end();
    OverrideVirtualPackage hint{"", "", "", override_variable(name), ""};
    if (is_offered) {
      hint.offered = offered->version + (offered->build == "0" ? "" : " " + offered->build);
      hint.origin = describe_origin(*offered);
    }
    if (is_offered) {
      machine.virtual_packages.erase(offered);
    }
    const auto specs = specs_on(name);
    hint.needed = strictest(specs);
    for (const auto& [version, build] : offers_to_try(name, specs)) {
      machine.virtual_packages.push_back({name, version, build, hint.variable});
      if (m_trials.solve(machine)) {
        hint.value = name == "__archspec" ? build : version;
        m_hints.emplace_back(hint);
        return;
      }
      machine.virtual_packages.pop_back();
    }
  }

  // Versions and builds.
  using Offers = std::vector<std::pair<std::string, std::string>>;

  // What the machine would have to offer for the specs: of __archspec the build that they name.
  static Offers offers_to_try(const std::string& name, const std::vector<std::string>& specs) {
    Offers offers;
    if (name != "__archspec") {
      for (const auto& version : versions_to_try(name, specs)) {
        offers.emplace_back(version, "0");
      }
      return offers;
    }
    for (const auto& text : specs) {
      try {
        const auto spec = MatchSpec::parse(text);
        if (spec.build && spec.build->is_exact()) {
          offers.emplace_back("1", spec.build->to_string());
        }
      } catch (const Error&) { // a URL, shown without its token
      }
    }
    return offers;
  }

  // The one spec with a version, else the name.
  static std::string strictest(const std::vector<std::string>& specs) {
    std::vector<std::string> with_version;
    std::copy_if(specs.begin(),
                 specs.end(),
                 std::back_inserter(with_version),
                 [](const auto& spec) { return spec.find_first_of(" =<>~") != std::string::npos; });
    return with_version.size() == 1 ? with_version.front()
                                    : specs.front().substr(0, specs.front().find_first_of(" =<>~"));
  }

  // The versions that the specs name, ascending; where they name none, those that CUDA builds of
  // the last years were made for.
  static std::vector<std::string> versions_to_try(const std::string& name,
                                                  const std::vector<std::string>& specs) {
    std::set<std::pair<Version, std::string>> versions;
    const auto add = [&](const std::string& text) { versions.emplace(Version::parse(text), text); };
    for (const auto& text : specs) {
      const auto space = text.find_first_of(" =<>!~");
      std::size_t at = space == std::string::npos ? text.size() : space;
      while ((at = text.find_first_of("0123456789", at)) != std::string::npos) {
        const auto end = std::min(text.size(), text.find_first_not_of("0123456789.", at));
        std::string version = text.substr(at, end - at);
        version.erase(version.find_last_not_of('.') + 1);
        add(version);
        at = end;
      }
    }
    if (name == "__cuda") {
      for (const auto* usual : {"11.8", "12.9", "13.0"}) {
        add(usual);
      }
    }
    std::vector<std::string> texts;
    texts.reserve(versions.size());
    for (const auto& [version, text] : versions) {
      texts.push_back(text);
    }
    return texts;
  }

  void add_cpu_build() {
    for (const auto& text : m_question.specs) {
      const auto spec = MatchSpec::parse(text);
      const std::string build = cpu_build_of(spec);
      if (build.empty()) {
        continue;
      }
      const std::string instead = spec_with_build(spec, build);
      if (solve_with({{text, instead}})) {
        m_hints.emplace_back(UseCpuBuild{{text, instead}});
        m_settled = text;
        return;
      }
    }
  }

  // "cpu*" or "*cpu*", as builds of the package are named; empty where none is.
  [[nodiscard]] std::string cpu_build_of(const MatchSpec& spec) const {
    std::string pattern;
    for (const auto& channel : *world().channels) {
      for (const auto& index : channel.subdirs) {
        for (const auto& record : index.records(package_name(spec))) {
          const auto at = record.package.build.find("cpu");
          if (at == std::string::npos) {
            continue;
          }
          pattern = at == 0 && pattern != "*cpu*" ? "cpu*" : "*cpu*";
        }
      }
    }
    return pattern;
  }

  // ---- what settings hide

  void add_lower_priority() {
    if (world().options.channel_priority != ChannelPriority::strict) {
      return;
    }
    auto flexible = world();
    flexible.options.channel_priority = ChannelPriority::flexible;
    const auto answer = m_trials.solve(flexible);
    if (!answer) {
      return;
    }
    for (const auto& node : m_question.graph.nodes) {
      const auto* record = find_record(*answer, node.name);
      const std::string first = first_channel_of(node.name);
      if (record != nullptr && record->channel != first) {
        m_hints.emplace_back(LowerChannelPriority{node.name, first, record->channel});
        return;
      }
    }
  }

  [[nodiscard]] std::string first_channel_of(const std::string& name) const {
    for (const auto& channel : *world().channels) {
      for (const auto& index : channel.subdirs) {
        if (index.has_name(name)) {
          return channel.channel.to_string();
        }
      }
    }
    return "";
  }

  void add_later_date() {
    const auto date = world().options.exclude_newer;
    if (!date) {
      return;
    }
    std::set<std::pair<std::uint64_t, std::string>> later; // with the name
    for (const auto& node : m_question.graph.nodes) {
      for (const auto& channel : *world().channels) {
        for (const auto& index : channel.subdirs) {
          for (const auto& record : index.records(node.name)) {
            if (record.package.published_at() > date->last) {
              later.emplace(record.package.published_at(), node.name);
            }
          }
        }
      }
    }
    const auto first = first_that_helps({later.begin(), later.end()});
    if (first) {
      m_hints.emplace_back(LaterDate{first->second, first->first});
    }
  }

  using Dates = std::vector<std::pair<std::uint64_t, std::string>>;

  // More packages never take an answer away, so each step halves what is left.
  [[nodiscard]] std::optional<Dates::value_type> first_that_helps(const Dates& dates) const {
    auto open = world();
    std::size_t low = 0;
    std::size_t high = dates.size();
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      open.options.exclude_newer = ExcludeNewer{dates[middle].first, {}};
      if (m_trials.solve(open)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < dates.size() ? std::optional(dates[low]) : std::nullopt;
  }

  // ---- the request's own specs

  [[nodiscard]] std::optional<Records> solve_with(const std::vector<SpecChange>& changes) const {
    auto changed = world();
    for (const auto& change : changes) {
      std::erase(changed.specs, change.spec);
    }
    for (const auto& change : changes) {
      changed.specs.push_back(change.instead); // last: the other specs come first
    }
    return m_trials.solve(changed);
  }

  [[nodiscard]] std::optional<SpecChange> relax(const std::string& text) const {
    const auto spec = MatchSpec::parse(text);
    for (const auto& relaxed : relaxed_specs(spec)) {
      if (const auto answer = solve_with({{text, relaxed.text}})) {
        const auto* found = find_record(*answer, package_name(spec));
        return SpecChange{text,
                          found == nullptr ? relaxed.text : narrow_spec(relaxed, spec, *found)};
      }
    }
    return std::nullopt;
  }

  void add_relaxations() {
    std::size_t count = 0;
    for (const auto& text : m_question.specs) {
      if (count == k_most_relaxations) {
        return;
      }
      if (text == m_settled) {
        ++count;
      } else if (auto change = relax(text)) {
        m_hints.emplace_back(RelaxSpecs{{std::move(*change)}});
        ++count;
      }
    }
    if (count == 0 && !add_joint_relaxation()) {
      add_omissions();
    }
  }

  // With any version, else the last way.
  static const RelaxedSpec& openest(const std::vector<RelaxedSpec>& relaxed) {
    const auto open = std::find_if(
        relaxed.rbegin(), relaxed.rend(), [](const auto& each) { return each.is_open; });
    return open == relaxed.rend() ? relaxed.back() : *open;
  }

  // Where one spec alone is not enough: as many as possible stay as written, the earlier first.
  bool add_joint_relaxation() {
    std::vector<SpecChange> changes;
    for (const auto& text : world().specs) {
      const auto relaxed = relaxed_specs(MatchSpec::parse(text));
      if (!relaxed.empty()) {
        changes.push_back({text, openest(relaxed).text});
      }
    }
    auto answer = changes.size() < 2 ? std::nullopt : solve_with(changes);
    if (!answer) {
      return false;
    }
    for (std::size_t i = 0; i < changes.size();) {
      auto fewer = changes;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (auto better = solve_with(fewer)) {
        answer = std::move(better);
        changes = std::move(fewer);
      } else if (m_trials.is_over()) {
        return false; // it would tell to change what may stay
      } else {
        ++i;
      }
    }
    for (auto& change : changes) {
      const auto spec = MatchSpec::parse(change.spec);
      if (const auto* found = find_record(*answer, package_name(spec))) {
        change.instead = narrow_spec({change.instead, true}, spec, *found);
      }
    }
    m_hints.emplace_back(RelaxSpecs{std::move(changes)});
    return true;
  }

  void add_omissions() {
    std::size_t count = 0;
    if (world().specs.size() < 2) {
      return;
    }
    for (const auto& text : m_question.specs) {
      auto rest = world();
      std::erase(rest.specs, text);
      if (count < k_most_relaxations && m_trials.solve(rest)) {
        m_hints.emplace_back(LeaveOutSpec{text});
        ++count;
      }
    }
  }

  const ConflictQuestion& m_question;
  const ResolveContext& m_context;
  const ConflictTrials& m_trials;
  std::vector<ConflictHint> m_hints;
  std::string m_settled; // a spec that need not be relaxed: there is a better change of it
};

// Hints are shown: logins and tokens of what was asked for have no place in them.
struct CredentialRemover {
  void operator()(RelaxSpecs& hint) const {
    for (auto& change : hint.changes) {
      remove(change);
    }
  }

  void operator()(UseCpuBuild& hint) const { remove(hint.change); }

  void operator()(LeaveOutSpec& hint) const { hint.spec = redact(hint.spec); }

  void operator()(TakeOutPin& hint) const { hint.spec = redact(hint.spec); }

  void operator()(AddChannel& hint) const { hint.channel = redact(hint.channel); }

  template <typename Hint>
  void operator()(Hint& /*unused*/) const {} // made of names, versions and channels as shown

private:
  static void remove(SpecChange& change) {
    change.spec = redact(change.spec);
    change.instead = redact(change.instead);
  }
};

} // namespace

std::vector<ConflictHint> find_conflict_hints(const ConflictQuestion& question,
                                              const ResolveContext& context,
                                              const ConflictTrials& trials) {
  auto hints = HintFinder(question, context, trials).find();
  for (auto& hint : hints) {
    std::visit(CredentialRemover{}, hint);
  }
  return hints;
}

} // namespace etalon
