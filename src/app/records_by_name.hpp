#pragma once

#include <etalon/model/package_record.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace etalon {

using RecordsByName = std::map<std::string, RepoDataRecord>;

RecordsByName by_name(const std::vector<RepoDataRecord>& packages);
std::vector<RepoDataRecord> in_name_order(const RecordsByName& records);

// Lower case, without the rest of the spec.
std::string name_of_spec(const std::string& spec);
std::set<std::string> names_of(const std::vector<std::string>& specs);

// The names that are to be updated or removed, as they are installed. Throws Error{not_found} for
// one that is not.
std::set<std::string> installed_names(const RecordsByName& before,
                                      const std::vector<std::string>& texts);

} // namespace etalon
