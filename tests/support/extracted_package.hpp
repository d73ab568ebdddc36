#pragma once

#include <etalon/model/prefix_record.hpp>
#include <etalon/prefix/transaction.hpp>
#include <etalon/util/hash.hpp>

#include <support/scratch_directory.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace etalon {

// An extracted package made by hand in DIRECTORY/pkgs/NAME-VERSION-BUILD: its files, and the info/
// that tells of them.
class ExtractedPackage {
public:
  ExtractedPackage(const ScratchDirectory& scratch,
                   std::string name,
                   std::string_view version = "1.0",
                   std::string build = "0")
      : m_scratch(scratch) {
    PackageRecord& record = m_package.record.package;
    record.name = std::move(name);
    record.version = Version::parse(version);
    record.build = std::move(build);
    record.subdir = "linux-64";
    m_package.record.channel = "test";
    m_package.record.file_name = record.dist_name() + ".conda";
    m_package.record.url = "https://example.org/test/linux-64/" + m_package.record.file_name;
    m_package.extracted_dir = m_scratch.path() / "pkgs" / record.dist_name();
    m_scratch.files().create_directories(m_package.extracted_dir / "info");
  }

  ExtractedPackage& file(std::string_view path, std::string_view bytes, mode_t mode = 0644) {
    PathEntry entry;
    entry.size = bytes.size();
    entry.sha256 = sha256_hex(bytes);
    write(path, bytes, mode);
    return add(path, entry);
  }

  ExtractedPackage& no_link_file(std::string_view path, std::string_view bytes) {
    file(path, bytes);
    m_paths.paths.back().no_link = true;
    return *this;
  }

  // `bytes` holds the placeholder.
  ExtractedPackage& placeholder_file(std::string_view path,
                                     std::string_view bytes,
                                     std::string_view placeholder,
                                     FileMode mode,
                                     mode_t permissions = 0644) {
    file(path, bytes, permissions);
    m_paths.paths.back().prefix_placeholder = placeholder;
    m_paths.paths.back().file_mode = mode;
    return *this;
  }

  ExtractedPackage& symlink(std::string_view path, std::string_view target) {
    make_parent(path);
    m_scratch.files().create_symlink(target, m_package.extracted_dir / path);
    PathEntry entry;
    entry.type = PathType::softlink;
    return add(path, entry);
  }

  ExtractedPackage& directory(std::string_view path) {
    m_scratch.files().create_directories(m_package.extracted_dir / path);
    PathEntry entry;
    entry.type = PathType::directory;
    return add(path, entry);
  }

  ExtractedPackage& noarch_python(std::vector<std::string> entry_points = {}) {
    m_package.record.package.noarch = NoArch::python;
    m_package.record.package.subdir = "noarch";
    LinkJson link;
    link.noarch = NoArch::python;
    link.entry_points = std::move(entry_points);
    write("info/link.json", link.to_json(), 0644);
    return *this;
  }

  ExtractedPackage& requested(std::string spec) {
    m_package.requested_specs.push_back(std::move(spec));
    return *this;
  }

  // Any file that paths.json does not name, or that replaces one which it names.
  ExtractedPackage& write(std::string_view path, std::string_view bytes, mode_t mode) {
    make_parent(path);
    m_scratch.files().write_file(m_package.extracted_dir / path, bytes, mode);
    m_scratch.files().set_mode(m_package.extracted_dir / path, mode);
    return *this;
  }

  PackageRecord& record() { return m_package.record.package; }

  PathsJson& paths() { return m_paths; }

  [[nodiscard]] const std::filesystem::path& extracted_dir() const {
    return m_package.extracted_dir;
  }

  PackageToLink build() {
    write("info/paths.json", m_paths.to_json(), 0644);
    return m_package;
  }

private:
  void make_parent(std::string_view path) {
    m_scratch.files().create_directories((m_package.extracted_dir / path).parent_path());
  }

  ExtractedPackage& add(std::string_view path, PathEntry entry) {
    entry.path = path;
    m_paths.paths.push_back(std::move(entry));
    return *this;
  }

  const ScratchDirectory& m_scratch;
  PackageToLink m_package;
  PathsJson m_paths;
};

} // namespace etalon
