#pragma once

#include <etalon/pip/installed_packages.hpp>
#include <etalon/prefix/prefix_data.hpp>

#include <string>
#include <vector>

namespace etalon {

// What pip installed beside the conda packages, sorted by name; empty without a python.
std::vector<InstalledPipPackage> installed_pip_packages(const PrefixData& data);

// The lines of a manifest's `pip:` section that bring them back with exact versions, behind the
// options that said where to find them; none where pip installed nothing. Without credentials.
std::vector<std::string> pip_section(const PrefixData& data);

// As environment_id() wants them.
std::vector<PipPackage> identities_of(const std::vector<InstalledPipPackage>& packages);

} // namespace etalon
