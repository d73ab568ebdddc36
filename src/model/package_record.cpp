#include "json_reader.hpp"
#include "record_json.hpp"

#include <etalon/model/package_record.hpp>

#include <nlohmann/json.hpp>

namespace etalon {

std::string PackageRecord::dist_name() const {
  return name + "-" + version.to_string() + "-" + build;
}

PackageRecord parse_package_record(std::string_view json, std::string_view subdir) {
  PackageRecord record;
  RequiredMembers required;
  JsonReader reader(json);
  reader.read_object([&](std::string_view key) {
    required.note(key);
    if (!read_record_member(reader, key, record)) {
      reader.skip();
    }
  });
  reader.finish();
  required.check(record);
  if (record.subdir.empty()) {
    record.subdir = subdir;
  }
  return record;
}

RepoDataRecord parse_repodata_record(std::string_view json) {
  RepoDataRecord record;
  RequiredMembers required;
  JsonReader reader(json);
  reader.read_object([&](std::string_view key) {
    required.note(key);
    if (!read_location_member(reader, key, record) &&
        !read_record_member(reader, key, record.package)) {
      reader.skip();
    }
  });
  reader.finish();
  required.check(record.package);
  complete_location(record);
  return record;
}

std::string to_index_json(const PackageRecord& record) {
  return to_text(index_members(record));
}

std::string to_repodata_record_json(const RepoDataRecord& record) {
  return to_text(repodata_members(record));
}

} // namespace etalon
