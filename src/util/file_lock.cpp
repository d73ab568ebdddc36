#include "descriptor.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/file_lock.hpp>
#include <etalon/util/strings.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <thread>
#include <utility>

namespace etalon {
namespace {

Descriptor open_lock_file(const std::filesystem::path& path, LockMode mode) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file.is_open() && mode == LockMode::shared && (errno == EACCES || errno == EROFS)) {
    file = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  }
  if (!file.is_open()) {
    throw system_error("lock", path.native(), errno);
  }
  return file;
}

bool try_lock(int descriptor, LockMode mode, const std::filesystem::path& path) {
  struct flock request {};

  request.l_type = mode == LockMode::shared ? F_RDLCK : F_WRLCK;
  request.l_whence = SEEK_SET;
  if (::fcntl(descriptor, F_OFD_SETLK, &request) == 0) {
    return true;
  }
  if (errno == EAGAIN || errno == EACCES || errno == EINTR) {
    return false;
  }
  throw system_error("lock", path.native(), errno);
}

// Only a help for people: a file system that is full must not keep anyone from the lock.
void clear_owner(int descriptor) {
  static_cast<void>(!::ftruncate(descriptor, 0));
}

void write_owner(int descriptor) {
  const std::string pid = fmt::format("{}\n", ::getpid());
  static_cast<void>(!::pwrite(descriptor, pid.data(), pid.size(), 0));
}

void unlock(int descriptor) {
  if (descriptor >= 0) {
    clear_owner(descriptor);
    ::close(descriptor);
  }
}

std::string read_owner(int descriptor) {
  std::array<char, 32> text{};
  const ssize_t got = ::pread(descriptor, text.data(), text.size(), 0);
  const std::string_view pid =
      trim({text.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))});
  const bool is_number =
      !pid.empty() && pid.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? std::string(pid) : std::string();
}

Error busy(int descriptor, const std::filesystem::path& path) {
  const std::string pid = read_owner(descriptor);
  if (pid.empty()) {
    return Error(ErrorKind::refused,
                 fmt::format("`{}` is locked by another process", path.native()),
                 {"wait until it has ended, then try again"});
  }
  return Error(ErrorKind::refused,
               fmt::format("`{}` is locked by process {}", path.native(), pid),
               {fmt::format("see what it is: `ps -fp {}`", pid)});
}

} // namespace

FileLock::FileLock(const std::filesystem::path& path,
                   LockMode mode,
                   std::chrono::milliseconds timeout,
                   const CancellationToken& token) {
  using std::chrono::steady_clock;
  Descriptor file = open_lock_file(path, mode);
  const steady_clock::time_point deadline = steady_clock::now() + timeout;
  std::chrono::milliseconds pause{1};
  while (!try_lock(file.get(), mode, path)) {
    if (steady_clock::now() >= deadline) {
      throw busy(file.get(), path);
    }
    token.throw_if_cancelled();
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, std::chrono::milliseconds{50});
  }
  clear_owner(file.get()); // of one who died
  if (mode == LockMode::exclusive) {
    write_owner(file.get());
  }
  m_descriptor = file.release();
}

FileLock::FileLock(FileLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  if (this != &other) {
    unlock(std::exchange(m_descriptor, std::exchange(other.m_descriptor, -1)));
  }
  return *this;
}

FileLock::~FileLock() {
  unlock(m_descriptor);
}

} // namespace etalon
