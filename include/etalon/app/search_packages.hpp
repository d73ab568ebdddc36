#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/config/config.hpp>
#include <etalon/model/match_spec.hpp>

#include <optional>
#include <string>
#include <vector>

namespace etalon {

struct SearchRequest {
  std::string written; // the spec, without credentials
  MatchSpec spec;
  Platform platform;
  std::vector<Channel> channels;
};

// What a search was asked for. A channel that the spec names is the only one that is asked, a
// platform that it names goes before `platform`.
struct SearchOptions {
  std::string spec;
  std::vector<std::string> channels; // -c
  ChannelSource channel_source = ChannelSource::command_line_first;
  std::optional<std::filesystem::path> file; // a manifest, whose channels count
  std::optional<std::string> platform;       // else Config::subdir
};

// Throws Error{usage} for a spec, platform or manifest that cannot be read and where no channel is
// named.
SearchRequest load_search_request(const SearchOptions& options, const Config& config);

struct SearchResult {
  std::vector<RepoDataRecord> packages; // by name, version, build number, build, channel
  // Of a search for one name that found nothing: names that may be meant, nearest first, and the
  // newest version that there is of that very name.
  std::vector<std::string> near_names;
  std::string newest_version;
};

SearchResult search_records(const SearchRequest& request,
                            const std::vector<ChannelRecords>& channels);

// The same, with the indexes loaded as load_channel_records() does.
SearchResult search_packages(const SearchRequest& request,
                             const Config& config,
                             FileSystem& files,
                             ColdPath& cold_path,
                             const ColdPathOptions& options);

} // namespace etalon
