#pragma once

#include <etalon/app/create_environment.hpp>
#include <etalon/pkgcache/package_cache.hpp>

#include <vector>

namespace etalon {

// The packages of an explicit list: their records say no more than their URL and hash do. Throws
// Error{usage} where a name stands there twice.
std::vector<PlannedRecord> explicit_packages(const ExplicitSpec& list, const Config& config);

// Looks which are in the cache.
void place_packages(std::vector<PlannedRecord>& packages, const PackageCache& cache);

// The packages, extracted, in the order of `planned`: from the cache, or fetched into it.
std::vector<CachedPackage> get_packages(const std::vector<PlannedRecord>& planned_packages,
                                        PackageCache& cache,
                                        const CreationTools& tools);

} // namespace etalon
