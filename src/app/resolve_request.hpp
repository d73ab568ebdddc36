#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/app/create_environment.hpp>

#include <variant>
#include <vector>

namespace etalon {

// The record of a line of an explicit list: what its URL and hash say, the rest empty.
RepoDataRecord record_of_explicit_entry(const ExplicitEntry& entry, const Config& config);

// What an answer should look like beyond the specs.
struct ResolvePreferences {
  std::vector<RepoDataRecord> keep; // stays unless something speaks against it
  std::vector<std::string> move;    // names whose best package comes before all else
};

// Solves for the specs of the request. Of an UnsolvableRequest only explanation and hints are set.
// Throws Error{refused} where the time limit came first.
std::variant<Solution, UnsolvableRequest>
resolve_request(const EnvironmentRequest& request,
                const std::vector<ChannelRecords>& channels,
                const std::vector<VirtualPackage>& virtual_packages,
                const Config& config,
                const CancellationToken& token,
                const ResolvePreferences& preferences);

} // namespace etalon
