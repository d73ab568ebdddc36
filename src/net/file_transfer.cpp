#include "file_transfer.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/url.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>

namespace etalon {
namespace {

constexpr std::size_t k_block_bytes = 256 * 1024;

class OpenFile {
public:
  explicit OpenFile(const std::filesystem::path& path)
      : m_path(path), m_descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status {};

    if (m_descriptor < 0 || ::fstat(m_descriptor, &status) != 0) {
      throw failure(errno);
    }
    m_size = static_cast<std::uint64_t>(status.st_size);
  }

  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  ~OpenFile() {
    if (m_descriptor >= 0) {
      ::close(m_descriptor);
    }
  }

  [[nodiscard]] std::uint64_t size() const { return m_size; }

  std::string_view read_block(char* block) {
    for (;;) {
      const ssize_t got = ::read(m_descriptor, block, k_block_bytes);
      if (got >= 0) {
        return {block, static_cast<std::size_t>(got)};
      }
      if (errno != EINTR) {
        throw failure(errno);
      }
    }
  }

private:
  [[nodiscard]] Error failure(int number) const {
    const bool is_absent = number == ENOENT || number == ENOTDIR;
    return Error(is_absent ? ErrorKind::not_found : ErrorKind::io,
                 system_error("read", m_path.native(), number).message());
  }

  const std::filesystem::path& m_path;
  int m_descriptor;
  std::uint64_t m_size = 0;
};

} // namespace

void run_file_transfer(const Transfer& transfer, const CancellationToken& token) {
  const std::filesystem::path path = path_from_file_url(transfer.url);
  const auto block = std::make_unique<char[]>(k_block_bytes);
  OpenFile file(path);
  std::uint64_t done = 0;
  for (;;) {
    token.throw_if_cancelled();
    const std::string_view bytes = file.read_block(block.get());
    if (bytes.empty()) {
      break;
    }
    transfer.sink->write(bytes);
    done += bytes.size();
    if (transfer.on_progress) {
      transfer.on_progress(done, file.size());
    }
  }
  if (transfer.on_done) {
    transfer.on_done({200, {{"content-length", std::to_string(done)}}});
  }
}

} // namespace etalon
