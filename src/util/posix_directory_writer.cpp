#include "posix_files.hpp"

#include <etalon/util/error.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace etalon {
namespace {

constexpr std::size_t k_path_limit = 4096; // PATH_MAX: bounds the descriptors held as well

enum class Parents { make, must_exist };

// The components of `relative` without "." and empty ones.
std::vector<std::string_view> components_of(std::string_view relative) {
  std::vector<std::string_view> components;
  const auto refuse = [relative](std::string_view reason) {
    return Error(ErrorKind::corrupt, fmt::format("refusing to write `{}`: {}", relative, reason));
  };
  if (relative.size() >= k_path_limit) {
    throw refuse("the path is too long");
  }
  if (relative.find('\0') != std::string_view::npos) {
    throw refuse("the path holds a NUL byte");
  }
  if (!relative.empty() && relative.front() == '/') {
    throw refuse("the path is absolute");
  }
  while (!relative.empty()) {
    const std::size_t end = std::min(relative.find('/'), relative.size());
    const std::string_view component = relative.substr(0, end);
    if (component == "..") {
      throw refuse("the path leaves its directory");
    }
    if (!component.empty() && component != ".") {
      components.push_back(component);
    }
    relative.remove_prefix(std::min(end + 1, relative.size()));
  }
  return components;
}

class PosixDirectoryWriter final : public DirectoryWriter {
public:
  PosixDirectoryWriter(Descriptor root, std::string path)
      : m_root(std::move(root)), m_path(std::move(path)) {}

