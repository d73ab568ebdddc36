#include "candidate_tables.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>
#include <functional>

namespace etalon {

namespace {

// Of packages of one name.
bool is_same_package(const CandidateRecord& record, const PackageRecord& b) {
  if (record.version() != b.version.to_string() || record.build() != b.build ||
      record.subdir() != b.subdir) {
    return false; // nearly all: these need not be decoded
  }
  const PackageRecord a = record.decode().package;
  return (a.sha256.empty() || b.sha256.empty() || a.sha256 == b.sha256) &&
         (a.md5.empty() || b.md5.empty() || a.md5 == b.md5);
}

// Whether version and build alone decide what the spec matches.
bool is_plain(const MatchSpec& spec) {
  return !spec.build_number && spec.subdir.empty() && spec.md5.empty() && spec.sha256.empty() &&
         spec.url.empty() && spec.file_name.empty() && !spec.license && !spec.license_family &&
         spec.track_features.empty() && spec.features.empty();
}

bool has_package(const std::vector<NameCandidates::Source>& sources, const PackageRecord& package) {
  for (const NameCandidates::Source& source : sources) {
    for (std::uint32_t i = 0; i < source.records.size(); ++i) {
      const std::string_view version = source.records.version(source.records.key(i).version);
      if (version == package.version.to_string() &&
          is_same_package({source.records.view(i), source.channel}, package)) {
        return true;
      }
    }
  }
  return false;
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
  const VersionSetId next{static_cast<std::uint32_t>(m_specs.size())};
  const auto [found, is_new] = m_spec_ids.try_emplace(text, next);
  if (!is_new) {
    return found->second;
  }
  Spec& spec = m_specs.emplace_back();
  spec.text = text;
  if (const auto range = RangeSpec::parse(text)) {
    spec.name = name_id(range->name);
    return next;
  }
  spec.uncommon = std::make_unique<UncommonSpec>();
  try {
    MatchSpec parsed = MatchSpec::parse(text);
    if (parsed.name.is_exact()) {
      spec.name = name_id(to_lower(parsed.name.to_string()));
      spec.uncommon->spec = std::move(parsed);
    } else {
      spec.uncommon->fault = "it names no package";
    }
  } catch (const Error& error) {
    spec.uncommon->fault = error.causes().empty() ? error.message() : error.causes().front();
  }
  return next;
}

bool CandidateTables::offers(std::string_view text) {
  if (m_virtual.empty() || text.find("__") == std::string_view::npos) {
    return false; // nearly all
  }
  const Spec& asked = spec(spec_id(text));
  return asked.is_usable() &&
         std::any_of(m_virtual.begin(), m_virtual.end(), [&](const auto& package) {
           return package.package.name == name(asked.name).text;
         });
}

VersionSetId CandidateTables::add_request(std::string_view text) {
  const VersionSetId id = spec_id(m_request_texts.emplace_back(text));
  if (!spec(id).is_usable()) {
    MatchSpec::parse(text); // for its own message
    throw Error(
        ErrorKind::usage,
        "spec `" + std::string(text) + "` names no package",
        {"write the name of a package in front, as in `numpy[" + std::string("build=*") + "]`"});
  }
  if (spec(id).uncommon && !spec(id).uncommon->spec->channel.empty()) {
    m_request_channels.emplace_back(spec(id).name, spec(id).uncommon->spec->channel);
  }
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
    std::vector<NameCandidates::Source> sources = find_sources(name);
    exclude_channels(name, id, sources);
    std::vector<Record> own = own_records(name, sources);
    name.candidates =
        NameCandidates(std::move(sources), std::move(own), judge(name), m_options.channel_priority);
    name.first = static_cast<std::uint32_t>(m_names_of.size());
    m_names_of.resize(m_names_of.size() + name.candidates.size(), id);
  }
  return name;
}

CandidateTables::Record CandidateTables::record(SolvableId id) const {
  const NameId name_id = m_names_of[to_index(id)];
  const Name& name = m_names[to_index(name_id)];
  Record record = name.candidates.record(to_index(id) - name.first);
  record.name = name_id;
  return record;
}

const RepoDataRecord& CandidateTables::data(SolvableId id) const {
  auto& data = m_data[to_index(id)];
  if (!data) {
    data = std::make_unique<RepoDataRecord>(record(id).decode());
  }
  return *data;
}

std::vector<NameCandidates::Source> CandidateTables::find_sources(const Name& name) const {
  std::vector<NameCandidates::Source> sources;
  for (std::uint32_t rank = 0; rank < m_channels.size(); ++rank) {
    for (const RecordIndex& index : m_channels[rank].subdirs) {
      if (const NameRecords records = index.find(name.text); records.size() > 0) {
        sources.push_back({records, rank});
      }
    }
  }
  return sources;
}

// Strict priority leaves one channel to a name: the first that has it, or that a request asks for.
void CandidateTables::exclude_channels(const Name& name,
                                       NameId id,
                                       std::vector<NameCandidates::Source>& sources) {
  const bool is_locked =
      std::any_of(m_options.locked.begin(), m_options.locked.end(), [&](const auto& data) {
        return data.package.name == name.text;
      });
  if (m_options.channel_priority != ChannelPriority::strict || is_locked) {
    return;
  }
  const auto is_asked_for = [&](const NameCandidates::Source& source) {
    return std::all_of(
        m_request_channels.begin(), m_request_channels.end(), [&](const auto& request) {
          return request.first != id ||
                 channel_matches(request.second, m_channels[source.channel].channel);
        });
  };
  const auto only = std::find_if(sources.begin(), sources.end(), is_asked_for);
  if (only == sources.end()) {
    return;
  }
  const std::uint32_t channel = only->channel;
  for (NameCandidates::Source& source : sources) {
    if (source.channel != channel) {
      source.exclusion =
          to_index(string_id("with strict channel priority `" + name.text + "` comes from `" +
                             m_channels[channel].channel.to_string() + "` only"));
    }
  }
}

// The machine's virtual packages, and what is installed or locked and no index has any more.
std::vector<CandidateTables::Record>
CandidateTables::own_records(const Name& name,
                             const std::vector<NameCandidates::Source>& sources) const {
  std::vector<Record> records;
  for (const RepoDataRecord& data : m_virtual) {
    if (data.package.name == name.text) {
      records.emplace_back(data).is_virtual = true;
    }
  }
  for (const auto* own : {&m_options.installed, &m_options.locked}) {
    for (const RepoDataRecord& data : *own) {
      if (data.package.name == name.text && !has_package(sources, data.package)) {
        records.emplace_back(data).is_installed = own == &m_options.installed;
      }
    }
  }
  return records;
}

// What is to be told of single packages of the name; nothing for nearly all names.
NameCandidates::Judge CandidateTables::judge(const Name& name) {
  const auto find = [&](const std::vector<RepoDataRecord>& own) -> const PackageRecord* {
    const auto found = std::find_if(own.begin(), own.end(), [&](const RepoDataRecord& data) {
      return data.package.name == name.text;
    });
    return found == own.end() ? nullptr : &found->package;
  };
  const PackageRecord* const installed = find(m_options.installed);
  const PackageRecord* const locked = find(m_options.locked);
  if (!installed && !locked && !m_options.exclude_newer) {
    return {};
  }
  const std::uint32_t by_lock =
      locked ? to_index(string_id("`" + describe(*locked) + "` is locked")) : Record::k_included;
  const std::uint32_t by_date =
      m_options.exclude_newer ? to_index(string_id("it is newer than " +
                                                   m_options.exclude_newer->describe() + " allows"))
                              : Record::k_included;
  return [=, this](const Record& record) {
    NameCandidates::Standing standing;
    standing.is_installed = installed && is_same_package(record, *installed);
    if (locked) {
      standing.exclusion = is_same_package(record, *locked) ? Record::k_included : by_lock;
    } else if (m_options.exclude_newer && !record.is_virtual && !standing.is_installed &&
               record.published_at() > m_options.exclude_newer->last) {
      standing.exclusion = by_date;
    }
    return standing;
  };
}

bool CandidateTables::channel_allows(const MatchSpec& spec, const Record& record) const {
  if (spec.channel.empty()) {
    return true;
  }
  if (record.channel != k_no_channel) {
    return channel_matches(spec.channel, m_channels[record.channel].channel);
  }
  const std::string channel = record.decode().channel;
  return channel_matches(spec.channel, Channel{channel, channel});
}

// Of a package whose version fits.
bool CandidateTables::accepts(const MatchSpec& spec, const Record& record) const {
  if (!channel_allows(spec, record)) {
    return false;
  }
  return is_plain(spec) ? !spec.build || spec.build->matches(record.build())
                        : spec.matches(record.decode());
}

const NameCandidates::Match& CandidateTables::match(VersionSetId id) {
  Spec& entry = m_specs[to_index(id)];
  if (entry.match) {
    return *entry.match;
  }
  load(entry.name);
  NameCandidates& candidates = m_names[to_index(entry.name)].candidates;
  if (!entry.uncommon) {
    entry.match = candidates.match(*RangeSpec::parse(entry.text));
    return *entry.match;
  }
  const MatchSpec& spec = *entry.uncommon->spec;
  std::function<bool(std::uint32_t)> accept;
  if (!is_plain(spec) || !spec.channel.empty()) {
    accept = [&](std::uint32_t place) { return accepts(spec, candidates.record(place)); };
  } else if (spec.build) {
    accept = [&](std::uint32_t place) { return spec.build->matches(candidates.build(place)); };
  }
  entry.match = candidates.match(spec.version ? *spec.version : VersionSpec::any(), accept);
  return *entry.match;
}

std::optional<CandidateTables::Quality> CandidateTables::quality(std::string_view text) {
  if (const auto range = RangeSpec::parse(text)) {
    const NameId name = name_id(range->name);
    load(name);
    return Quality{name, m_names[to_index(name)].candidates.quality(*range)};
  }
  const VersionSetId id = spec_id(text);
  if (!spec(id).is_usable()) {
    return std::nullopt;
  }
  return Quality{spec(id).name, match(id).quality};
}

bool CandidateTables::contains(VersionSetId id, SolvableId solvable) const {
  const MatchSpec asked = MatchSpec::parse(spec(id).text);
  const Record candidate = record(solvable);
  return candidate.name == spec(id).name &&
         (!asked.version || asked.version->matches(Version::parse(candidate.version()))) &&
         accepts(asked, candidate);
}

bool CandidateTables::needs_pip(const Record& record) const {
  const std::string_view version = record.version();
  return m_options.pip_dependency == PipDependency::of_python && m_have_pip &&
         name(record.name).text == "python" &&
         (version.starts_with("2.") || version.starts_with("3."));
}

} // namespace etalon
