#pragma once

#include <etalon/model/prefix_record.hpp>

#include <map>
#include <string>
#include <vector>

namespace etalon {

// A Python package that pip installed.
struct PipPackage {
  std::string name; // as PEP 503 normalizes it
  std::string version;
  // A sha256 over what the installed RECORD says of its files, equal for equal installs in
  // different prefixes: without byte code and the installer's own notes, of scripts in PREFIX/bin
  // the paths.
  std::string record_hash;
};

// A sha256 over a versioned canonical text of everything that can change a figure: sorted conda
// packages (name, version, build, subdir, sha256, else "md5:..."), sorted pip packages and the
// manifest's variables. The channel is no part of it. 64 hexadecimal digits.
std::string environment_id(const std::vector<RepoDataRecord>& packages,
                           const std::vector<PipPackage>& pip,
                           const std::map<std::string, std::string>& variables);

} // namespace etalon
