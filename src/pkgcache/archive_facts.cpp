#include "archive_facts.hpp"

#include "cache_entry.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

namespace etalon {
namespace {

[[noreturn]] void
refuse(const RepoDataRecord& record, const char* what, std::string expected_and_found) {
  Error error(ErrorKind::corrupt,
              std::move(expected_and_found),
              {"run the command again; where it stays so, the channel's index and its file "
               "disagree"});
  throw std::move(error).while_doing("package `" + archive_name(record) + "` from `" +
                                     redact(record.url) + "` does not have the expected " + what);
}

void check_hash(const RepoDataRecord& record,
                const char* what,
                const std::string& expected,
                const std::string& found) {
  if (!expected.empty() && to_lower(expected) != found) {
    refuse(record, what, "expected " + expected + ", found " + found);
  }
}

} // namespace

void check_archive(const RepoDataRecord& record, const ArchiveFacts& facts) {
  if (record.package.size != 0 && record.package.size != facts.size) {
    refuse(record,
           "size",
           "expected " + std::to_string(record.package.size) + " bytes, found " +
               std::to_string(facts.size));
  }
  check_hash(record, "sha256", record.package.sha256, facts.sha256);
  check_hash(record, "md5", record.package.md5, facts.md5);
}

} // namespace etalon
