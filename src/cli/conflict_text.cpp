#include "conflict_text.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ctime>

namespace etalon {

namespace {

using nlohmann::ordered_json;

// "2024-05-02T10:00:00Z": what --exclude-newer must be given to let a package of that moment in.
std::string first_second_after(std::uint64_t timestamp) {
  const auto seconds = static_cast<std::time_t>(timestamp / 1000 + 1);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds));
}

std::string describe(const std::vector<SpecChange>& changes) {
  std::string text = "write ";
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& change = changes[i];
    text += i == 0 ? "" : i + 1 == changes.size() ? " and " : ", ";
    text += fmt::format("`{}` instead of `{}`", change.instead, change.spec);
  }
  return text;
}

std::string render(const RelaxSpecs& hint) {
  return describe(hint.changes);
}

std::string render(const UseCpuBuild& hint) {
  return fmt::format("take a build that does without CUDA: write `{}` instead of `{}`",
                     hint.change.instead,
                     hint.change.spec);
}

std::string render(const LeaveOutSpec& hint) {
  return fmt::format("leave out `{}`: the rest can be installed", hint.spec);
}

std::string render(const TakeOutPin& hint) {
  return fmt::format(
      "`{}` is pinned by `pinned_packages` ({}): take the pin out there, or add --no-pin",
      hint.spec,
      hint.origin);
}

std::string render(const AddChannel& hint) {
  if (hint.channel.empty()) {
    return fmt::format("none of the channels has `{}`: add the one that does with -c", hint.name);
  }
  switch (hint.outcome) {
  case AddChannel::Outcome::enough:
    if (!hint.changes.empty()) {
      return fmt::format("channel `{}` has `{}`, though in other versions: add -c {} and {}",
                         hint.channel,
                         hint.name,
                         hint.channel,
                         describe(hint.changes));
    }
    if (!hint.also.empty()) {
      return fmt::format("channel `{}` has `{}`, and `{}` what that needs: add -c {} -c {}",
                         hint.channel,
                         hint.name,
                         hint.also,
                         hint.channel,
                         hint.also);
    }
    return fmt::format("channel `{}` has `{}`: add -c {}", hint.channel, hint.name, hint.channel);
  case AddChannel::Outcome::not_enough:
    return fmt::format("channel `{}` has `{}`, which needs more than that channel has: add -c {} "
                       "and others",
                       hint.channel,
                       hint.name,
                       hint.channel);
  case AddChannel::Outcome::untried:
    return fmt::format("channel `{}` has `{}`: try -c {} (whether that is enough could not be told "
                       "from what is in the cache)",
                       hint.channel,
                       hint.name,
                       hint.channel);
  case AddChannel::Outcome::unknown:
    break;
  }
  return fmt::format(
      "`{}` is asked for, but is no channel in use: add -c {}", hint.channel, hint.channel);
}

std::string render(const UseNearName& hint) {
  return fmt::format("did you mean `{}`?", hint.near);
}

std::string render(const OnlyOnPlatforms& hint) {
  return fmt::format(
      "`{}` is there for {} only, not for {}", hint.name, join(hint.platforms, ", "), hint.wanted);
}

std::string render(const OverrideVirtualPackage& hint) {
  const std::string offered =
      hint.offered.empty() ? "this machine has none"
                           : fmt::format("this machine has {} ({})", hint.offered, hint.origin);
  return fmt::format("`{}` is needed, and {}: to solve for another machine set {}={}",
                     hint.needed,
                     offered,
                     hint.variable,
                     hint.value);
}

std::string render(const LowerChannelPriority& hint) {
  return fmt::format(
      "channel `{}` has a `{}` that fits: add --channel-priority flexible", hint.hidden, hint.name);
}

std::string render(const LaterDate& hint) {
  return fmt::format("{} {} came after that date, and with it there is an answer: give "
                     "--exclude-newer {} or later",
                     hint.name,
                     hint.version,
                     first_second_after(hint.timestamp));
}

ordered_json change_json(const SpecChange& change) {
  return {{"spec", change.spec}, {"instead", change.instead}};
}

ordered_json changes_json(const std::vector<SpecChange>& changes) {
  ordered_json list = ordered_json::array();
  for (const auto& change : changes) {
    list.push_back(change_json(change));
  }
  return list;
}

ordered_json fields(const RelaxSpecs& hint) {
  return {{"kind", "relax_specs"}, {"changes", changes_json(hint.changes)}};
}

