#include "candidate_tables.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>
#include <numeric>

namespace etalon {

namespace {

bool is_same_package(const PackageRecord& a, const PackageRecord& b) {
  return a.name == b.name && a.version.to_string() == b.version.to_string() && a.build == b.build &&
         a.subdir == b.subdir && (a.sha256.empty() || b.sha256.empty() || a.sha256 == b.sha256) &&
         (a.md5.empty() || b.md5.empty() || a.md5 == b.md5);
}

// Whether version and build alone decide what the spec matches.
bool is_plain(const MatchSpec& spec) {
  return !spec.build_number && spec.subdir.empty() && spec.md5.empty() && spec.sha256.empty() &&
         spec.url.empty() && spec.file_name.empty() && !spec.license && spec.track_features.empty();
}

std::string describe(const PackageRecord& package) {
  return package.name + " " + package.version.to_string() + " " + package.build;
}

} // namespace

CandidateTables::CandidateTables(const std::vector<ChannelRecords>& channels,
                                 const std::vector<VirtualPackage>& virtual_packages,
                                 CandidateOptions options)
    : m_channels(channels), m_options(std::move(options)) {
  for (const VirtualPackage& package : virtual_packages) {
    m_virtual.push_back({package.to_record(), "", "", ""});
  }
  for (const ChannelRecords& channel : m_channels) {
    for (const RecordIndex& index : channel.subdirs) {
      m_have_pip = m_have_pip || index.has_name("pip");
    }
  }
}

NameId CandidateTables::name_id(std::string_view name) {
  if (const auto found = m_name_ids.find(name); found != m_name_ids.end()) {
    return found->second;
  }
  const NameId id{static_cast<std::uint32_t>(m_names.size())};
  m_names.emplace_back().text = name;
  m_name_ids.emplace(m_names.back().text, id);
  return id;
}

VersionSetId CandidateTables::spec_id(std::string_view text) {
  if (const auto found = m_spec_ids.find(text); found != m_spec_ids.end()) {
    return found->second;
  }
  const VersionSetId id{static_cast<std::uint32_t>(m_specs.size())};
  Spec& spec = m_specs.emplace_back();
  spec.text = text;
  m_spec_ids.emplace(spec.text, id);
  try {
    MatchSpec parsed = MatchSpec::parse(text);
    if (parsed.name.is_exact()) {
      spec.name = name_id(to_lower(parsed.name.to_string()));
      spec.spec = std::move(parsed);
    } else {
      spec.fault = "it names no package";
    }
  } catch (const Error& error) {
    spec.fault = error.causes().empty() ? error.message() : error.causes().front();
  }
  return id;
}

bool CandidateTables::offers(std::string_view text) {
  if (m_virtual.empty() || text.find("__") == std::string_view::npos) {
    return false; // nearly all
  }
  const Spec& asked = spec(spec_id(text));
  return asked.spec && std::any_of(m_virtual.begin(), m_virtual.end(), [&](const auto& package) {
           return package.package.name == name(asked.name).text;
         });
}

VersionSetId CandidateTables::add_request(std::string_view text) {
  const VersionSetId id = spec_id(text);
  if (!spec(id).spec) {
    MatchSpec::parse(text); // for its own message
    throw Error(
        ErrorKind::usage,
        "spec `" + std::string(text) + "` names no package",
        {"write the name of a package in front, as in `numpy[" + std::string("build=*") + "]`"});
  }
  m_requests.push_back(id);
  return id;
}

StringId CandidateTables::string_id(std::string text) {
  m_strings.push_back(std::move(text));
  return StringId{static_cast<std::uint32_t>(m_strings.size()) - 1};
}

const CandidateTables::Name& CandidateTables::load(NameId id) {
  Name& name = m_names[to_index(id)];
  if (!name.is_loaded) {
    name.is_loaded = true;
    add_channel_records(name, id);
    add_own_records(name, id);
    rank_versions(name);
    exclude(name, id);
    rate(name);
  }
  return name;
}

void CandidateTables::add_record(Name& name, NameId id, Record record) {
  name.solvables.push_back(SolvableId{static_cast<std::uint32_t>(m_records.size())});
  record.name = id;
  record.feature_count = static_cast<std::uint32_t>(record.count_features());
  record.position = static_cast<std::uint32_t>(name.solvables.size()) - 1;
  m_records.push_back(std::move(record));
}

void CandidateTables::add_channel_records(Name& name, NameId id) {
  for (std::uint32_t rank = 0; rank < m_channels.size(); ++rank) {
    for (const RecordIndex& index : m_channels[rank].subdirs) {
      for (const RecordView& view : index.views(name.text)) {
        add_record(name, id, Record(view, rank));
        ++m_decoded;
      }
    }
  }
}

// The machine's virtual packages, and what is installed.
void CandidateTables::add_own_records(Name& name, NameId id) {
  for (const RepoDataRecord& data : m_virtual) {
    if (data.package.name == name.text) {
      add_record(name, id, Record(data));
      m_records.back().is_virtual = true;
    }
  }
  for (const auto* own : {&m_options.installed, &m_options.locked}) {
    for (const RepoDataRecord& data : *own) {
      if (data.package.name != name.text) {
        continue;
      }
      std::optional<SolvableId> same;
      for (const SolvableId solvable : name.solvables) {
        if (is_same_package(record(solvable).data().package, data.package)) {
          same = solvable;
        }
      }
      if (!same) {
        add_record(name, id, Record(data));
        same = name.solvables.back();
      }
      m_records[to_index(*same)].is_installed = own == &m_options.installed;
    }
  }
}

void CandidateTables::rank_versions(Name& name) {
  std::unordered_map<std::string_view, std::uint32_t> ids;
  std::vector<Version> versions;
  std::string_view last; // of an index: each text is there once, so its address tells it
  std::uint32_t last_id = 0;
  for (const SolvableId solvable : name.solvables) {
    Record& entry = m_records[to_index(solvable)];
    const std::string_view text = entry.version();
    if (text.data() != last.data() || text.size() != last.size()) {
      const auto [found, is_new] = ids.emplace(text, static_cast<std::uint32_t>(versions.size()));
      if (is_new) {
        versions.push_back(Version::parse(text));
      }
      last = text;
      last_id = found->second;
    }
    entry.version_id = last_id;
  }
  std::vector<std::uint32_t> order(versions.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return versions[a] < versions[b];
  });
  std::vector<Version> ascending;
  std::vector<std::uint32_t> places(versions.size()); // [id so far]
  std::vector<std::uint32_t> ranks;                   // [place]
  for (const std::uint32_t id : order) {
    const bool is_newer = ascending.empty() || ascending.back() < versions[id];
    ranks.push_back(is_newer ? static_cast<std::uint32_t>(ranks.size()) + 1 : ranks.back());
    places[id] = static_cast<std::uint32_t>(ascending.size());
    ascending.push_back(std::move(versions[id]));
  }
  name.version_ids.reserve(name.solvables.size());
  for (const SolvableId solvable : name.solvables) {
    Record& entry = m_records[to_index(solvable)];
    entry.version_id = places[entry.version_id];
    entry.version_rank = ranks[entry.version_id];
    name.version_ids.push_back(entry.version_id);
  }
  name.versions = SortedVersions(std::move(ascending));
}

