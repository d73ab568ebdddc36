#pragma once

#include "config_merge.hpp"

#include <etalon/config/config.hpp>

#include <vector>

namespace etalon {

// Fills in what files and variables say; `layers` weakest first. `user_home` of the config is known
// already. Throws Error{usage} for a value that makes no sense.
void read_settings(const std::vector<ConfigLayer>& layers, Config& config);

} // namespace etalon
