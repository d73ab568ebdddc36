#pragma once

#include <etalon/model/channel.hpp>
#include <etalon/model/channel_priority.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/model/package_record.hpp>
#include <etalon/model/virtual_package.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace etalon::test {

// A record of a channel, or a virtual package.
struct WorldRecord {
  RepoDataRecord record; // `channel` and `file_name` tell it from all others
  Channel channel;
  std::size_t rank = 0; // of the channel, 0 for the first
  bool is_virtual = false;
};

// What is asked of a world.
struct WorldQuestion {
  std::vector<std::string> specs;
  std::vector<std::string> constraints = {}; // hold for names that are installed
  ChannelPriority priority = ChannelPriority::strict;
  std::optional<std::uint64_t> newest = {}; // milliseconds; what came later is not there
};

// All packages of some channels by name, for checks of what the solver says. It reads repodata by
// itself and has nothing in common with index, candidates and solver; only what a spec, a version
// and a record are it takes from the model. A record becomes a PackageRecord when its name is asked
// for.
class RecordWorld {
public:
  explicit RecordWorld(const std::vector<VirtualPackage>& machine = {}) { set_machine(machine); }

  // Its virtual packages, instead of those before.
  void set_machine(const std::vector<VirtualPackage>& machine);

  // In the order of priority.
  void add_channel(const std::string& name);
  // A repodata.json of the last channel.
  void add_repodata(const std::string& subdir, const std::string& text);

  // The packages of that name; addresses stay.
  const std::vector<WorldRecord>& named(const std::string& name);
  // Those of them that may be chosen at all.
  std::vector<const WorldRecord*> allowed(const std::string& name, const WorldQuestion& question);
  // Null where there is none.
  const WorldRecord*
  find(const std::string& channel, const std::string& subdir, const std::string& file_name);
  // Of all channels, sorted, without virtual packages.
  [[nodiscard]] std::vector<std::string> names() const;

private:
  struct Source {
    Channel channel;
    std::size_t rank;
    std::string subdir;
    nlohmann::json records; // file name -> record
  };

  std::vector<WorldRecord> m_virtual;
  std::vector<Source> m_sources;
  std::vector<Channel> m_channels;
  // Where the records of a name are: the source, and the file's name in it.
  std::map<std::string, std::vector<std::pair<std::size_t, std::string>>> m_places;
  std::map<std::string, std::vector<WorldRecord>> m_records;
};

bool matches(const MatchSpec& spec, const WorldRecord& record);

// The name a spec asks for, in lower case.
std::string name_asked_for(const MatchSpec& spec);

} // namespace etalon::test
