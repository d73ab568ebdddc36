#include "mapped_file.hpp"

#include <etalon/util/error.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace etalon {

MappedFile::MappedFile(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    throw system_error("read", path.native(), errno);
  }

  struct stat status {};

  int failure = ::fstat(descriptor, &status) == 0 ? 0 : errno;
  if (failure == 0 && status.st_size > 0) {
    m_size = static_cast<std::size_t>(status.st_size);
    void* mapped = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (mapped == MAP_FAILED) {
      failure = errno;
    } else {
      m_data = static_cast<const char*>(mapped);
      ::madvise(mapped, m_size, MADV_SEQUENTIAL);
    }
  }
  ::close(descriptor);
  if (failure != 0) {
    throw system_error("read", path.native(), failure);
  }
}

MappedFile::~MappedFile() {
  if (m_data != nullptr) {
    ::munmap(const_cast<char*>(m_data), m_size);
  }
}

} // namespace etalon
