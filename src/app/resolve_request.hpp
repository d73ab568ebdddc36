#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/app/create_environment.hpp>

#include <variant>
#include <vector>

namespace etalon {

// The record of a line of an explicit list: what its URL and hash say, the rest empty.
RepoDataRecord record_of_explicit_entry(const ExplicitEntry& entry, const Config& config);

// Solves for the specs of the request. Of an UnsolvableRequest only explanation and hints are set.
// Throws Error{refused} where the time limit came first.
std::variant<Solution, UnsolvableRequest>
resolve_request(const EnvironmentRequest& request,
                const std::vector<ChannelRecords>& channels,
                const std::vector<VirtualPackage>& virtual_packages,
                const Config& config,
                const CancellationToken& token);

} // namespace etalon
