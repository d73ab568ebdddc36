#include "locked_entries.hpp"

#include <etalon/lock/staleness.hpp>
#include <etalon/model/channel.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace etalon {

namespace {

using Packages = std::map<std::string, const LockedPackage*, std::less<>>;

Packages by_name(const LockedPlatform& platform) {
  Packages packages;
  for (const LockedPackage& locked : platform.packages) {
    packages.emplace(locked.record.package.name, &locked);
  }
  return packages;
}

std::string canonical(const std::string& spec) {
  return MatchSpec::parse(spec).to_string();
}

struct WrittenSpec {
  std::string text;
  std::set<std::string> categories;
};

// [canonical text]
using WrittenSpecs = std::map<std::string, WrittenSpec>;

template <typename Canonical>
WrittenSpecs written_specs(const std::vector<AskedSpec>& specs, Canonical canonical_text) {
  WrittenSpecs written;
  for (const AskedSpec& spec : specs) {
    const auto place = written.try_emplace(canonical_text(spec.text)).first;
    place->second.text = place->second.text.empty() ? spec.text : place->second.text;
    place->second.categories.insert(spec.category);
  }
  return written;
}

// "`dev`, `main`"
std::string quoted(const std::set<std::string>& categories) {
  return "`" + join({categories.begin(), categories.end()}, "`, `") + "`";
}

bool satisfies(const LockedPackage& locked, const MatchSpec& spec) {
  const RepoDataRecord& record = locked.record;
  return spec.matches(record) &&
         (spec.channel.empty() ||
          channel_matches(spec.channel, Channel{record.channel, record.channel}));
}

class Examination {
public:
  Examination(const LockFile& lock, const LockedPlatform& platform, const LockQuestion& question)
      : m_lock(lock), m_platform(platform), m_question(question), m_packages(by_name(platform)) {}

  std::vector<StaleReason> run() {
    compare_specs();
    compare_pip_specs();
    check_satisfaction();
    if (!m_platform.specs) {
      check_need();
    }
    compare_channels();
    check_virtual_packages();
    return std::move(m_reasons);
  }

private:
  void add(StaleKind kind, std::string subject, std::string message) {
    m_reasons.push_back({kind, m_question.subdir, std::move(subject), std::move(message)});
  }

  void compare_lists(const WrittenSpecs& asked, const WrittenSpecs& locked) {
    for (const auto& [spec, written] : asked) {
      const auto found = locked.find(spec);
      if (found == locked.end()) {
        add(StaleKind::spec_changed,
            written.text,
            fmt::format("the manifest asks for `{}`, the lock was not made for it", written.text));
      } else if (found->second.categories != written.categories) {
        add(StaleKind::spec_changed,
            written.text,
            fmt::format("the manifest asks for `{}` in the category {}, the lock was made for it "
                        "in {}",
                        written.text,
                        quoted(written.categories),
                        quoted(found->second.categories)));
      }
    }
    for (const auto& [spec, written] : locked) {
      if (!asked.contains(spec)) {
        add(StaleKind::spec_changed,
            written.text,
            fmt::format("the lock was made for `{}`, the manifest does not ask for it",
                        written.text));
      }
    }
  }

  void compare_specs() {
    if (m_platform.specs) {
      compare_lists(written_specs(m_question.specs, canonical),
                    written_specs(*m_platform.specs, canonical));
    }
  }

  void compare_pip_specs() {
    const auto trimmed = [](const std::string& line) { return std::string(trim(line)); };
    if (m_platform.pip_specs || m_platform.specs) {
      compare_lists(
          written_specs(m_question.pip_specs, trimmed),
          written_specs(m_platform.pip_specs.value_or(std::vector<AskedSpec>()), trimmed));
    }
  }

