#include "posix_files.hpp"

#include <etalon/util/error.hpp>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>

namespace etalon {
namespace {

using std::filesystem::path;

bool cannot_share(int number) {
  return number == EXDEV || number == EPERM || number == EMLINK || number == EOPNOTSUPP;
}

bool cannot_clone(int number) {
  return cannot_share(number) || number == ENOTTY || number == EINVAL || number == ENOSYS;
}

Descriptor open_existing(const path& file) {
  Descriptor source(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.is_open()) {
    throw system_error("read", file.native(), errno);
  }
  return source;
}

Descriptor open_new(const path& file, mode_t mode) {
  Descriptor made(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!made.is_open()) {
    throw system_error("create", file.native(), errno);
  }
  return made;
}

struct stat status_of(const Descriptor& file, const path& name) {
  struct stat status {};

  if (::fstat(file.get(), &status) != 0) {
    throw system_error("read", name.native(), errno);
  }
  return status;
}

// Reading and writing in turns, for file systems that copy_file_range does not know.
void copy_in_blocks(const Descriptor& from,
                    const Descriptor& to,
                    const path& source,
                    const path& target) {
  constexpr std::size_t block_bytes = 256 * 1024;
  const auto block = std::make_unique<char[]>(block_bytes);
  for (;;) {
    const ssize_t got = ::read(from.get(), block.get(), block_bytes);
    if (got == 0) {
      return;
    }
    if (got < 0 && errno != EINTR) {
      throw system_error("read", source.native(), errno);
    }
    for (ssize_t done = 0; done < got;) {
      const ssize_t written =
          ::write(to.get(), block.get() + done, static_cast<std::size_t>(got - done));
      if (written >= 0) {
        done += written;
      } else if (errno != EINTR) {
        throw system_error("write", target.native(), errno);
      }
    }
  }
}

void copy_bytes(const Descriptor& from,
                const Descriptor& to,
                const path& source,
                const path& target) {
  constexpr std::size_t piece_bytes = 1U << 30U;
  bool first = true;
  for (;;) {
    const ssize_t copied =
        ::copy_file_range(from.get(), nullptr, to.get(), nullptr, piece_bytes, 0);
    // 0 at once may also mean a file whose size is not known (as in /proc).
    if (copied == 0 && !first) {
      return;
    }
    if (copied <= 0 && first) {
      copy_in_blocks(from, to, source, target);
      return;
    }
    if (copied < 0 && errno != EINTR) {
      throw system_error("write", target.native(), errno);
    }
    first = false;
  }
}

class PosixFileSystem final : public FileSystem {
public:
  bool create_directory(const path& directory, mode_t mode) override {
    if (::mkdir(directory.c_str(), mode) == 0) {
      return true;
    }
    const int number = errno;
    std::error_code ignored;
    if (number == EEXIST && std::filesystem::is_directory(directory, ignored)) {
      return false;
    }
    throw system_error("create", directory.native(), number);
  }

  std::unique_ptr<FileWriter>
  create_file(const path& file, mode_t mode, OnExisting on_existing) override {
    if (on_existing == OnExisting::replace) {
      struct stat status {};

      const bool exists = ::lstat(file.c_str(), &status) == 0;
      if (exists && !S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) {
        // A device or a pipe: written to, never removed.
        Descriptor device(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
        if (!device.is_open()) {
          throw system_error("create", file.native(), errno);
        }
        return make_posix_file_writer(std::move(device), file.native());
      }
      // Emptying it in place would change every hard link to it, the package cache's among them.
      if (exists && ::unlink(file.c_str()) != 0 && errno != ENOENT) {
        throw system_error("replace", file.native(), errno);
      }
    }
    return make_posix_file_writer(open_new(file, mode), file.native());
  }

  void create_symlink(const path& target, const path& link) override {
    if (::symlink(target.c_str(), link.c_str()) != 0) {
      throw system_error("create", link.native(), errno);
    }
  }

  bool try_hard_link(const path& existing, const path& link) override {
    if (::link(existing.c_str(), link.c_str()) == 0) {
      return true;
    }
    if (cannot_share(errno)) {
      return false;
    }
    throw system_error("create", link.native(), errno);
  }

  bool try_reflink(const path& existing, const path& copy) override {
    const Descriptor from = open_existing(existing);
    const struct stat status = status_of(from, existing);
    const Descriptor to = open_new(copy, 0600);
    if (::ioctl(to.get(), FICLONE, from.get()) == 0 &&
        ::fchmod(to.get(), status.st_mode & 07777U) == 0) {
      return true;
    }
    const int number = errno;
    ::unlink(copy.c_str());
    if (cannot_clone(number)) {
      return false;
    }
    throw system_error("create", copy.native(), number);
  }

  void copy_file(const path& existing, const path& copy) override {
    const Descriptor from = open_existing(existing);
    const struct stat status = status_of(from, existing);
    const Descriptor to = open_new(copy, 0600);
    try {
      copy_bytes(from, to, existing, copy);
      const struct timespec times[2] = {{0, UTIME_OMIT}, status.st_mtim};
      if (::fchmod(to.get(), status.st_mode & 07777U) != 0 || ::futimens(to.get(), times) != 0) {
        throw system_error("write", copy.native(), errno);
      }
    } catch (...) {
      ::unlink(copy.c_str());
      throw;
    }
  }

  void rename(const path& from, const path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) {
      const int number = errno;
      throw system_error("rename `" + from.native() + "` to", to.native(), number);
    }
  }

  bool remove_file(const path& file) override {
    if (::unlink(file.c_str()) == 0) {
      return true;
    }
    if (errno == ENOENT || errno == ENOTDIR) {
      return false;
    }
    throw system_error("remove", file.native(), errno);
  }

  bool remove_empty_directory(const path& directory) override {
    if (::rmdir(directory.c_str()) == 0) {
      return true;
    }
    if (errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST) {
      return false;
    }
    throw system_error("remove", directory.native(), errno);
  }

  void set_mode(const path& file, mode_t mode) override {
    if (::chmod(file.c_str(), mode) != 0) {
      throw system_error("set the mode of", file.native(), errno);
    }
  }

  void sync_directory(const path& directory) override {
    const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open() || ::fsync(opened.get()) != 0) {
      throw system_error("sync", directory.native(), errno);
    }
  }

  void sync_file_system(const path& place) override {
    const Descriptor opened(::open(place.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened.is_open() || ::syncfs(opened.get()) != 0) {
      throw system_error("sync the file system of", place.native(), errno);
    }
  }

  std::unique_ptr<DirectoryWriter> open_directory(const path& directory) override {
    return make_posix_directory_writer(directory);
  }
};

} // namespace

std::unique_ptr<FileSystem> make_posix_file_system() {
  return std::make_unique<PosixFileSystem>();
}

} // namespace etalon
