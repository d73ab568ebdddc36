#include "file_sharing.hpp"

namespace etalon {

SharedBy FileSharing::place(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (m_best.load(std::memory_order_relaxed) == SharedBy::reflink) {
    if (m_files.try_reflink(from, to)) {
      return SharedBy::reflink;
    }
    m_best.store(SharedBy::hard_link, std::memory_order_relaxed);
  }
  if (m_best.load(std::memory_order_relaxed) == SharedBy::hard_link) {
    if (m_files.try_hard_link(from, to)) {
      return SharedBy::hard_link;
    }
    // One file may have too many links; another file system stays another. Telling them apart costs
    // one failing call per file at worst.
  }
  m_files.copy_file(from, to);
  return SharedBy::copy;
}

} // namespace etalon
