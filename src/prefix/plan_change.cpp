#include "change_steps.hpp"
#include "clobbered_paths.hpp"
#include "plan_generations.hpp"
#include "plan_packages.hpp"
#include "prefix_layout.hpp"
#include "prefix_path.hpp"

#include <etalon/prefix/change.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace etalon {
namespace {

// A package of the environment afterwards: one that stays or one that comes.
struct Member {
  const PrefixRecord* stays = nullptr;
  std::size_t comes = 0; // index in the packages to link, where `stays` is null
};

PathClaims claims_of(const PrefixRecord& record) {
  PathClaims claims;
  claims.package = record.repodata.package.dist_name();
  for (const PathEntry& entry : record.paths) {
    auto& list = entry.type == PathType::directory ? claims.directories : claims.files;
    list.push_back(wanted_path(entry.path));
  }
  return claims;
}

// conda and others run it before they remove the package; a package that counts on that would leave
// things behind.
void refuse_unlink_script(const PrefixRecord& record) {
  const PackageRecord& package = record.repodata.package;
  const std::string script = fmt::format("bin/.{}-pre-unlink.sh", package.name);
  if (std::find(record.files.begin(), record.files.end(), script) != record.files.end()) {
    throw Error(ErrorKind::refused,
                fmt::format("it has the script `{}`, which Etalon does not run yet", script))
        .while_doing(fmt::format("cannot remove `{}`", package.dist_name()));
  }
}

// "d/m.py" of "d/__pycache__/m.cpython-311.pyc" (PEP 3147).
std::string source_of_byte_code(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::string_view directory = parent_of(parent_of(path));
  return fmt::format(
      "{}{}{}.py", directory, directory.empty() ? "" : "/", name.substr(0, name.find('.')));
}

class ChangePlanner {
public:
  ChangePlanner(const PrefixData& installed, const ChangePlanOptions& options)
      : m_installed(installed), m_options(options) {}

  PrefixChange run(PackagesToChange packages) {
    m_change.transaction.prefix = checked_prefix(m_installed.prefix);
    m_change.history = m_installed.history_text;
    refuse_duplicates(packages.link);
    refuse_reserved_variables(m_options.variables);
    divide(packages.remove);
    plan_new(std::move(packages.link));
    settle_contested(packages.order);
    describe();
    plan_steps();
    return std::move(m_change);
  }

private:
  void divide(const std::vector<std::string>& remove) {
    const std::set<std::string> gone(remove.begin(), remove.end());
    for (const PrefixRecord& record : m_installed.records) {
      if (gone.count(record.repodata.package.name) > 0) {
        refuse_unlink_script(record);
        m_change.removed.push_back(record);
      } else {
        m_staying.push_back(&record);
      }
    }
  }

  void plan_new(std::vector<PackageToLink> link) {
    Transaction& transaction = m_change.transaction;
    transaction.python = find_python(link);
    if (!transaction.python) {
      transaction.python = find_staying_python();
    }
    PlanFacts facts;
    facts.prefix = transaction.prefix.native();
    facts.python = transaction.python ? &*transaction.python : nullptr;
    facts.byte_compile = m_options.byte_compile;
    transaction.packages = plan_packages(std::move(link), facts);
  }

  [[nodiscard]] std::optional<PythonFacts> find_staying_python() const {
    PrefixData data;
    for (const PrefixRecord* record : m_staying) {
      if (record->repodata.package.name == "python") {
        data.records.push_back(*record);
      }
    }
    return find_installed_python(data);
  }

  [[nodiscard]] std::vector<Member> members(const std::vector<std::string>& order) const {
    std::unordered_map<std::string_view, Member> by_name;
    for (const PrefixRecord* record : m_staying) {
      by_name[record->repodata.package.name] = {record, 0};
    }
    for (std::size_t i = 0; i < m_change.transaction.packages.size(); ++i) {
      by_name[m_change.transaction.packages[i].package.record.package.name] = {nullptr, i};
    }
    std::vector<Member> members;
    for (const std::string& name : order) {
      const auto found = by_name.find(name);
      if (found != by_name.end()) {
        members.push_back(found->second);
        by_name.erase(found);
      }
    }
    if (!by_name.empty()) {
      throw std::logic_error("a package of the environment has no place in the order");
    }
    return members;
  }

