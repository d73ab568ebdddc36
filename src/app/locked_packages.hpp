#pragma once

#include <etalon/app/create_environment.hpp>
#include <etalon/pkgcache/package_cache.hpp>

#include <vector>

namespace etalon {

// The packages that the request's lock has for the platform, of the categories that are wanted;
// what was left out and what the machine lacks becomes a warning of the request. Specs that the
// lock records become those of the request, where it has none.
std::vector<PlannedRecord> locked_packages(EnvironmentRequest& request,
                                           const Platform& platform,
                                           const std::vector<VirtualPackage>& offered);

// Of packages whose records came from the archives: the dependencies that the lock says count,
// because channels repair those of their packages (CEP 32). `packages` are in the plan's order.
void keep_locked_dependencies(const CreationPlan& plan, std::vector<CachedPackage>& packages);

} // namespace etalon
