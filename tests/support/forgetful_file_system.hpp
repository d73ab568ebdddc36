#pragma once

#include <etalon/util/file_system.hpp>

#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace etalon {

// A file system below one directory that forgets, when the power goes, everything that was not
// synced: the directory is then what the last sync_file_system() made sure of, and of later work
// only the entries of a directory that was synced itself, those files with their bytes that were.
// A second directory plays the disk.
class ForgetfulFileSystem final : public FileSystem {
public:
  ForgetfulFileSystem(FileSystem& inner, std::filesystem::path root, std::filesystem::path disk)
      : m_inner(inner), m_root(std::move(root)), m_disk(std::move(disk)) {
    write_all();
  }

  void lose_power() const { replace(m_disk, m_root); }

  // The milder loss: names are on the disk, bytes that were written since are not. The files.
  std::vector<std::filesystem::path> lose_data() const {
    std::vector<std::filesystem::path> lost;
    for (const auto& file : m_unsynced) {
      if (std::filesystem::is_regular_file(std::filesystem::symlink_status(file))) {
        std::filesystem::resize_file(file, 0);
        lost.push_back(file);
      }
    }
    return lost;
  }

  bool create_directory(const std::filesystem::path& path, mode_t mode) override {
    return m_inner.create_directory(path, mode);
  }

  std::unique_ptr<FileWriter>
  create_file(const std::filesystem::path& path, mode_t mode, OnExisting on_existing) override {
    auto writer = m_inner.create_file(path, mode, on_existing);
    note_unsynced(path);
    return std::make_unique<Writer>(*this, path, std::move(writer));
  }

  void create_symlink(const std::filesystem::path& target,
                      const std::filesystem::path& link) override {
    m_inner.create_symlink(target, link);
  }

  bool try_hard_link(const std::filesystem::path& existing,
                     const std::filesystem::path& link) override {
    return m_inner.try_hard_link(existing, link);
  }

  bool try_reflink(const std::filesystem::path& existing,
                   const std::filesystem::path& copy) override {
    return m_inner.try_reflink(existing, copy);
  }

  void copy_file(const std::filesystem::path& existing,
                 const std::filesystem::path& copy) override {
    m_inner.copy_file(existing, copy);
    note_unsynced(copy);
  }

  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    m_inner.rename(from, to);
    const std::lock_guard<std::mutex> guard(m_mutex);
    m_unsynced.erase(to);
    if (m_unsynced.erase(from) > 0) {
      m_unsynced.insert(to);
    }
  }

  bool remove_file(const std::filesystem::path& path) override {
    const bool was_there = m_inner.remove_file(path);
    const std::lock_guard<std::mutex> guard(m_mutex);
    m_unsynced.erase(path);
    return was_there;
  }

  bool remove_empty_directory(const std::filesystem::path& path) override {
    return m_inner.remove_empty_directory(path);
  }

  void set_mode(const std::filesystem::path& path, mode_t mode) override {
    m_inner.set_mode(path, mode);
  }

  // The entries of this directory alone.
  void sync_directory(const std::filesystem::path& path) override {
    m_inner.sync_directory(path);
    const auto on_disk = m_disk / path.lexically_relative(m_root);
    std::filesystem::create_directories(on_disk);
    for (const auto& entry : std::filesystem::directory_iterator(on_disk)) {
      if (!std::filesystem::exists(symlink_status(path / entry.path().filename()))) {
        std::filesystem::remove_all(entry.path());
      }
    }
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.is_regular_file() && !entry.is_symlink()) {
        const auto copy = on_disk / entry.path().filename();
        copy_over(entry.path(), copy);
        if (m_unsynced.count(entry.path()) > 0) {
          std::filesystem::resize_file(copy, 0);
        }
      }
    }
  }

  void sync_file_system(const std::filesystem::path& path) override {
    m_inner.sync_file_system(path);
    m_unsynced.clear();
    write_all();
  }

  std::unique_ptr<DirectoryWriter> open_directory(const std::filesystem::path& path) override {
    return m_inner.open_directory(path);
  }

private:
  class Writer final : public FileWriter {
  public:
    Writer(ForgetfulFileSystem& owner,
           std::filesystem::path path,
           std::unique_ptr<FileWriter> inner)
        : m_owner(owner), m_path(std::move(path)), m_inner(std::move(inner)) {}

    void write(std::string_view bytes) override { m_inner->write(bytes); }

    void sync() override {
      m_inner->sync();
      const std::lock_guard<std::mutex> guard(m_owner.m_mutex);
      m_owner.m_unsynced.erase(m_path);
    }

    void close() override { m_inner->close(); }

  private:
    ForgetfulFileSystem& m_owner;
    std::filesystem::path m_path;
    std::unique_ptr<FileWriter> m_inner;
  };

  static std::filesystem::file_status symlink_status(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::symlink_status(path, ignored);
  }

  static void copy_over(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::remove(to);
    std::filesystem::copy_file(from, to);
    std::filesystem::last_write_time(to, std::filesystem::last_write_time(from));
  }

  static void replace(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::remove_all(to);
    std::filesystem::copy(from,
                          to,
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::copy_symlinks);
  }

  void write_all() const { replace(m_root, m_disk); }

  void note_unsynced(const std::filesystem::path& path) {
    const std::lock_guard<std::mutex> guard(m_mutex);
    m_unsynced.insert(path);
  }

  FileSystem& m_inner;
  std::filesystem::path m_root;
  std::filesystem::path m_disk;
  std::mutex m_mutex;
  std::set<std::filesystem::path> m_unsynced;
};

} // namespace etalon
