#include <etalon/app/pip_packages.hpp>
#include <etalon/pip/pip_plan.hpp>
#include <etalon/pip/pip_record.hpp>
#include <etalon/prefix/python_facts.hpp>

namespace etalon {

std::vector<InstalledPipPackage> installed_pip_packages(const PrefixData& data) {
  const auto python = find_installed_python(data);
  if (!python) {
    return {};
  }
  return find_pip_packages(data.prefix, python->site_packages, data.records);
}

std::vector<std::string> pip_section(const PrefixData& data) {
  const auto packages = installed_pip_packages(data);
  std::vector<std::string> lines;
  if (packages.empty()) {
    return lines;
  }
  for (const auto& line : PipRecord::load(data.prefix).requested) {
    if (is_pip_index_option(line)) {
      lines.push_back(line);
    }
  }
  for (const auto& package : packages) {
    lines.push_back(package.requirement);
  }
  return lines;
}

std::vector<PipPackage> identities_of(const std::vector<InstalledPipPackage>& packages) {
  std::vector<PipPackage> identities;
  identities.reserve(packages.size());
  for (const auto& package : packages) {
    identities.push_back(package.package);
  }
  return identities;
}

} // namespace etalon
