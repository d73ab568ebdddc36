#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/app/create_environment.hpp>
#include <etalon/app/environment_request.hpp>

#include <vector>

namespace etalon {

// Whether the environment will be able to install the request's `pip:` section. True where `pip`
// must come as well: it is then among the request's specs, with a warning. Throws Error{refused}
// where there is no python, or no pip in any channel.
bool add_missing_pip(EnvironmentRequest& request,
                     const std::vector<PlannedRecord>& packages,
                     const std::vector<ChannelRecords>& channels);

} // namespace etalon
