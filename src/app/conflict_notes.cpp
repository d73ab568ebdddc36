#include "conflict_notes.hpp"

#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace etalon {

namespace {

using Node = ConflictGraph::Node;

constexpr std::size_t k_shown_builds = 3;

const VirtualPackage* find_virtual(const std::vector<VirtualPackage>& packages,
                                   const std::string& name) {
  const auto found = std::find_if(
      packages.begin(), packages.end(), [&](const auto& each) { return each.name == name; });
  return found == packages.end() ? nullptr : &*found;
}

std::string describe_absence(const std::string& name, const ResolveContext& context) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> systems = {{
      {"__linux", "Linux"},
      {"__glibc", "Linux"},
      {"__osx", "macOS"},
      {"__win", "Windows"},
  }};
  const std::string variable = override_variable(name);
  const auto chosen = context.environment.find(variable);
  if (chosen != context.environment.end() && chosen->second.empty()) {
    return fmt::format("{} is set to nothing, which takes it away", variable);
  }
  const auto system = std::find_if(
      systems.begin(), systems.end(), [&](const auto& each) { return each.first == name; });
  if (system != systems.end()) {
    return fmt::format(
        "that is on {} only, and this is for {}", system->second, context.platform.subdir());
  }
  if (name == "__cuda" || name == "__cuda_arch") {
    if (!(context.platform == Platform::current())) {
      return fmt::format("for {} none is assumed", context.platform.subdir());
    }
    return name == "__cuda" ? "this machine has no NVIDIA driver (no libcuda was found)"
                            : "this machine shows no NVIDIA GPU";
  }
  return fmt::format("this machine has no `{}`", name);
}

std::string describe_virtual(const VirtualPackage& package) {
  const bool tells_build = package.build != "0";
  return fmt::format("this machine has {}{} ({})",
                     package.version,
                     tells_build ? " " + package.build : "",
                     describe_origin(package));
}

// "cpu_generic_*" of "cpu_generic_py310_h1535f1e_11": what a person would choose by.
std::string build_family(const std::string& build) {
  for (std::size_t at = 0; at < build.size(); at = build.find('_', at) + 1) {
    const bool tells_python = build.compare(at, 2, "py") == 0;
    const bool is_hash = build[at] == 'h' && build.size() >= at + 8 &&
                         build.find_first_not_of("0123456789abcdef", at + 1) >= at + 8;
    if (at > 0 && (tells_python || is_hash)) {
      return build.substr(0, at) + "*";
    }
    if (build.find('_', at) == std::string::npos) {
      break;
    }
  }
  return build;
}

// The packages of a name in all channels, as much of them as a spec without its build or its
// channel allows.
class Fit {
public:
  Fit(const MatchSpec& spec, const std::vector<ChannelRecords>& channels) : m_spec(spec) {
    const std::string name = to_lower(spec.name.to_string());
    for (const auto& channel : channels) {
      m_channel_is_used = m_channel_is_used || channel_matches(spec.channel, channel.channel);
      for (const auto& index : channel.subdirs) {
        for (const auto& record : index.records(name)) {
          add(record, channel.channel);
        }
      }
    }
  }

  // Which part of the spec it is that fails; empty where that is the version.
  [[nodiscard]] std::string failing_part() const {
    if (!m_spec.channel.empty() && !m_channel_is_used) {
      return fmt::format("`{}` is not among the channels in use", m_spec.channel);
    }
    if (!m_spec.channel.empty() && m_fits_here == 0 && !m_elsewhere.empty()) {
      return fmt::format(
          "channel `{}` does not have it, only `{}`",
          m_spec.channel,
          join(std::vector<std::string>(m_elsewhere.begin(), m_elsewhere.end()), "`, `"));
    }
    if (m_fits_here == 0 && !m_longer.empty()) {
      return fmt::format("exactly that version is not there, only {}",
                         join(std::vector<std::string>(m_longer.begin(), m_longer.end()), ", "));
    }
    if (!m_spec.build || m_builds.empty()) {
      return "";
    }
    std::vector<std::string> shown(m_builds.begin(), m_builds.end());
    const std::size_t more = shown.size() - std::min(shown.size(), k_shown_builds);
    shown.resize(shown.size() - more);
    return fmt::format("no build of {} {} is `{}`: there {} {}{}",
                       m_spec.name.to_string(),
                       show_versions(),
                       m_spec.build->to_string(),
                       m_builds.size() == 1 ? "is" : "are",
                       join(shown, ", "),
                       more == 0 ? "" : fmt::format(" and {} more", more));
  }

private:
  void add(const RepoDataRecord& record, const Channel& channel) {
    const auto& version = record.package.version;
    const bool fits = !m_spec.version || m_spec.version->matches(version);
    const bool has_build = !m_spec.build || m_spec.build->matches(record.package.build);
    if (!fits) {
      note_longer(record.package.version);
      return;
    }
    if (!m_spec.channel.empty() && !channel_matches(m_spec.channel, channel)) {
      if (has_build) {
        m_elsewhere.insert(channel.to_string());
      }
      return;
    }
    ++m_fits_here;
    m_builds.insert(build_family(record.package.build));
    m_oldest = m_oldest && *m_oldest < version ? m_oldest : version;
    m_newest = m_newest && version < *m_newest ? m_newest : version;
  }

