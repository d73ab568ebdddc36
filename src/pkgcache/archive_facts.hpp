#pragma once

#include <etalon/model/package_record.hpp>
#include <etalon/util/hash.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace etalon {

// What an archive turned out to be.
struct ArchiveFacts {
  std::uint64_t size = 0;
  std::string sha256;
  std::string md5;
};

// Hashes an archive while it passes by.
class ArchiveHasher {
public:
  void update(std::string_view bytes) {
    m_size += bytes.size();
    m_sha256.update(bytes);
    m_md5.update(bytes);
  }

  [[nodiscard]] ArchiveFacts finish() {
    return {m_size, m_sha256.finish_hex(), m_md5.finish_hex()};
  }

private:
  std::uint64_t m_size = 0;
  Sha256 m_sha256;
  Md5 m_md5;
};

// Throws Error{corrupt} where `facts` are not what the record expects of its archive. What the
// record does not say is not compared.
void check_archive(const RepoDataRecord& record, const ArchiveFacts& facts);

} // namespace etalon
