#include <etalon/archive/package_reader.hpp>
#include <etalon/archive/package_writer.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <catch2/catch.hpp>
#include <support/full_disk.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <support/tree_listing.hpp>
#include <zstd.h>

#include <string>
#include <vector>

namespace etalon {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_index = "{\"name\": \"demo\"}";

ArchiveMember text_member(std::string path, std::string content) {
  ArchiveMember member;
  member.path = std::move(path);
  member.content = std::move(content);
  return member;
}

// Bytes that do not compress away, so that several compression jobs are needed.
std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint64_t state = 88172645463325252ULL;
  for (char& byte : bytes) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    byte = static_cast<char>(state & 0x3FU);
  }
  return bytes;
}

CondaContents demo_contents(const ScratchDirectory& scratch, const std::string& big) {
  CondaContents contents;
  contents.dist_name = "demo-1.0-0";
  contents.modification_time = 1'600'000'000;
  ArchiveMember large;
  large.path = "lib/large";
  large.executable = true;
  large.source = scratch.write("source/large", big);
  large.size = big.size();
  ArchiveMember link;
  link.path = "lib/link";
  link.kind = ArchiveMember::Kind::symlink;
  link.content = "large";
  ArchiveMember directory;
  directory.path = "empty";
  directory.kind = ArchiveMember::Kind::directory;
  contents.package = {directory, large, link, text_member("small", "text")};
  contents.info = {text_member("info/index.json", k_index)};
  return contents;
}

CondaWriteOptions fast(std::size_t threads = 1) {
  CondaWriteOptions options;
  options.compression_level = 1;
  options.threads = threads;
  return options;
}

std::map<std::string, std::string> unpacked(const ScratchDirectory& scratch, const fs::path& path) {
  const fs::path target = scratch / "unpacked";
  scratch.files().remove_tree(target);
  scratch.files().create_directory(target);
  extract_package(scratch.files(), path, target);
  return list_everything(target);
}

} // namespace

TEST_CASE("What is written is read again", "[archive][writer]") {
  const ScratchDirectory scratch;
  const std::string big = noise(3'000'000);
  const CondaContents contents = demo_contents(scratch, big);
  const fs::path path = scratch / "demo-1.0-0.conda";
  std::uint64_t reported = 0;
  CondaWriteOptions options = fast();
  options.on_progress = [&](std::uint64_t written) { reported = written; };
  const WrittenArchive written = write_conda(scratch.files(), path, contents, options);
  CHECK(written.size == fs::file_size(path));
  CHECK(written.sha256 == sha256_file(path));
  CHECK(reported == big.size() + 4 + std::string(k_index).size());
  const auto listing = unpacked(scratch, path);
  CHECK(listing.at("lib/large") == "493 " + big);
  CHECK(listing.at("lib/link") == "link large");
  CHECK(listing.at("empty") == "dir");
  CHECK(listing.at("small") == "420 text");
  CHECK(listing.at("info/index.json") == std::string("420 ") + k_index);
  CHECK(listing.size() == 7);
}

TEST_CASE("Equal contents give equal bytes for any number of threads", "[archive][writer]") {
  const ScratchDirectory scratch;
  const CondaContents contents = demo_contents(scratch, noise(40'000'000));
  const std::string one = write_conda(scratch.files(), scratch / "1", contents, fast(1)).sha256;
  CHECK(write_conda(scratch.files(), scratch / "2", contents, fast(2)).sha256 == one);
  CHECK(write_conda(scratch.files(), scratch / "7", contents, fast(7)).sha256 == one);
  CondaContents later = contents;
  later.modification_time += 1;
  CHECK(write_conda(scratch.files(), scratch / "later", later, fast(1)).sha256 != one);
}

