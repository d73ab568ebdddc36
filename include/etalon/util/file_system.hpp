#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A file being written. close() reports late errors (ENOSPC, EIO); the destructor closes silently.
class FileWriter {
public:
  FileWriter() = default;
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  virtual ~FileWriter() = default;

  virtual void write(std::string_view bytes) = 0;
  virtual void sync() = 0;
  virtual void close() = 0;
};

enum class OnExisting { fail, replace };

// Writes below one directory and nowhere else: every call takes a path relative to it, refuses
// absolute paths and "..", and follows no symbolic link on the way (openat with O_NOFOLLOW), so
// what it makes cannot leave the directory whatever an archive holds. Missing parents are made.
// Errors: Error{corrupt} for a path that would leave, Error{io} for the rest.
class DirectoryWriter {
public:
  DirectoryWriter() = default;
  DirectoryWriter(const DirectoryWriter&) = delete;
  DirectoryWriter& operator=(const DirectoryWriter&) = delete;
  virtual ~DirectoryWriter() = default;

  virtual void create_directory(std::string_view relative, mode_t mode) = 0;
  // Fails where the name exists (two members of one name).
  virtual std::unique_ptr<FileWriter> create_file(std::string_view relative, mode_t mode) = 0;
  virtual void create_symlink(std::string_view target, std::string_view relative) = 0;
  // Both inside the directory; `existing` must be a regular file.
  virtual void create_hard_link(std::string_view existing, std::string_view relative) = 0;
  virtual void set_mode(std::string_view relative, mode_t mode) = 0;
  // Seconds and nanoseconds since the epoch; symbolic links keep theirs.
  virtual void set_modification_time(std::string_view relative,
                                     std::int64_t seconds,
                                     std::int64_t nanoseconds) = 0;
};

// The only way to change files: fault injection and dry counting hang on it. Reading goes through
// <filesystem> and read_file(). Every method throws Error{io} with the path and the reason.
class FileSystem {
public:
  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  virtual ~FileSystem() = default;

  // False where the directory existed already.
  virtual bool create_directory(const std::filesystem::path& path, mode_t mode = 0777) = 0;
  virtual std::unique_ptr<FileWriter> create_file(const std::filesystem::path& path,
                                                  mode_t mode = 0666,
                                                  OnExisting on_existing = OnExisting::fail) = 0;
  virtual void create_symlink(const std::filesystem::path& target,
                              const std::filesystem::path& link) = 0;
  // False where the file system cannot (EXDEV, EPERM, EMLINK, EOPNOTSUPP); throws on the rest.
  virtual bool try_hard_link(const std::filesystem::path& existing,
                             const std::filesystem::path& link) = 0;
  // Copy-on-write clone (FICLONE) with the same mode; false where the file system cannot.
  virtual bool try_reflink(const std::filesystem::path& existing,
                           const std::filesystem::path& copy) = 0;
  // Same bytes, mode and modification time.
  virtual void copy_file(const std::filesystem::path& existing,
                         const std::filesystem::path& copy) = 0;
  // Atomic; replaces a file at `to`, or an empty directory where `from` is a directory.
  virtual void rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  // False where there was none.
  virtual bool remove_file(const std::filesystem::path& path) = 0;
  // False where it is absent or not empty.
  virtual bool remove_empty_directory(const std::filesystem::path& path) = 0;
  virtual void set_mode(const std::filesystem::path& path, mode_t mode) = 0;
  virtual void sync_directory(const std::filesystem::path& path) = 0;
  // Until everything written to the file system on which `path` lies is on the disk (syncfs).
  virtual void sync_file_system(const std::filesystem::path& path) = 0;
  virtual std::unique_ptr<DirectoryWriter> open_directory(const std::filesystem::path& path) = 0;

  // Made of the above.
  void create_directories(const std::filesystem::path& path, mode_t mode = 0777);
  void write_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode = 0666);
  // `path` and everything below it; follows no symbolic link; absent is fine.
  void remove_tree(const std::filesystem::path& path);
};

// The real one. Stateless; one instance may serve any number of threads.
std::unique_ptr<FileSystem> make_posix_file_system();

// The whole file. Throws Error{not_found} where it is absent, Error{io} else.
std::string read_file(const std::filesystem::path& path);

// nullopt where it is absent.
std::optional<std::string> find_file(const std::filesystem::path& path);

// Writes beside `path` and renames: readers see the old bytes or the new ones, never a mix.
void write_file_atomically(FileSystem& files,
                           const std::filesystem::path& path,
                           std::string_view bytes,
                           mode_t mode = 0666);

// A new empty directory `parent/STEM.XXXXXX`, removed with its content on destruction unless
// released. Its parent is made where missing.
class TemporaryDirectory {
public:
  TemporaryDirectory(FileSystem& files, const std::filesystem::path& parent, std::string_view stem);
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

  void release() { m_path.clear(); }

private:
  FileSystem& m_files;
  std::filesystem::path m_path;
};

} // namespace etalon
