#include <etalon/model/environment_id.hpp>
#include <etalon/util/hash.hpp>

#include <algorithm>

namespace etalon {

namespace {

// Each field with its length in front, so that no value can run into the next.
std::string line_of(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    line += std::to_string(field.size()) + ":" + field + ",";
  }
  return line + "\n";
}

std::string package_line(const PackageRecord& package) {
  const std::string hash = package.sha256.empty() ? "md5:" + package.md5 : package.sha256;
  return line_of(
      {"conda", package.name, package.version.to_string(), package.build, package.subdir, hash});
}

} // namespace

std::string environment_id(const std::vector<RepoDataRecord>& packages,
                           const std::vector<PipPackage>& pip,
                           const std::map<std::string, std::string>& variables) {
  std::vector<std::string> lines;
  for (const RepoDataRecord& record : packages) {
    lines.push_back(package_line(record.package));
  }
  for (const PipPackage& package : pip) {
    lines.push_back(line_of({"pip", package.name, package.version, package.record_hash}));
  }
  for (const auto& [name, value] : variables) {
    lines.push_back(line_of({"variable", name, value}));
  }
  std::sort(lines.begin(), lines.end());
  Sha256 hash;
  hash.update("etalon environment 1\n");
  for (const std::string& line : lines) {
    hash.update(line);
  }
  return hash.finish_hex();
}

} // namespace etalon
