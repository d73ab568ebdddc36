#pragma once

#include "conduct.hpp"
#include "invocation.hpp"

#include <etalon/app/create_environment.hpp>

namespace etalon {

// Shows the plan and, unless that is all, asks, makes the environment and shows it. How long it
// took.
CreationTimes run_creation(const CreationPlan& plan,
                           const Config& config,
                           const Conduct& conduct,
                           Invocation& invocation);

} // namespace etalon
