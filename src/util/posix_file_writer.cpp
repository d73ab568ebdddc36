#include "posix_files.hpp"

#include <etalon/util/error.hpp>

#include <unistd.h>

#include <cerrno>

namespace etalon {
namespace {

constexpr std::size_t k_buffer_bytes = 64 * 1024;

class PosixFileWriter final : public FileWriter {
public:
  PosixFileWriter(Descriptor file, std::string path)
      : m_file(std::move(file)), m_path(std::move(path)) {}

  void write(std::string_view bytes) override {
    if (m_buffer.size() + bytes.size() < k_buffer_bytes) {
      m_buffer += bytes;
      return;
    }
    flush();
    if (bytes.size() < k_buffer_bytes) {
      m_buffer += bytes;
    } else {
      write_out(bytes);
    }
  }

  void sync() override {
    flush();
    if (::fsync(m_file.get()) != 0) {
      throw system_error("write", m_path, errno);
    }
  }

  void close() override {
    flush();
    if (m_file.is_open() && ::close(m_file.release()) != 0) {
      throw system_error("write", m_path, errno);
    }
  }

private:
  void flush() {
    write_out(m_buffer);
    m_buffer.clear();
  }

  void write_out(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(m_file.get(), bytes.data(), bytes.size());
      if (written >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        throw system_error("write", m_path, errno);
      }
    }
  }

  Descriptor m_file;
  std::string m_path;
  std::string m_buffer;
};

} // namespace

std::unique_ptr<FileWriter> make_posix_file_writer(Descriptor file, std::string path) {
  return std::make_unique<PosixFileWriter>(std::move(file), std::move(path));
}

} // namespace etalon