  // 2.5.1, where 2.5 was meant as a prefix but asks for exactly that.
  void note_longer(const Version& version) {
    if (m_spec.version->is_exact() &&
        version.starts_with(Version::parse(m_spec.version->to_string().substr(2)))) {
      m_longer.insert(version.to_string());
    }
  }

  [[nodiscard]] std::string show_versions() const {
    return *m_oldest == *m_newest ? m_oldest->to_string()
                                  : m_oldest->to_string() + ".." + m_newest->to_string();
  }

  const MatchSpec& m_spec;
  bool m_channel_is_used = false;
  std::size_t m_fits_here = 0;
  std::set<std::string> m_elsewhere; // channels
  std::set<std::string> m_builds;
  std::set<std::string> m_longer; // versions
  std::optional<Version> m_oldest;
  std::optional<Version> m_newest;
};

std::string failing_part(const std::string& text, const std::vector<ChannelRecords>& channels) {
  try {
    const auto spec = MatchSpec::parse(text);
    return spec.name.is_exact() ? Fit(spec, channels).failing_part() : "";
  } catch (const Error&) {
    return ""; // not a spec: the solver has said so
  }
}

// The order in which the solver hears of packages that are out says nothing.
void sort_newest_first(std::vector<std::string>& versions) {
  std::stable_sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) {
    return Version::parse(b) < Version::parse(a);
  });
}

// The specs that a node is the dead end of.
std::vector<std::string> specs_to(const ConflictGraph& graph, std::size_t node) {
  std::vector<std::string> specs;
  for (const auto& edge : graph.edges) {
    if (edge.to == node) {
      specs.insert(specs.end(), edge.specs.begin(), edge.specs.end());
    }
  }
  return specs;
}

} // namespace

std::string override_variable(const std::string& virtual_package) {
  std::string variable = "CONDA_OVERRIDE_";
  for (const char c : virtual_package.substr(2)) {
    variable += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return variable;
}

std::string describe_origin(const VirtualPackage& package) {
  if (package.origin.starts_with("CONDA_")) {
    return "set by " + package.origin;
  }
  return package.origin == "default" ? "assumed" : "from " + package.origin;
}

void add_conflict_notes(ConflictGraph& graph,
                        const std::vector<ChannelRecords>& channels,
                        const std::vector<VirtualPackage>& virtual_packages,
                        const ResolveContext& context) {
  for (std::size_t i = 1; i < graph.nodes.size(); ++i) {
    auto& node = graph.nodes[i];
    if (node.kind == ConflictGraph::NodeKind::excluded) {
      sort_newest_first(node.versions);
    }
    if (node.name.starts_with("__")) {
      const auto* offered = find_virtual(virtual_packages, node.name);
      if (offered == nullptr) {
        node.note = describe_absence(node.name, context);
      } else {
        node.note = node.kind == ConflictGraph::NodeKind::package ? describe_origin(*offered)
                                                                  : describe_virtual(*offered);
      }
    } else if (node.kind == ConflictGraph::NodeKind::unresolved ||
               node.kind == ConflictGraph::NodeKind::unknown) {
      const auto specs = specs_to(graph, i);
      node.note = specs.size() == 1 ? failing_part(specs.front(), channels) : "";
    }
  }
}

} // namespace etalon
