#pragma once

#include <etalon/app/create_environment.hpp>

#include <filesystem>
#include <string>

namespace etalon {

// The prefix of a new environment that is called `text`: a name, or a path where it has a '/'.
// Throws Error{usage} for what can be neither.
std::filesystem::path new_prefix(const std::string& text, const Config& config);

// The creation of an environment with the packages, variables and requests of the one at `source`.
// What pip installed there is no part of it: the plan warns. Throws Error{refused} where something
// stands at `target`.
CreationPlan plan_clone(const std::filesystem::path& source,
                        const std::filesystem::path& target,
                        const Platform& platform,
                        const Config& config,
                        const CreationTools& tools);

} // namespace etalon
