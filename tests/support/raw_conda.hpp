#pragma once

#include "archive/crc32.hpp"
#include "archive/zip_writer.hpp"

#include <etalon/archive/package_writer.hpp>
#include <etalon/util/file_system.hpp>

#include <support/raw_tar.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace etalon {

constexpr std::string_view k_demo_index =
    R"({"name": "demo", "version": "1.0", "build": "0", "build_number": 0, "depends": [], )"
    R"("subdir": "linux-64"})";

// The info/ members of a package "demo-1.0-0".
inline RawTar demo_info() {
  RawTar info;
  info.file("info/index.json", k_demo_index);
  info.file("info/paths.json", R"({"paths": [], "paths_version": 1})");
  return info;
}

// A ZIP of stored members.
inline std::string raw_zip(const std::vector<std::pair<std::string, std::string>>& members) {
  class StringWriter final : public FileWriter {
  public:
    void write(std::string_view bytes) override { m_bytes += bytes; }

    void sync() override {}

    void close() override {}

    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

  private:
    std::string m_bytes;
  };

  StringWriter out;
  ZipWriter zip(out);
  for (const auto& member : members) {
    zip.add(member.first, member.second.size(), crc32(0, member.second), [&](const auto& take) {
      take(member.second);
    });
  }
  zip.finish();
  return out.bytes();
}

// A .conda of any payload, with the metadata of "demo-1.0-0" unless another `info` is given.
inline std::string raw_conda(const RawTar& payload, const RawTar& info = demo_info()) {
  return raw_zip({{"metadata.json", R"({"conda_pkg_format_version": 2})"},
                  {"pkg-demo-1.0-0.tar.zst", compress_zstd(payload.bytes(), 1)},
                  {"info-demo-1.0-0.tar.zst", compress_zstd(info.bytes(), 1)}});
}

} // namespace etalon
