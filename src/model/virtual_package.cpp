#include <etalon/model/virtual_package.hpp>

namespace etalon {

PackageRecord VirtualPackage::to_record() const {
  PackageRecord record;
  record.name = name;
  record.version = Version::parse(version);
  record.build = build;
  record.subdir = "noarch";
  return record;
}

std::string VirtualPackage::to_string() const {
  return name + "=" + version + "=" + build;
}

} // namespace etalon
