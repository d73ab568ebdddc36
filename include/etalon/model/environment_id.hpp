#pragma once

#include <etalon/model/prefix_record.hpp>

#include <map>
#include <string>
#include <vector>

namespace etalon {

struct PipPackage {
  std::string name;
  std::string version;
  std::string record_hash; // sha256 of the installed RECORD
};

// A sha256 over a versioned canonical text of everything that can change a figure: sorted conda
// packages (name, version, build, subdir, sha256, else "md5:..."), sorted pip packages and the
// manifest's variables. The channel is no part of it. 64 hexadecimal digits.
std::string environment_id(const std::vector<RepoDataRecord>& packages,
                           const std::vector<PipPackage>& pip,
                           const std::map<std::string, std::string>& variables);

} // namespace etalon
