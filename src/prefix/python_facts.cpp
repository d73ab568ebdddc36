#include "package_paths.hpp"
#include "plan_package.hpp"

#include <etalon/prefix/python_facts.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string_view>

namespace etalon {
namespace {

// "3.11" of "3.11.4"; empty where the version starts otherwise.
std::string major_and_minor(std::string_view version) {
  const std::vector<std::string_view> parts = split(version, '.');
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (parts.size() < 2 || !is_number(parts[0]) || !is_number(parts[1])) {
    return "";
  }
  return fmt::format("{}.{}", parts[0], parts[1]);
}

PythonFacts facts_of(const PackageRecord& record,
                     const std::function<bool(const std::string& path)>& brings) {
  PythonFacts facts;
  facts.version = major_and_minor(record.version.to_string());
  if (facts.version.empty()) {
    throw Error(ErrorKind::corrupt,
                fmt::format("its version `{}` is none of Python", record.version.to_string()));
  }
  facts.site_packages = record.python_site_packages_path.empty()
                            ? fmt::format("lib/python{}/site-packages", facts.version)
                            : record.python_site_packages_path;
  while (!facts.site_packages.empty() && facts.site_packages.back() == '/') {
    facts.site_packages.pop_back();
  }
  if (!is_safe_relative_path(facts.site_packages) ||
      facts.site_packages.rfind("conda-meta", 0) == 0) {
    throw Error(ErrorKind::corrupt,
                fmt::format("its site-packages path `{}` does not stay in the prefix",
                            facts.site_packages));
  }
  facts.executable = fmt::format("bin/python{}", facts.version);
  if (!brings(facts.executable)) {
    facts.executable = "bin/python";
  }
  if (!brings(facts.executable)) {
    throw Error(ErrorKind::refused,
                fmt::format("it brings neither `bin/python{}` nor `bin/python`", facts.version));
  }
  return facts;
}

} // namespace

std::optional<PythonFacts> find_python_facts(const PackageToLink& package) {
  if (package.record.package.name != "python") {
    return std::nullopt;
  }
  const PathsJson brought = load_package_paths(package.extracted_dir);
  return facts_of(package.record.package, [&brought](const std::string& path) {
    return std::any_of(brought.paths.begin(), brought.paths.end(), [&path](const PathEntry& entry) {
      return entry.path == path;
    });
  });
}

std::optional<PythonFacts> find_installed_python(const PrefixData& data) {
  const PrefixRecord* python = data.find("python");
  if (python == nullptr) {
    return std::nullopt;
  }
  try {
    return facts_of(python->repodata.package, [python](const std::string& path) {
      return std::find(python->files.begin(), python->files.end(), path) != python->files.end();
    });
  } catch (const Error&) {
    return std::nullopt;
  }
}

} // namespace etalon
