#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace etalon {

// A file's bytes, mapped read-only; the file must not shrink meanwhile.
class MappedFile {
public:
  // Throws Error{io}.
  explicit MappedFile(const std::filesystem::path& path);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  [[nodiscard]] std::string_view bytes() const { return {m_data, m_size}; }

private:
  const char* m_data = nullptr;
  std::size_t m_size = 0;
};

} // namespace etalon
