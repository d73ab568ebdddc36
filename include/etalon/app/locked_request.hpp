#pragma once

#include <etalon/app/environment_request.hpp>
#include <etalon/app/lock_environment.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>

namespace etalon {

// Whether `create` may resolve.
enum class LockUse {
  locked, // the lock must be there and hold for the manifest
  frozen, // the lock must be there; the manifest is not read
};

// The request of `create --locked` or `--frozen`. The lock is `lock_file`, else the file of -f
// where that is a lock itself, else conda-lock.yml or pixi.lock beside it (beside nothing: in the
// working directory). A lock that does not hold is an answer. Throws Error{usage} where specs are
// typed as well, Error{not_found} where there is no lock, or no manifest to check it against.
std::variant<EnvironmentRequest, LockCheck>
load_locked_request(const RequestOptions& options,
                    LockUse use,
                    const std::optional<std::filesystem::path>& lock_file,
                    const Platform& platform,
                    const Config& config,
                    const std::map<std::string, std::string>& environment);

} // namespace etalon
