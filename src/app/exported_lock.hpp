#pragma once

#include <etalon/app/export_environment.hpp>
#include <etalon/lock/lock_file.hpp>

namespace etalon {

// The environment as a lock of this machine's platform: channels by name where they have one that
// means the same elsewhere, records with URLs without credentials.
LockFile exported_lock(const PrefixData& data, const ExportOptions& options, const Config& config);

} // namespace etalon