  void settle_contested(const std::vector<std::string>& order) {
    m_members = members(order);
    std::vector<PathClaims> claims;
    for (const Member& member : m_members) {
      claims.push_back(member.stays != nullptr
                           ? claims_of(*member.stays)
                           : etalon::claims_of(m_change.transaction.packages[member.comes]));
    }
    m_contested = find_contested_paths(claims);
    tell_contested();
    for (std::size_t i = 0; i < m_members.size(); ++i) {
      if (m_members[i].stays == nullptr) {
        move_clobbered(m_change.transaction.packages[m_members[i].comes], i, m_contested);
      }
    }
  }

  // Only what is new: of contests among packages that stay the user was told before.
  void tell_contested() {
    for (const auto& [path, owners] : m_contested) {
      const PathEntry* winner = find_entry(owners.front(), path);
      for (std::size_t i = 1; i < owners.size(); ++i) {
        const bool is_new =
            m_members[owners.front()].stays == nullptr || m_members[owners[i]].stays == nullptr;
        const PathEntry* hidden = find_entry(owners[i], path);
        if (is_new && matters_who_wins(*winner, *hidden)) {
          m_change.transaction.contested.push_back(
              {path, dist_name_of(owners.front()), dist_name_of(owners[i])});
        }
      }
    }
  }

  [[nodiscard]] const PathEntry* find_entry(std::size_t member, const std::string& path) const {
    if (const PrefixRecord* record = m_members[member].stays) {
      const auto found =
          std::find_if(record->paths.begin(), record->paths.end(), [&](const PathEntry& entry) {
            return wanted_path(entry.path) == path;
          });
      return &*found;
    }
    const auto& paths = m_change.transaction.packages[m_members[member].comes].paths;
    const auto found = std::find_if(paths.begin(), paths.end(), [&](const PlannedPath& planned) {
      return planned.entry.path == path;
    });
    return &found->entry;
  }

  [[nodiscard]] std::string dist_name_of(std::size_t member) const {
    const Member& each = m_members[member];
    return each.stays != nullptr
               ? each.stays->repodata.package.dist_name()
               : m_change.transaction.packages[each.comes].package.record.package.dist_name();
  }

  void describe() {
    Transaction& transaction = m_change.transaction;
    transaction.channels = m_options.channels;
    transaction.variables = m_options.variables;
    m_change.update_specs = m_options.update_specs;
    m_change.remove_specs = m_options.remove_specs;
    HistoryRevision revision;
    revision.update_specs = m_options.update_specs;
    revision.remove_specs = m_options.remove_specs;
    History history = m_installed.history;
    history.revisions.push_back(std::move(revision));
    transaction.requested_specs = history.requested_specs();
    m_change.generations = plan_generations(m_installed, m_staying, m_change);
  }

  void plan_steps() {
    for (const PrefixRecord* record : m_staying) {
      for (const PathEntry& entry : record->paths) {
        ++m_stayers[entry.path];
      }
    }
    ChangeSteps steps(m_change.transaction.prefix,
                      [this](const std::string& path) { return m_stayers.count(path) > 0; });
    for (const PrefixRecord& record : m_change.removed) {
      steps.remove(record);
    }
    for (std::size_t i = 0; i < m_members.size(); ++i) {
      if (m_members[i].stays != nullptr) {
        move_paths(*m_members[i].stays, i, steps);
      }
    }
    for (const PlannedPackage& package : m_change.transaction.packages) {
      steps.link(package);
    }
    plan_meta(steps);
    steps.finish(m_change);
  }

