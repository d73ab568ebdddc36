#include "record_world.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>

namespace etalon::test {

using nlohmann::json;

void RecordWorld::set_machine(const std::vector<VirtualPackage>& machine) {
  m_virtual.clear();
  std::erase_if(m_records, [](const auto& entry) { return entry.first.starts_with("__"); });
  for (const VirtualPackage& package : machine) {
    m_virtual.push_back({{package.to_record(), "", "", ""}, {}, 0, true});
  }
}

void RecordWorld::add_channel(const std::string& name) {
  m_channels.push_back(Channel{name, "https://example.org/" + name});
}

void RecordWorld::add_repodata(const std::string& subdir, const std::string& text) {
  Source source{m_channels.back(), m_channels.size() - 1, subdir, json::object()};
  json document = json::parse(text);
  for (const char* key : {"packages", "packages.conda"}) {
    if (document.contains(key)) {
      source.records.update(document[key]);
    }
  }
  for (const json& removed : document.value("removed", json::array())) {
    source.records.erase(removed.get<std::string>());
  }
  for (const auto& [file_name, record] : source.records.items()) {
    m_places[record["name"].get<std::string>()].emplace_back(m_sources.size(), file_name);
  }
  m_sources.push_back(std::move(source));
}

const std::vector<WorldRecord>& RecordWorld::named(const std::string& name) {
  const auto known = m_records.find(name);
  if (known != m_records.end()) {
    return known->second;
  }
  std::vector<WorldRecord>& records = m_records[name];
  for (const WorldRecord& package : m_virtual) {
    if (package.record.package.name == name) {
      records.push_back(package);
    }
  }
  const auto places = m_places.find(name);
  if (places == m_places.end()) {
    return records;
  }
  for (const auto& [index, file_name] : places->second) {
    const Source& source = m_sources[index];
    WorldRecord entry{{}, source.channel, source.rank, false};
    entry.record.package = parse_package_record(source.records.at(file_name).dump(), source.subdir);
    entry.record.file_name = file_name;
    entry.record.channel = source.channel.name;
    records.push_back(std::move(entry));
  }
  return records;
}

std::vector<const WorldRecord*> RecordWorld::allowed(const std::string& name,
                                                     const WorldQuestion& question) {
  std::vector<const WorldRecord*> records;
  for (const WorldRecord& record : named(name)) {
    records.push_back(&record);
  }
  if (question.priority == ChannelPriority::strict) {
    // A request for a channel says which one serves the name, else the first that has it does.
    for (const std::string& text : question.specs) {
      const MatchSpec spec = MatchSpec::parse(text);
      if (!spec.channel.empty() && name_asked_for(spec) == name) {
        std::erase_if(records, [&](const WorldRecord* record) {
          return !channel_matches(spec.channel, record->channel);
        });
      }
    }
    std::size_t first = SIZE_MAX;
    for (const WorldRecord* record : records) {
      first = std::min(first, record->rank);
    }
    std::erase_if(records, [&](const WorldRecord* record) { return record->rank != first; });
  }
  if (question.newest) {
    std::erase_if(records, [&](const WorldRecord* record) {
      return record->record.package.published_at() > *question.newest;
    });
  }
  return records;
}

const WorldRecord* RecordWorld::find(const std::string& channel,
                                     const std::string& subdir,
                                     const std::string& file_name) {
  for (const Source& source : m_sources) {
    if (source.channel.name == channel && source.subdir == subdir &&
        source.records.contains(file_name)) {
      for (const WorldRecord& record : named(source.records[file_name]["name"])) {
        if (record.record.file_name == file_name && record.record.channel == channel &&
            record.record.package.subdir == subdir) {
          return &record;
        }
      }
    }
  }
  return nullptr;
}

std::vector<std::string> RecordWorld::names() const {
  std::vector<std::string> names;
  for (const auto& entry : m_places) {
    names.push_back(entry.first);
  }
  return names;
}

bool matches(const MatchSpec& spec, const WorldRecord& record) {
  return spec.matches(record.record) &&
         (spec.channel.empty() || channel_matches(spec.channel, record.channel));
}

std::string name_asked_for(const MatchSpec& spec) {
  return to_lower(spec.name.to_string());
}

} // namespace etalon::test
