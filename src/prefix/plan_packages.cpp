#include "plan_packages.hpp"

#include "error_causes.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/thread_pool.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace etalon {
namespace {

constexpr std::size_t k_causes_shown = 10;

std::string refusal(const PackageToLink& package) {
  return fmt::format("cannot install `{}`", package.record.package.dist_name());
}

// One error where there is one; else one that lists them all.
void throw_refusals(const std::vector<PlannedPackage>& packages,
                    const std::vector<std::optional<Error>>& refusals) {
  std::vector<std::string> causes;
  const Error* first = nullptr;
  std::string name;
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (!refusals[i]) {
      continue;
    }
    if (first == nullptr) {
      first = &*refusals[i];
      name = refusal(packages[i].package);
    }
    causes.push_back(fmt::format(
        "`{}`: {}", packages[i].package.record.package.dist_name(), refusals[i]->message()));
  }
  if (first == nullptr) {
    return;
  }
  if (causes.size() == 1) {
    throw Error(*first).while_doing(name);
  }
  const std::string message = fmt::format("cannot install {} packages", causes.size());
  throw error_with_causes(first->kind(), message, std::move(causes), k_causes_shown);
}

} // namespace

void refuse_duplicates(const std::vector<PackageToLink>& wanted) {
  std::set<std::string_view> names;
  for (const PackageToLink& package : wanted) {
    if (!names.insert(package.record.package.name).second) {
      throw Error(ErrorKind::refused,
                  fmt::format("`{}` is asked for twice", package.record.package.name));
    }
  }
}

void refuse_reserved_variables(const std::map<std::string, std::string>& variables) {
  for (const auto& [name, value] : variables) {
    const auto refuse = [&name = name](const char* why) {
      return Error(ErrorKind::usage, fmt::format("cannot set the variable `{}`: {}", name, why));
    };
    if (name == "PATH") {
      throw refuse("activation itself makes it");
    }
    const bool has_nul = (name + value).find('\0') != std::string::npos;
    if (name.empty() || name.find('=') != std::string::npos || has_nul) {
      throw refuse("no process could have it");
    }
  }
}

std::optional<PythonFacts> find_python(const std::vector<PackageToLink>& wanted) {
  for (const PackageToLink& package : wanted) {
    try {
      if (std::optional<PythonFacts> facts = find_python_facts(package)) {
        return facts;
      }
    } catch (Error& error) {
      throw std::move(error).while_doing(refusal(package));
    }
  }
  return std::nullopt;
}

std::vector<PlannedPackage> plan_packages(std::vector<PackageToLink> wanted,
                                          const PlanFacts& facts) {
  std::vector<PlannedPackage> planned(wanted.size());
  std::vector<std::optional<Error>> refusals(wanted.size());
  ThreadPool pool(std::max<std::size_t>(1, std::min(available_cpus(), wanted.size())));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    pool.submit([&, i] {
      try {
        planned[i] = plan_package(wanted[i], facts);
      } catch (const Error& error) {
        refusals[i] = error;
        planned[i].package = wanted[i];
      }
    });
  }
  pool.wait();
  throw_refusals(planned, refusals);
  return planned;
}

} // namespace etalon