  [[nodiscard]] bool loses(const PathEntry& entry, std::size_t index) const {
    const auto found = m_contested.find(wanted_path(entry.path));
    return found != m_contested.end() && found->second.front() != index;
  }

  // Where other packages now win paths of one that stays, or win them no more.
  void move_paths(const PrefixRecord& record, std::size_t index, ChangeSteps& steps) {
    std::map<std::string, std::string> moves;
    std::set<std::string> hidden_sources;
    std::set<std::string> dropped;
    const std::string dist_name = record.repodata.package.dist_name();
    for (const PathEntry& entry : record.paths) {
      const bool is_byte_code = entry.type == PathType::pyc_file;
      const bool is_hidden = is_clobbered(entry.path);
      if (is_byte_code || loses(entry, index) == is_hidden) {
        continue;
      }
      if (!is_hidden && m_stayers.at(entry.path) > 1) {
        dropped.insert(entry.path); // of two that another program linked to one path it is one's
        continue;
      }
      std::string& to = moves[entry.path];
      if (is_hidden) {
        to = wanted_path(entry.path);
        steps.move_back(to, entry.path, dist_name);
      } else {
        to = clobbered_path(dist_name, entry.path);
        steps.move_away(entry.path, to);
        hidden_sources.insert(entry.path);
      }
    }
    for (const PathEntry& entry : record.paths) {
      if (entry.type == PathType::pyc_file &&
          hidden_sources.count(source_of_byte_code(entry.path)) > 0) {
        steps.discard(entry.path);
        dropped.insert(entry.path);
      }
    }
    if (!moves.empty() || !dropped.empty()) {
      m_change.moved.push_back(with_paths_moved(record, moves, dropped));
    }
  }

  static PrefixRecord with_paths_moved(PrefixRecord record,
                                       const std::map<std::string, std::string>& moves,
                                       const std::set<std::string>& dropped) {
    std::erase_if(record.files, [&](const auto& file) { return dropped.count(file) > 0; });
    std::erase_if(record.paths, [&](const auto& entry) { return dropped.count(entry.path) > 0; });
    for (std::string& file : record.files) {
      const auto found = moves.find(file);
      file = found == moves.end() ? file : found->second;
    }
    for (PathEntry& entry : record.paths) {
      const auto found = moves.find(entry.path);
      entry.path = found == moves.end() ? entry.path : found->second;
    }
    return record;
  }

  static std::string record_path(const PackageRecord& package) {
    return fmt::format("{}/{}.json", k_meta_directory, package.dist_name());
  }

  void plan_meta(ChangeSteps& steps) {
    std::set<std::string> written;
    for (const PlannedPackage& package : m_change.transaction.packages) {
      written.insert(record_path(package.package.record.package));
    }
    for (const PrefixRecord& record : m_change.moved) {
      written.insert(record_path(record.repodata.package));
    }
    for (const PrefixRecord& record : m_change.removed) {
      const std::string path = record_path(record.repodata.package);
      if (written.count(path) == 0) {
        steps.remove_meta(path);
      }
    }
    for (const std::string& path : written) {
      steps.replace_meta(path);
    }
    steps.replace_meta(k_recorded_files);
    if (m_options.variables != m_installed.variables) {
      steps.replace_meta(k_state_file);
    }
    for (const auto& generation : m_change.generations) {
      steps.replace_meta(fmt::format("{}/{}", k_generations_directory, generation.first));
    }
  }

  const PrefixData& m_installed;
  const ChangePlanOptions& m_options;
  PrefixChange m_change;
  std::vector<const PrefixRecord*> m_staying;
  std::unordered_map<std::string_view, int> m_stayers; // how many of them have a path
  std::vector<Member> m_members;                       // in the order in which they win
  ContestedPaths m_contested;
};

} // namespace

PrefixChange plan_change(const PrefixData& installed,
                         PackagesToChange packages,
                         const ChangePlanOptions& options) {
  return ChangePlanner(installed, options).run(std::move(packages));
}

} // namespace etalon
