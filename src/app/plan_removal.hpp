#pragma once

#include <etalon/app/plan_changes.hpp>

namespace etalon {

// plan_changes() for ChangeAction::remove.
EnvironmentChange plan_removal(const InstalledEnvironment& installed, const ChangeRequest& request);

} // namespace etalon
