#include "crc32.hpp"
#include "tar_writer.hpp"
#include "zip_writer.hpp"
#include "zstd_writer.hpp"

#include <etalon/archive/package_writer.hpp>
#include <etalon/util/file_blocks.hpp>
#include <etalon/util/hash.hpp>

#include <memory>
#include <utility>

namespace etalon {
namespace {

constexpr std::string_view k_metadata = "{\"conda_pkg_format_version\": 2}";

// Passes bytes on and keeps their count and CRC.
class CheckedWriter final : public FileWriter {
public:
  explicit CheckedWriter(std::unique_ptr<FileWriter> out) : m_out(std::move(out)) {}

  void write(std::string_view bytes) override {
    m_size += bytes.size();
    m_crc = crc32(m_crc, bytes);
    m_out->write(bytes);
  }

  void sync() override { m_out->sync(); }

  void close() override { m_out->close(); }

  [[nodiscard]] std::uint64_t size() const { return m_size; }

  [[nodiscard]] std::uint32_t crc() const { return m_crc; }

private:
  std::unique_ptr<FileWriter> m_out;
  std::uint64_t m_size = 0;
  std::uint32_t m_crc = 0;
};

// Passes bytes on and hashes them.
class HashingWriter final : public FileWriter {
public:
  explicit HashingWriter(std::unique_ptr<FileWriter> out) : m_out(std::move(out)) {}

  void write(std::string_view bytes) override {
    m_size += bytes.size();
    m_sha256.update(bytes);
    m_md5.update(bytes);
    m_out->write(bytes);
  }

  void sync() override { m_out->sync(); }

  void close() override { m_out->close(); }

  [[nodiscard]] WrittenArchive finish() {
    return {m_size, m_sha256.finish_hex(), m_md5.finish_hex()};
  }

private:
  std::unique_ptr<FileWriter> m_out;
  std::uint64_t m_size = 0;
  Sha256 m_sha256;
  Md5 m_md5;
};

struct InnerArchive {
  std::string name; // in the ZIP
  std::filesystem::path path;
  std::uint64_t size = 0;
  std::uint32_t crc = 0;
};

class CondaWriting {
public:
  CondaWriting(FileSystem& files, const CondaWriteOptions& options, std::int64_t modification_time)
      : m_files(files), m_options(options), m_modification_time(modification_time) {}

  InnerArchive write_inner(std::string name,
                           const std::filesystem::path& path,
                           const std::vector<ArchiveMember>& members) {
    CheckedWriter file(m_files.create_file(path));
    ZstdWriter compressed(file, m_options.compression_level, m_options.threads);
    TarWriter tar(compressed, m_modification_time, [this](std::uint64_t count) { report(count); });
    for (const ArchiveMember& member : members) {
      m_options.token.throw_if_cancelled();
      tar.add(member);
    }
    tar.finish();
    compressed.close();
    file.close();
    return {std::move(name), path, file.size(), file.crc()};
  }

  WrittenArchive write_outer(const std::filesystem::path& path,
                             const std::vector<InnerArchive>& inner_archives) {
    HashingWriter file(m_files.create_file(path));
    ZipWriter zip(file);
    zip.add("metadata.json", k_metadata.size(), crc32(0, k_metadata), [](const auto& take) {
      take(k_metadata);
    });
    for (const InnerArchive& inner : inner_archives) {
      zip.add(inner.name, inner.size, inner.crc, [&](const auto& take) {
        read_blocks(inner.path, [&](std::string_view block) {
          m_options.token.throw_if_cancelled();
          take(block);
        });
      });
    }
    zip.finish();
    file.close();
    return file.finish();
  }

private:
  void report(std::uint64_t count) {
    m_options.token.throw_if_cancelled();
    m_written += count;
    if (m_options.on_progress) {
      m_options.on_progress(m_written);
    }
  }

  FileSystem& m_files;
  const CondaWriteOptions& m_options;
  std::int64_t m_modification_time;
  std::uint64_t m_written = 0;
};

} // namespace

WrittenArchive write_conda(FileSystem& files,
                           const std::filesystem::path& path,
                           const CondaContents& contents,
                           const CondaWriteOptions& options) {
  const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : ".";
  const TemporaryDirectory temporary(files, parent, ".build");
  CondaWriting writing(files, options, contents.modification_time);
  const std::string tail = "-" + contents.dist_name + ".tar.zst";
  const std::vector<InnerArchive> inner_archives = {
      writing.write_inner("pkg" + tail, temporary.path() / "pkg", contents.package),
      writing.write_inner("info" + tail, temporary.path() / "info", contents.info)};
  const std::filesystem::path made = temporary.path() / "conda";
  const WrittenArchive written = writing.write_outer(made, inner_archives);
  files.rename(made, path);
  return written;
}

} // namespace etalon