TEST_CASE("Names and targets of any length are kept", "[archive][writer]") {
  const ScratchDirectory scratch;
  CondaContents contents;
  contents.dist_name = "demo-1.0-0";
  std::vector<std::string> paths;
  for (const std::size_t folder : {1U, 50U, 99U, 100U, 155U, 156U, 200U}) {
    for (const std::size_t name : {1U, 99U, 100U, 101U, 200U}) {
      paths.push_back(std::string(folder, 'd') + "/" + std::string(name, 'f'));
      contents.package.push_back(text_member(paths.back(), paths.back()));
    }
  }
  ArchiveMember link;
  link.path = "link";
  link.kind = ArchiveMember::Kind::symlink;
  link.content = std::string(300, 't');
  ArchiveMember directory;
  directory.path = std::string(120, 'e');
  directory.kind = ArchiveMember::Kind::directory;
  contents.package.push_back(link);
  contents.package.push_back(directory);
  contents.info = {text_member("info/index.json", k_index)};
  const fs::path path = scratch / "demo-1.0-0.conda";
  write_conda(scratch.files(), path, contents, fast());
  const auto listing = unpacked(scratch, path);
  for (const std::string& written : paths) {
    CHECK(listing.at(written) == "420 " + written);
  }
  CHECK(listing.at("link") == "link " + link.content);
  CHECK(listing.at(directory.path) == "dir");
}

TEST_CASE("A source that changed its size is refused and leaves nothing", "[archive][writer]") {
  const ScratchDirectory scratch;
  CondaContents contents = demo_contents(scratch, "12345");
  scratch.files().create_directory(scratch / "out");
  for (const std::uint64_t size : {4U, 6U}) {
    contents.package[1].size = size;
    const Error error = thrown_error(
        [&] { write_conda(scratch.files(), scratch / "out/demo-1.0-0.conda", contents, fast()); });
    CHECK(error.kind() == ErrorKind::refused);
    CHECK(error.message() ==
          "`" + (scratch / "source/large").string() + "` changed while it was being packed");
    CHECK(fs::is_empty(scratch / "out"));
  }
}

TEST_CASE("Compression levels out of range are refused", "[archive][writer]") {
  for (const int level : {-1, 0, 20, 22}) {
    const Error error = thrown_error([&] { compress_zstd("x", level); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.message() ==
          "compression level `" + std::to_string(level) + "` is not between 1 and 19");
  }
}

TEST_CASE("A zstd frame is read by libzstd", "[archive][writer]") {
  const std::string text = noise(100'000);
  for (const int level : {1, 19}) {
    const std::string frame = compress_zstd(text, level);
    std::string back(text.size(), '\0');
    CHECK(ZSTD_decompress(back.data(), back.size(), frame.data(), frame.size()) == text.size());
    CHECK(back == text);
  }
}

TEST_CASE("A full disk while packing leaves the old file", "[archive][writer]") {
  const ScratchDirectory scratch;
  const CondaContents contents = demo_contents(scratch, noise(200'000));
  const fs::path path = scratch.write("out/demo-1.0-0.conda", "old");
  FullDisk never(0);
  write_conda(never, scratch / "other.conda", contents, fast());
  REQUIRE(never.effects() > 5);
  // The temporary directory itself is made by the system, not through the counted interface.
  for (std::size_t full_at = 1; full_at <= never.effects(); ++full_at) {
    FullDisk disk(full_at);
    const Error error = thrown_error([&] { write_conda(disk, path, contents, fast()); });
    CHECK(error.kind() == ErrorKind::io);
    CHECK(read_file(path) == "old");
    CHECK(std::distance(fs::directory_iterator(scratch / "out"), {}) == 1);
  }
  FullDisk enough(0);
  write_conda(enough, path, contents, fast());
  CHECK(read_file(path).substr(0, 2) == "PK");
}

TEST_CASE("Packing stops when it is cancelled and leaves nothing", "[archive][writer]") {
  const ScratchDirectory scratch;
  CondaWriteOptions options = fast();
  options.token.cancel();
  scratch.files().create_directory(scratch / "out");
  const Error error = thrown_error([&] {
    write_conda(scratch.files(), scratch / "out/x.conda", demo_contents(scratch, "x"), options);
  });
  CHECK(error.kind() == ErrorKind::cancelled);
  CHECK(fs::is_empty(scratch / "out"));
}

} // namespace etalon
