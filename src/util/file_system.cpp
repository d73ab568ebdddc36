#include "descriptor.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <random>

namespace etalon {
namespace {

using std::filesystem::path;

std::string random_name() {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device random;
  std::string name;
  for (int i = 0; i < 8; ++i) {
    name.push_back(letters[random() % letters.size()]);
  }
  return name;
}

std::string read_open_file(const Descriptor& file, const path& name) {
  struct stat status {};

  if (::fstat(file.get(), &status) != 0) {
    throw system_error("read", name.native(), errno);
  }
  // One byte more than its size shows the end without growing.
  std::string bytes(static_cast<std::size_t>(status.st_size) + 1, '\0');
  std::size_t filled = 0;
  for (;;) {
    const ssize_t got = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (got == 0) {
      bytes.resize(filled);
      return bytes;
    }
    if (got < 0) {
      if (errno != EINTR) {
        throw system_error("read", name.native(), errno);
      }
      continue;
    }
    filled += static_cast<std::size_t>(got);
    if (filled == bytes.size()) {
      bytes.resize(2 * bytes.size());
    }
  }
}

} // namespace

void FileSystem::create_directories(const path& directory, mode_t mode) {
  std::error_code ignored;
  if (directory.empty() || std::filesystem::is_directory(directory, ignored)) {
    return;
  }
  // "a/b/" has itself as parent.
  create_directories(directory.parent_path(), mode);
  create_directory(directory, mode);
}

void FileSystem::write_file(const path& file, std::string_view bytes, mode_t mode) {
  const std::unique_ptr<FileWriter> writer = create_file(file, mode, OnExisting::replace);
  writer->write(bytes);
  writer->close();
}

void FileSystem::remove_tree(const path& tree) {
  using std::filesystem::perms;
  std::error_code failed;
  const std::filesystem::file_status status = std::filesystem::symlink_status(tree, failed);
  if (status.type() == std::filesystem::file_type::not_found) {
    return;
  }
  if (status.type() != std::filesystem::file_type::directory) {
    remove_file(tree);
    return;
  }
  if ((status.permissions() & perms::owner_all) != perms::owner_all) {
    set_mode(tree, 0700); // packages hold directories that may not be written to
  }
  std::vector<path> entries;
  std::filesystem::directory_iterator at(tree, failed);
  for (; !failed && at != std::filesystem::directory_iterator(); at.increment(failed)) {
    entries.push_back(at->path());
  }
  if (failed) {
    throw system_error("remove", tree.native(), failed.value());
  }
  for (const path& entry : entries) {
    remove_tree(entry);
  }
  if (!remove_empty_directory(tree) && std::filesystem::exists(tree, failed)) {
    throw system_error("remove", tree.native(), ENOTEMPTY);
  }
}

std::string read_file(const path& file) {
  std::optional<std::string> bytes = find_file(file);
  if (!bytes) {
    throw Error(ErrorKind::not_found, system_error("read", file.native(), ENOENT).message());
  }
  return std::move(*bytes);
}

std::optional<std::string> find_file(const path& file) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return std::nullopt;
    }
    throw system_error("read", file.native(), errno);
  }
  return read_open_file(opened, file);
}

void write_file_atomically(FileSystem& files,
                           const path& file,
                           std::string_view bytes,
                           mode_t mode) {
  path temporary = file;
  temporary += "." + random_name() + ".tmp";
  try {
    const std::unique_ptr<FileWriter> writer = files.create_file(temporary, mode, OnExisting::fail);
    writer->write(bytes);
    writer->close();
    files.rename(temporary, file);
  } catch (...) {
    // The first failure is the one to tell; a file left over harms nobody.
    try {
      files.remove_file(temporary);
    } catch (const Error&) {
    }
    throw;
  }
}

TemporaryDirectory::TemporaryDirectory(FileSystem& files,
                                       const std::filesystem::path& parent,
                                       std::string_view stem)
    : m_files(files) {
  m_files.create_directories(parent);
  std::filesystem::path made;
  do {
    made = parent / fmt::format("{}.{}", stem, random_name());
  } while (!m_files.create_directory(made));
  m_path = std::move(made);
}

TemporaryDirectory::~TemporaryDirectory() {
  if (m_path.empty()) {
    return;
  }
  try {
    m_files.remove_tree(m_path);
  } catch (const Error&) { // nobody is left to be told; `clean` finds it
  }
}

} // namespace etalon
