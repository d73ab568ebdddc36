#pragma once

#include <etalon/lock/asked_spec.hpp>

#include <map>
#include <string>
#include <vector>

namespace etalon {

// What a lock of one platform was asked for, as conda-lock sees it.
struct LockedRequest {
  std::string subdir;
  std::vector<std::string> channels; // names or URLs as written, without credentials
  std::vector<AskedSpec> specs;      // conda's
  std::vector<AskedSpec> pip_specs;  // lines of `pip:`
};

// The hash that conda-lock 2 to 4 compute for the same environment.yml: with it
// `conda-lock lock --check-input-hash` takes the file as up to date. Of two specs for one name the
// last counts, with its category, as there. `pip:` lines that are no plain requirement ("name @
// URL", options) enter as written, where conda-lock's hash differs. 64 hexadecimal digits. Throws
// Error{usage} for a spec that does not parse.
std::string conda_lock_content_hash(const LockedRequest& request);

// The machine that conda-lock assumes for a platform where nothing is said: name -> version, with
// the build behind a blank for __archspec. Empty for platforms that it does not know.
const std::map<std::string, std::string>& assumed_virtual_packages(const std::string& subdir);

} // namespace etalon
