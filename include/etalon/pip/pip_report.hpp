#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A package that pip fetched, or built, and installed.
struct PipDownload {
  std::string name; // as PEP 503 normalizes it
  std::string version;
  std::string url;    // without credentials; of a repository with the commit
  std::string sha256; // of the archive; empty for directories and repositories
};

// What `pip install --report FILE` wrote (pip's "installation report", version 1). What cannot be
// read is left out: it says where packages came from, not what there is.
std::vector<PipDownload> parse_pip_report(std::string_view json);

} // namespace etalon
