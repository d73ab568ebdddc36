#pragma once

#include <etalon/app/describe_installation.hpp>
#include <etalon/app/inspect_environment.hpp>

#include <string>
#include <vector>

namespace etalon {

// `machine` are the virtual packages of this machine.
std::string render_environment(const EnvironmentDetails& details,
                               const std::vector<VirtualPackage>& machine);
std::string render_environment_json(const EnvironmentDetails& details,
                                    const std::vector<VirtualPackage>& machine);

std::string render_installation(const InstallationDetails& details);
std::string render_installation_json(const InstallationDetails& details);

} // namespace etalon
