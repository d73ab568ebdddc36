#include <etalon/app/lock_environment.hpp>
#include <etalon/host/virtual_packages.hpp>
#include <etalon/lock/content_hash.hpp>

#include <algorithm>

namespace etalon {

namespace {

bool is_override(const VirtualPackage& package) {
  return package.origin.starts_with("CONDA_OVERRIDE_");
}

// "__cuda_arch" -> "CUDA_ARCH"
std::string override_name(std::string_view package) {
  std::string name;
  for (const char c : package.substr(2)) {
    name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

// Whether an empty variable takes the package away.
bool is_taken_away(const std::string& name, const std::map<std::string, std::string>& environment) {
  const auto variable = environment.find("CONDA_OVERRIDE_" + override_name(name));
  return (name == "__cuda" || name == "__glibc") && variable != environment.end() &&
         variable->second.empty();
}

// "1 x86_64": the version, and the build where there is one.
VirtualPackage assumed_package(const std::string& name, const std::string& written) {
  const auto blank = written.find(' ');
  return {name,
          written.substr(0, blank),
          blank == std::string::npos ? "0" : written.substr(blank + 1),
          "assumed"};
}

const VirtualPackage* find_package(const std::vector<VirtualPackage>& packages,
                                   const std::string& name) {
  const auto found = std::find_if(
      packages.begin(), packages.end(), [&](const auto& package) { return package.name == name; });
  return found == packages.end() ? nullptr : &*found;
}

} // namespace

std::vector<VirtualPackage>
offered_for_lock(const Platform& platform, const std::map<std::string, std::string>& environment) {
  const auto detected = detect_virtual_packages(platform, environment);
  const auto& assumed = assumed_virtual_packages(platform.subdir());
  if (platform == Platform::current() || assumed.empty()) {
    return detected;
  }
  std::vector<VirtualPackage> offered;
  for (const auto& [name, written] : assumed) {
    const auto* said = find_package(detected, name);
    if (said != nullptr && is_override(*said)) {
      offered.push_back(*said);
    } else if (!is_taken_away(name, environment)) {
      offered.push_back(assumed_package(name, written));
    }
  }
  // What is said but not assumed, as CONDA_OVERRIDE_CUDA_ARCH.
  for (const auto& package : detected) {
    if (is_override(package) && find_package(offered, package.name) == nullptr) {
      offered.push_back(package);
    }
  }
  return offered;
}

} // namespace etalon