void CandidateTables::exclude(Name& name, NameId id) {
  const auto locked =
      std::find_if(m_options.locked.begin(), m_options.locked.end(), [&](const auto& data) {
        return data.package.name == name.text;
      });
  const std::uint32_t only_channel = strict_channel(name, id);
  std::optional<StringId> by_lock;
  std::optional<StringId> by_channel;
  std::optional<StringId> by_date;
  for (const SolvableId solvable : name.solvables) {
    Record& entry = m_records[to_index(solvable)];
    if (locked != m_options.locked.end()) {
      if (!is_same_package(entry.data().package, locked->package)) {
        by_lock = by_lock ? by_lock : string_id("`" + describe(locked->package) + "` is locked");
        entry.exclusion = by_lock;
      }
    } else if (entry.channel != k_no_channel && only_channel != k_no_channel &&
               entry.channel != only_channel) {
      by_channel = by_channel
                       ? by_channel
                       : string_id("with strict channel priority `" + name.text + "` comes from `" +
                                   m_channels[only_channel].channel.to_string() + "` only");
      entry.exclusion = by_channel;
    } else if (m_options.exclude_newer && !entry.is_virtual && !entry.is_installed &&
               entry.published_at() > m_options.exclude_newer->last) {
      by_date =
          by_date
              ? by_date
              : string_id("it is newer than " + m_options.exclude_newer->describe() + " allows");
      entry.exclusion = by_date;
    }
  }
}