  void create_directory(std::string_view relative, mode_t mode) override {
    const Place place = locate(relative, Parents::make);
    if (place.name.empty()) {
      return; // the directory itself
    }
    if (::mkdirat(place.parent, place.name.c_str(), mode) == 0) {
      return;
    }
    const int number = errno;

    struct stat status {};

    const bool is_directory =
        number == EEXIST &&
        ::fstatat(place.parent, place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(status.st_mode);
    if (!is_directory) {
      throw failure("create", relative, number);
    }
  }

  std::unique_ptr<FileWriter> create_file(std::string_view relative, mode_t mode) override {
    const Place place = locate_entry(relative, Parents::make);
    Descriptor file(::openat(place.parent,
                             place.name.c_str(),
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                             mode));
    if (!file.is_open()) {
      throw failure("create", relative, errno);
    }
    return make_posix_file_writer(std::move(file), shown(relative));
  }

  void create_symlink(std::string_view target, std::string_view relative) override {
    const Place place = locate_entry(relative, Parents::make);
    if (::symlinkat(std::string(target).c_str(), place.parent, place.name.c_str()) != 0) {
      throw failure("create", relative, errno);
    }
  }

  void create_hard_link(std::string_view existing, std::string_view relative) override {
    const Place source = locate_entry(existing, Parents::must_exist);
    // Locating the second path may close the first one's directory.
    const Descriptor source_parent(::fcntl(source.parent, F_DUPFD_CLOEXEC, 0));
    if (!source_parent.is_open()) {
      throw failure("link", existing, errno);
    }

    struct stat status {};

    if (::fstatat(source_parent.get(), source.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      throw failure("link", existing, errno);
    }
    if (!S_ISREG(status.st_mode)) {
      throw Error(
          ErrorKind::corrupt,
          fmt::format("refusing to link `{}` to `{}`: it is no regular file", relative, existing));
    }
    const Place place = locate_entry(relative, Parents::make);
    if (::linkat(source_parent.get(), source.name.c_str(), place.parent, place.name.c_str(), 0) !=
        0) {
      throw failure("create", relative, errno);
    }
  }

  void set_mode(std::string_view relative, mode_t mode) override {
    const Place place = locate(relative, Parents::must_exist);
    const int result =
        place.name.empty()
            ? ::fchmod(place.parent, mode)
            : ::fchmodat(place.parent, place.name.c_str(), mode, AT_SYMLINK_NOFOLLOW);
    if (result != 0) {
      throw failure("set the mode of", relative, errno);
    }
  }

  void set_modification_time(std::string_view relative,
                             std::int64_t seconds,
                             std::int64_t nanoseconds) override {
    const Place place = locate(relative, Parents::must_exist);
    const struct timespec times[2] = {{0, UTIME_OMIT}, {seconds, nanoseconds}};

    struct stat status {};

    int result = 0;
    if (place.name.empty()) {
      result = ::futimens(place.parent, times);
    } else {
      result = ::fstatat(place.parent, place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW);
      if (result == 0 && !S_ISLNK(status.st_mode)) {
        result = ::utimensat(place.parent, place.name.c_str(), times, AT_SYMLINK_NOFOLLOW);
      }
    }
    if (result != 0) {
      throw failure("set the time of", relative, errno);
    }
  }

private:
  // An entry of an open directory, which stays open until the next call of locate().
  struct Place {
    int parent = -1;
    std::string name; // empty for the root itself
  };

  struct Step {
    std::string name;
    Descriptor directory;
  };

  [[nodiscard]] std::string shown(std::string_view relative) const {
    return fmt::format("{}/{}", m_path, relative);
  }

  [[nodiscard]] Error
  failure(std::string_view attempt, std::string_view relative, int number) const {
    return system_error(attempt, shown(relative), number);
  }

  Place locate_entry(std::string_view relative, Parents parents) {
    Place place = locate(relative, parents);
    if (place.name.empty()) {
      throw Error(ErrorKind::corrupt,
                  fmt::format("refusing to write `{}`: the path names no file", relative));
    }
    return place;
  }

  // Members of an archive come folder by folder, so the open directories of the last path are kept
  // and only what differs is walked.
  Place locate(std::string_view relative, Parents parents) {
    std::vector<std::string_view> components = components_of(relative);
    if (components.empty()) {
      return {m_root.get(), {}};
    }
    std::string name(components.back());
    components.pop_back();
    std::size_t same = 0;
    while (same < components.size() && same < m_steps.size() &&
           m_steps[same].name == components[same]) {
      ++same;
    }
    m_steps.erase(m_steps.begin() + static_cast<std::ptrdiff_t>(same), m_steps.end());
    for (std::size_t i = same; i < components.size(); ++i) {
      Descriptor next = enter(std::string(components[i]), relative, parents);
      m_steps.push_back({std::string(components[i]), std::move(next)});
    }
    return {current(), std::move(name)};
  }

  [[nodiscard]] int current() const {
    return m_steps.empty() ? m_root.get() : m_steps.back().directory.get();
  }

  Descriptor enter(const std::string& name, std::string_view relative, Parents parents) {
    constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    Descriptor directory(::openat(current(), name.c_str(), flags));
    if (!directory.is_open() && errno == ENOENT && parents == Parents::make) {
      if (::mkdirat(current(), name.c_str(), 0777) != 0 && errno != EEXIST) {
        throw failure("create", relative, errno);
      }
      directory = Descriptor(::openat(current(), name.c_str(), flags));
    }
    if (directory.is_open()) {
      return directory;
    }
    const int number = errno;

    struct stat status {};

    if (::fstatat(current(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISLNK(status.st_mode)) {
      throw Error(ErrorKind::corrupt,
                  fmt::format("refusing to write `{}`: `{}` on its way is a symbolic link",
                              relative,
                              name));
    }
    throw failure("create", relative, number);
  }

  Descriptor m_root;
  std::string m_path;
  std::vector<Step> m_steps;
};

} // namespace

std::unique_ptr<DirectoryWriter> make_posix_directory_writer(const std::filesystem::path& path) {
  Descriptor root(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root.is_open()) {
    throw system_error("open", path.native(), errno);
  }
  return std::make_unique<PosixDirectoryWriter>(std::move(root), path.native());
}

} // namespace etalon
