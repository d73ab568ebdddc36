#pragma once

#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <utility>

namespace etalon {

// The real file system, which fails at its n-th effect (counted from 1; 0: never): with that one
// only, as a full disk does, or with it and all that follow, as death does. Syncing is an effect
// like others, but for what does not die with the machine it takes too long to be done.
class FaultyFileSystem final : public FileSystem {
public:
  enum class Fault {
    once,         // an error
    from_then_on, // errors
    kill,         // SIGKILL for this process
  };

  explicit FaultyFileSystem(std::size_t fails_at = 0, Fault fault = Fault::once)
      : m_real(make_posix_file_system()), m_fails_at(fails_at), m_fault(fault) {}

  [[nodiscard]] std::size_t effects() const { return m_effects; }

  bool create_directory(const std::filesystem::path& path, mode_t mode) override {
    count();
    return m_real->create_directory(path, mode);
  }

  std::unique_ptr<FileWriter>
  create_file(const std::filesystem::path& path, mode_t mode, OnExisting on_existing) override {
    count();
    return std::make_unique<Writer>(*this, m_real->create_file(path, mode, on_existing));
  }

  void create_symlink(const std::filesystem::path& target,
                      const std::filesystem::path& link) override {
    count();
    m_real->create_symlink(target, link);
  }

  bool try_hard_link(const std::filesystem::path& existing,
                     const std::filesystem::path& link) override {
    count();
    return m_real->try_hard_link(existing, link);
  }

  bool try_reflink(const std::filesystem::path& existing,
                   const std::filesystem::path& copy) override {
    count();
    return m_real->try_reflink(existing, copy);
  }

  void copy_file(const std::filesystem::path& existing,
                 const std::filesystem::path& copy) override {
    count();
    m_real->copy_file(existing, copy);
  }

  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    count();
    m_real->rename(from, to);
  }

  bool remove_file(const std::filesystem::path& path) override {
    count();
    return m_real->remove_file(path);
  }

  bool remove_empty_directory(const std::filesystem::path& path) override {
    count();
    return m_real->remove_empty_directory(path);
  }

  void set_mode(const std::filesystem::path& path, mode_t mode) override {
    count();
    m_real->set_mode(path, mode);
  }

  void sync_directory(const std::filesystem::path& /*path*/) override { count(); }

  void sync_file_system(const std::filesystem::path& /*path*/) override { count(); }

  std::unique_ptr<DirectoryWriter> open_directory(const std::filesystem::path& path) override {
    count();
    return m_real->open_directory(path);
  }

private:
  class Writer final : public FileWriter {
  public:
    Writer(FaultyFileSystem& owner, std::unique_ptr<FileWriter> real)
        : m_owner(owner), m_real(std::move(real)) {}

    void write(std::string_view bytes) override {
      m_owner.count();
      m_real->write(bytes);
    }

    void sync() override { m_owner.count(); }

    void close() override {
      m_owner.count();
      m_real->close();
    }

  private:
    FaultyFileSystem& m_owner;
    std::unique_ptr<FileWriter> m_real;
  };

  void count() {
    const std::size_t number = ++m_effects;
    if (m_fault == Fault::kill && number == m_fails_at) {
      ::kill(::getpid(), SIGKILL);
      ::pause(); // another thread gets no further either
    }
    const bool is_time = m_fault == Fault::once ? number == m_fails_at : number >= m_fails_at;
    if (m_fails_at != 0 && is_time) {
      throw Error(ErrorKind::io, "injected fault");
    }
  }

  std::unique_ptr<FileSystem> m_real;
  std::size_t m_fails_at;
  Fault m_fault;
  std::atomic<std::size_t> m_effects{0};
};

} // namespace etalon
