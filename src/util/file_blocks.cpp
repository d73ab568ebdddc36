#include <etalon/util/error.hpp>
#include <etalon/util/file_blocks.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace etalon {
namespace {

class ReadDescriptor {
public:
  explicit ReadDescriptor(const std::filesystem::path& path)
      : m_descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (m_descriptor < 0) {
      if (errno == ENOENT) {
        throw Error(ErrorKind::not_found, "`" + path.string() + "` does not exist");
      }
      throw system_error("open", path.string(), errno);
    }
  }

  ReadDescriptor(const ReadDescriptor&) = delete;
  ReadDescriptor& operator=(const ReadDescriptor&) = delete;

  ~ReadDescriptor() { ::close(m_descriptor); }

  [[nodiscard]] int get() const { return m_descriptor; }

private:
  int m_descriptor;
};

} // namespace

void read_blocks(const std::filesystem::path& path,
                 const std::function<void(std::string_view)>& take) {
  const ReadDescriptor file(path);
  std::vector<char> block(std::size_t{1} << 20U);
  for (;;) {
    const ssize_t count = ::read(file.get(), block.data(), block.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      throw system_error("read", path.string(), errno);
    }
    if (count == 0) {
      return;
    }
    take({block.data(), static_cast<std::size_t>(count)});
  }
}

} // namespace etalon