  void check_satisfaction() {
    for (const std::string& text : texts_of(m_question.specs)) {
      const MatchSpec spec = MatchSpec::parse(text);
      const auto found = m_packages.find(to_lower(spec.name.to_string()));
      if (!spec.name.is_exact() || (found == m_packages.end() && m_platform.specs)) {
        continue; // reported as a difference, or nothing to say
      }
      if (found == m_packages.end()) {
        add(StaleKind::spec_changed,
            text,
            fmt::format("the manifest asks for `{}`, which is not locked", text));
      } else if (!satisfies(*found->second, spec)) {
        const PackageRecord& package = found->second->record.package;
        add(StaleKind::spec_changed,
            text,
            fmt::format("the manifest asks for `{}`, locked is {}", text, package.dist_name()));
      }
    }
  }

  void check_need() {
    const auto needed = find_needed(m_platform, texts_of(m_question.specs));
    for (const auto& [name, locked] : m_packages) {
      if (!std::binary_search(needed.begin(), needed.end(), name)) {
        add(StaleKind::spec_changed,
            name,
            fmt::format("`{}` is locked, but nothing asks for it", name));
      }
    }
  }

  void compare_channels() {
    std::vector<std::string> locked;
    for (const LockedChannel& channel : m_lock.channels) {
      if (channel.url.empty()) {
        return;
      }
      locked.push_back(channel.url);
    }
    if (locked != m_question.channels) {
      add(StaleKind::channel_changed,
          join(m_question.channels, ", "),
          fmt::format("the manifest names the channels {}, the lock was made from {}",
                      join(m_question.channels, ", "),
                      join(locked, ", ")));
    }
  }

  void check_virtual_packages() {
    std::set<std::string> seen;
    for (const auto& [name, locked] : m_packages) {
      for (const std::string& text : locked->record.package.depends) {
        if (text.starts_with("__") && seen.insert(text).second && !is_offered(text)) {
          add(StaleKind::virtual_package_missing,
              text,
              fmt::format(
                  "`{}` needs `{}`, which {} does not offer", name, text, m_question.subdir));
        }
      }
    }
  }

  [[nodiscard]] bool is_offered(const std::string& text) const {
    const MatchSpec spec = MatchSpec::parse(text);
    return std::any_of(
        m_question.offered.begin(), m_question.offered.end(), [&](const VirtualPackage& offered) {
          return spec.name.matches(offered.name) && spec.matches(offered.to_record());
        });
  }

  const LockFile& m_lock;
  const LockedPlatform& m_platform;
  const LockQuestion& m_question;
  Packages m_packages;
  std::vector<StaleReason> m_reasons;
};

} // namespace

std::string_view to_string(StaleKind kind) {
  switch (kind) {
  case StaleKind::platform_missing:
    return "platform_missing";
  case StaleKind::spec_changed:
    return "spec_changed";
  case StaleKind::channel_changed:
    return "channel_changed";
  case StaleKind::virtual_package_missing:
    return "virtual_package_missing";
  case StaleKind::hash_gone:
    break;
  }
  return "hash_gone";
}

std::vector<StaleReason> find_stale_reasons(const LockFile& lock, const LockQuestion& question) {
  const LockedPlatform* platform = lock.find(question.subdir);
  if (platform == nullptr) {
    return {{StaleKind::platform_missing,
             question.subdir,
             question.subdir,
             fmt::format("nothing is locked for {}", question.subdir)}};
  }
  return Examination(lock, *platform, question).run();
}

std::vector<std::string> find_needed(const LockedPlatform& platform,
                                     const std::vector<std::string>& specs) {
  const Packages packages = by_name(platform);
  std::set<std::string> needed;
  std::vector<std::string> open;
  const auto add = [&](const std::string& name) {
    if (packages.contains(name) && needed.insert(name).second) {
      open.push_back(name);
    }
  };
  for (const std::string& spec : specs) {
    add(to_lower(MatchSpec::parse(spec).name.to_string()));
  }
  while (!open.empty()) {
    const LockedPackage& locked = *packages.at(open.back());
    open.pop_back();
    for (const std::string& depends : locked.record.package.depends) {
      add(to_lower(split_spec(depends).name));
    }
    if (locked.record.package.name == "python") {
      add("pip");
    }
  }
  return {needed.begin(), needed.end()};
}

} // namespace etalon
