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
      m_has_linked.store(true, std::memory_order_relaxed);
      return SharedBy::hard_link;
    }
    // Where links worked before, it is this file that has too many of them.
    if (!m_has_linked.load(std::memory_order_relaxed)) {
      m_best.store(SharedBy::copy, std::memory_order_relaxed);
    }
  }
  m_files.copy_file(from, to);
  return SharedBy::copy;
}

} // namespace etalon
