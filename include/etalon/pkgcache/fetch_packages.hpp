#pragma once

#include <etalon/model/package_record.hpp>
#include <etalon/pkgcache/package_cache.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/progress.hpp>

#include <cstddef>
#include <vector>

namespace etalon {

class HttpClient;

struct FetchOptions {
  ProgressListener progress; // stages `download` (bytes) and `extract`, item is the file name
  CancellationToken token;
  std::size_t threads = 1;                          // that extract
  ValidationMode validation = ValidationMode::none; // of what the cache has already
};

// Every record's package, in the order of `records`: from the cache where it is there, else
// downloaded in parallel, hashed while it streams, checked, extracted and renamed into place. Local
// channels (file://) are read where they lie. Several processes may do this at once: each entry is
// fetched once. Records of an explicit list need only url and a hash; their name, version and build
// must then agree with the file name. Errors: corrupt "package `FILE` does not have the expected
// sha256" and the like, not_found, network, io; nothing of the failed package stays, entries that
// were complete before stay.
std::vector<CachedPackage> fetch_packages(PackageCache& cache,
                                          HttpClient& http,
                                          const std::vector<RepoDataRecord>& records,
                                          const FetchOptions& options);

} // namespace etalon
