#pragma once

#include <etalon/model/package_record.hpp>
#include <etalon/pkgcache/package_cache.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace etalon {

// The file name of the record's archive: as given, else of its URL. Throws Error{corrupt} where it
// could not be a file of a directory: names come from the network.
std::string archive_name(const RepoDataRecord& record);

// "name-version-build": the record's words, else what its file name says. Throws as archive_name().
std::string dist_name(const RepoDataRecord& record);

// The entry's directory name. Throws Error{corrupt} where `sha256` is none.
std::string entry_name(const std::string& dist_name, std::string_view sha256);

// As the record says, else the folder its URL lies in.
std::string subdir_of(const RepoDataRecord& record);

// `asked` wins; what it does not say comes from `known`. A record of an explicit list says only URL
// and hash; its channel is then what its URL lies in.
RepoDataRecord complete_record(const RepoDataRecord& asked, const RepoDataRecord& known);

// Whether the entry's files are as paths.json says, as deep as `mode` asks.
bool is_intact(const std::filesystem::path& entry, ValidationMode mode);

} // namespace etalon
