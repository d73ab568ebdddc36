#include <etalon/lock/categories.hpp>
#include <etalon/lock/staleness.hpp>

#include <algorithm>
#include <map>

namespace etalon {

namespace {

constexpr const char* k_main = "main";

// [category] -> what it asks for
std::map<std::string, std::vector<std::string>> specs_by_category(const LockedPlatform& platform) {
  std::map<std::string, std::vector<std::string>> specs;
  for (const AskedSpec& spec : platform.specs.value_or(std::vector<AskedSpec>())) {
    specs[spec.category].push_back(spec.text);
  }
  if (platform.pip_specs && !platform.pip_specs->empty()) {
    specs[k_main].emplace_back("pip");
  }
  return specs;
}

} // namespace

void assign_categories(LockedPlatform& platform) {
  std::map<std::string, std::vector<std::string>> categories; // [name of the package]
  for (const auto& [category, specs] : specs_by_category(platform)) {
    for (const std::string& name : find_needed(platform, specs)) {
      categories[name].push_back(category);
    }
  }
  for (LockedPackage& package : platform.packages) {
    auto& of_package = categories[package.record.package.name];
    const bool is_main =
        std::find(of_package.begin(), of_package.end(), k_main) != of_package.end();
    if (is_main || of_package.empty()) {
      of_package = {k_main};
    }
    package.categories = of_package;
  }
}

bool is_wanted(const std::vector<std::string>& of_package, const std::vector<std::string>& wanted) {
  return std::any_of(of_package.begin(), of_package.end(), [&](const std::string& category) {
    return std::find(wanted.begin(), wanted.end(), category) != wanted.end();
  });
}

} // namespace etalon
