#pragma once

#include "conduct.hpp"
#include "invocation.hpp"

#include <etalon/app/change_environment.hpp>

#include <filesystem>
#include <functional>
#include <variant>

namespace etalon {

// Where a change of the environment was interrupted, ends that first, and tells so; not for a dry
// run, which changes nothing.
void end_interrupted_change(const std::filesystem::path& prefix,
                            const Config& config,
                            const Conduct& conduct,
                            Invocation& invocation);

// Shows the plan, asks, carries it out, shows the result.
ExitStatus run_change(const ChangePlan& plan,
                      const Config& config,
                      const Conduct& conduct,
                      Invocation& invocation);

} // namespace etalon