void CandidateTables::rate(Name& name) const {
  name.qualities.reserve(name.solvables.size());
  for (const SolvableId solvable : name.solvables) {
    const Record& entry = record(solvable);
    const std::uint64_t fewest_features = UINT32_MAX - entry.feature_count;
    name.qualities.push_back(entry.exclusion ? 0 : (fewest_features << 32) | entry.version_rank);
  }
}

// The one channel that strict priority leaves to a name: the first that has it, or that a request
// asks for.
std::uint32_t CandidateTables::strict_channel(const Name& name, NameId id) const {
  if (m_options.channel_priority != ChannelPriority::strict) {
    return k_no_channel;
  }
  std::uint32_t first = k_no_channel;
  for (const SolvableId solvable : name.solvables) {
    const Record& entry = record(solvable);
    const bool is_asked_for =
        std::all_of(m_requests.begin(), m_requests.end(), [&](VersionSetId request) {
          return spec(request).name != id || channel_allows(*spec(request).spec, entry);
        });
    if (is_asked_for) {
      first = std::min(first, entry.channel);
    }
  }
  return first;
}

bool CandidateTables::channel_allows(const MatchSpec& spec, const Record& record) const {
  if (spec.channel.empty()) {
    return true;
  }
  if (record.channel != k_no_channel) {
    return channel_matches(spec.channel, m_channels[record.channel].channel);
  }
  return channel_matches(spec.channel, Channel{record.data().channel, record.data().channel});
}

const std::vector<bool>& CandidateTables::match(VersionSetId id) {
  Spec& entry = m_specs[to_index(id)];
  if (entry.is_matched) {
    return entry.matches;
  }
  entry.is_matched = true;
  load(entry.name);
  Name& name = m_names[to_index(entry.name)];
  const MatchSpec& spec = *entry.spec;
  const bool plain = is_plain(spec);
  const bool is_any_build = plain && !spec.build && spec.channel.empty();
  entry.matches.resize(name.solvables.size());
  const VersionPlaces fitting =
      name.versions.find(spec.version ? *spec.version : VersionSpec::any());
  for (std::size_t i = 0; i < name.solvables.size(); ++i) {
    if (!fitting.contains(name.version_ids[i])) {
      continue;
    }
    if (is_any_build) {
      entry.matches[i] = true;
      continue;
    }
    const Record& candidate = record(name.solvables[i]);
    if (channel_allows(spec, candidate)) {
      entry.matches[i] = plain ? !spec.build || spec.build->matches(candidate.build())
                               : spec.matches(candidate.data());
    }
  }
  return entry.matches;
}

std::uint64_t CandidateTables::best_quality(VersionSetId id) {
  Spec& entry = m_specs[to_index(id)];
  if (!entry.quality) {
    std::uint64_t best = 0;
    const std::vector<bool>& matches = match(id);
    const std::vector<std::uint64_t>& qualities = load(entry.name).qualities;
    for (std::size_t i = 0; i < matches.size(); ++i) {
      if (matches[i]) {
        best = std::max(best, qualities[i]);
      }
    }
    entry.quality = best;
  }
  return *entry.quality;
}

bool CandidateTables::needs_pip(const Record& record) const {
  const std::string_view version = record.version();
  return m_options.pip_dependency == PipDependency::of_python && m_have_pip &&
         name(record.name).text == "python" &&
         (version.starts_with("2.") || version.starts_with("3."));
}

} // namespace etalon