ordered_json fields(const UseCpuBuild& hint) {
  return {{"kind", "use_cpu_build"}, {"changes", ordered_json::array({change_json(hint.change)})}};
}

ordered_json fields(const LeaveOutSpec& hint) {
  return {{"kind", "leave_out_spec"}, {"spec", hint.spec}};
}

ordered_json fields(const TakeOutPin& hint) {
  return {{"kind", "take_out_pin"}, {"spec", hint.spec}, {"origin", hint.origin}};
}

const char* name_of(AddChannel::Outcome outcome) {
  switch (outcome) {
  case AddChannel::Outcome::enough:
    return "enough";
  case AddChannel::Outcome::not_enough:
    return "not_enough";
  case AddChannel::Outcome::untried:
    return "untried";
  case AddChannel::Outcome::unknown:
    return "unknown";
  }
  return "";
}

ordered_json fields(const AddChannel& hint) {
  const ordered_json channel = hint.channel.empty() ? ordered_json() : ordered_json(hint.channel);
  const char* outcome = name_of(hint.outcome);
  const ordered_json also = hint.also.empty() ? ordered_json() : ordered_json(hint.also);
  return {{"kind", "add_channel"},
          {"name", hint.name},
          {"channel", channel},
          {"also", also},
          {"changes", changes_json(hint.changes)},
          {"outcome", outcome}};
}

ordered_json fields(const UseNearName& hint) {
  return {{"kind", "use_near_name"}, {"name", hint.name}, {"near", hint.near}};
}

ordered_json fields(const OnlyOnPlatforms& hint) {
  return {{"kind", "only_on_platforms"},
          {"name", hint.name},
          {"wanted", hint.wanted},
          {"platforms", hint.platforms}};
}

ordered_json fields(const OverrideVirtualPackage& hint) {
  const ordered_json offered = hint.offered.empty() ? ordered_json() : ordered_json(hint.offered);
  return {{"kind", "override_virtual_package"},
          {"needed", hint.needed},
          {"offered", offered},
          {"origin", hint.origin},
          {"variable", hint.variable},
          {"value", hint.value}};
}

ordered_json fields(const LowerChannelPriority& hint) {
  return {{"kind", "lower_channel_priority"},
          {"name", hint.name},
          {"channel", hint.channel},
          {"hidden", hint.hidden}};
}

ordered_json fields(const LaterDate& hint) {
  return {{"kind", "later_date"},
          {"name", hint.name},
          {"package_version", hint.version},
          {"timestamp", hint.timestamp},
          {"date", first_second_after(hint.timestamp)}};
}

const char* name_of(ConflictGraph::NodeKind kind) {
  switch (kind) {
  case ConflictGraph::NodeKind::root:
    return "root";
  case ConflictGraph::NodeKind::package:
    return "package";
  case ConflictGraph::NodeKind::unresolved:
    return "unresolved";
  case ConflictGraph::NodeKind::unknown:
    return "unknown";
  case ConflictGraph::NodeKind::excluded:
    return "excluded";
  }
  return "";
}

const char* name_of(ConflictGraph::EdgeKind kind) {
  switch (kind) {
  case ConflictGraph::EdgeKind::requires_one:
    return "requires";
  case ConflictGraph::EdgeKind::constrains:
    return "constrains";
  case ConflictGraph::EdgeKind::forbids_second:
    return "forbids";
  }
  return "";
}

} // namespace

std::string render_hint(const ConflictHint& hint) {
  return std::visit([](const auto& each) { return render(each); }, hint);
}

ordered_json hint_json(const ConflictHint& hint) {
  auto json = std::visit([](const auto& each) { return fields(each); }, hint);
  json["text"] = render_hint(hint);
  return json;
}

ordered_json conflict_json(const ConflictGraph& graph) {
  ordered_json nodes = ordered_json::array();
  for (const auto& node : graph.nodes) {
    nodes.push_back({{"kind", name_of(node.kind)},
                     {"name", node.name},
                     {"versions", node.versions},
                     {"builds", node.builds},
                     {"reason", node.reason},
                     {"note", node.note}});
  }
  ordered_json edges = ordered_json::array();
  for (const auto& edge : graph.edges) {
    edges.push_back({{"kind", name_of(edge.kind)},
                     {"from", edge.from},
                     {"to", edge.to},
                     {"specs", edge.specs}});
  }
  return {{"requested", graph.requested}, {"nodes", nodes}, {"edges", edges}};
}

} // namespace etalon
