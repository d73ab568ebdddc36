#include "mapped_objects.hpp"

#include <fstream>
#include <set>
#include <sstream>

namespace etalon_runner {

std::vector<std::string> mapped_objects() {
  std::ifstream maps("/proc/self/maps");
  std::set<std::string> paths;
  for (std::string line; std::getline(maps, line);) {
    // address perms offset device inode path; the path may hold blanks
    std::istringstream fields(line);
    std::string permissions;
    std::string skipped;
    std::string path;
    fields >> skipped >> permissions >> skipped >> skipped >> skipped >> std::ws;
    std::getline(fields, path);
    if (permissions.find('x') != std::string::npos && !path.empty() && path.front() == '/') {
      paths.insert(path);
    }
  }
  return {paths.begin(), paths.end()};
}

} // namespace etalon_runner
