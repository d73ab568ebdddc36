#pragma once

#include <etalon/util/file_system.hpp>

#include <filesystem>
#include <memory>
#include <string_view>

namespace etalon {

// A directory of its own for a test, removed with what the test left in it.
class ScratchDirectory {
public:
  ScratchDirectory()
      : m_files(make_posix_file_system()),
        m_directory(*m_files, std::filesystem::temp_directory_path(), "etalon-test") {}

  [[nodiscard]] const std::filesystem::path& path() const { return m_directory.path(); }

  std::filesystem::path operator/(std::string_view name) const { return path() / name; }

  [[nodiscard]] FileSystem& files() const { return *m_files; }

  std::filesystem::path write(std::string_view name, std::string_view bytes) const {
    std::filesystem::path file = path() / name;
    m_files->create_directories(file.parent_path());
    m_files->write_file(file, bytes);
    return file;
  }

private:
  std::unique_ptr<FileSystem> m_files;
  TemporaryDirectory m_directory;
};

} // namespace etalon
