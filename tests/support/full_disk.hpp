#pragma once

#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <atomic>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>

namespace etalon {

// The real file system on a disk that becomes full at the n-th effect that takes room (counted from
// 1; 0: never) and stays so; removing and renaming still work.
class FullDisk final : public FileSystem {
public:
  explicit FullDisk(std::size_t full_at) : m_real(make_posix_file_system()), m_full_at(full_at) {}

  // Effects so far that take room.
  [[nodiscard]] std::size_t effects() const { return m_effects; }

  bool create_directory(const std::filesystem::path& path, mode_t mode) override {
    take_room(path.string());
    return m_real->create_directory(path, mode);
  }

  std::unique_ptr<FileWriter>
  create_file(const std::filesystem::path& path, mode_t mode, OnExisting on_existing) override {
    take_room(path.string());
    return std::make_unique<Writer>(
        *this, path.string(), m_real->create_file(path, mode, on_existing));
  }

  void create_symlink(const std::filesystem::path& target,
                      const std::filesystem::path& link) override {
    take_room(link.string());
    m_real->create_symlink(target, link);
  }

  bool try_hard_link(const std::filesystem::path& existing,
                     const std::filesystem::path& link) override {
    take_room(link.string());
    return m_real->try_hard_link(existing, link);
  }

  bool try_reflink(const std::filesystem::path& existing,
                   const std::filesystem::path& copy) override {
    take_room(copy.string());
    return m_real->try_reflink(existing, copy);
  }

  void copy_file(const std::filesystem::path& existing,
                 const std::filesystem::path& copy) override {
    take_room(copy.string());
    m_real->copy_file(existing, copy);
  }

  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    m_real->rename(from, to);
  }

  bool remove_file(const std::filesystem::path& path) override { return m_real->remove_file(path); }

  bool remove_empty_directory(const std::filesystem::path& path) override {
    return m_real->remove_empty_directory(path);
  }

  void set_mode(const std::filesystem::path& path, mode_t mode) override {
    m_real->set_mode(path, mode);
  }

  void sync_directory(const std::filesystem::path& path) override { m_real->sync_directory(path); }

  void sync_file_system(const std::filesystem::path& path) override {
    m_real->sync_file_system(path);
  }

  std::unique_ptr<DirectoryWriter> open_directory(const std::filesystem::path& path) override {
    return std::make_unique<Directory>(*this, m_real->open_directory(path));
  }

private:
  class Writer final : public FileWriter {
  public:
    Writer(FullDisk& disk, std::string path, std::unique_ptr<FileWriter> real)
        : m_disk(disk), m_path(std::move(path)), m_real(std::move(real)) {}

    void write(std::string_view bytes) override {
      m_disk.take_room(m_path);
      m_real->write(bytes);
    }

    void sync() override { m_real->sync(); }

    void close() override {
      m_disk.take_room(m_path);
      m_real->close();
    }

  private:
    FullDisk& m_disk;
    std::string m_path;
    std::unique_ptr<FileWriter> m_real;
  };

  class Directory final : public DirectoryWriter {
  public:
    Directory(FullDisk& disk, std::unique_ptr<DirectoryWriter> real)
        : m_disk(disk), m_real(std::move(real)) {}

    void create_directory(std::string_view relative, mode_t mode) override {
      m_disk.take_room(std::string(relative));
      m_real->create_directory(relative, mode);
    }

    std::unique_ptr<FileWriter> create_file(std::string_view relative, mode_t mode) override {
      m_disk.take_room(std::string(relative));
      return std::make_unique<Writer>(
          m_disk, std::string(relative), m_real->create_file(relative, mode));
    }

    void create_symlink(std::string_view target, std::string_view relative) override {
      m_disk.take_room(std::string(relative));
      m_real->create_symlink(target, relative);
    }

    void create_hard_link(std::string_view existing, std::string_view relative) override {
      m_disk.take_room(std::string(relative));
      m_real->create_hard_link(existing, relative);
    }

    void set_mode(std::string_view relative, mode_t mode) override {
      m_real->set_mode(relative, mode);
    }

    void set_modification_time(std::string_view relative,
                               std::int64_t seconds,
                               std::int64_t nanoseconds) override {
      m_real->set_modification_time(relative, seconds, nanoseconds);
    }

  private:
    FullDisk& m_disk;
    std::unique_ptr<DirectoryWriter> m_real;
  };

  void take_room(const std::string& path) {
    const std::size_t number = ++m_effects;
    if (m_full_at != 0 && number >= m_full_at) {
      throw system_error("write", path, ENOSPC);
    }
  }

  std::unique_ptr<FileSystem> m_real;
  std::size_t m_full_at;
  std::atomic<std::size_t> m_effects{0};
};

} // namespace etalon
