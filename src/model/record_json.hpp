#pragma once

#include <etalon/model/package_record.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace etalon {

class JsonReader;

// Reads the value of `key` where it is one of a package record's; false, and nothing read, else.
bool read_record_member(JsonReader& reader, std::string_view key, PackageRecord& record);

// Watches over what every record must have.
class RequiredMembers {
public:
  void note(std::string_view key);
  // Throws Error{corrupt} "`name` is missing", or for a path of Python packages that leaves the
  // prefix (CEP 17).
  void check(const PackageRecord& record) const;

private:
  bool m_has_name = false;
  bool m_has_version = false;
};

// The members of an info/index.json; empty ones are left out.
nlohmann::json index_members(const PackageRecord& record);

// Those of a record that says where it is served as well.
nlohmann::json repodata_members(const RepoDataRecord& record);

// Reads a member of the same; `fn`, `url` and `channel`.
bool read_location_member(JsonReader& reader, std::string_view key, RepoDataRecord& record);

// The file name from the URL where a record has none, and the channel without its subdir.
void complete_location(RepoDataRecord& record);

// Keys sorted, two blanks of indentation, a final newline.
std::string to_text(const nlohmann::json& json);

} // namespace etalon
