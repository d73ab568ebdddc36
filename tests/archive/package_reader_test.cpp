#include <etalon/archive/package_reader.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/thread_pool.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>
#include <support/full_disk.hpp>
#include <support/raw_conda.hpp>
#include <support/raw_tar.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <support/tree_listing.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

namespace etalon {
namespace {

namespace fs = std::filesystem;

RawTar demo_payload() {
  RawTar payload;
  payload.directory("lib/").file("lib/libz.so.1", std::string(300'000, 'z'), 0755);
  payload.symlink("lib/libz.so", "libz.so.1").hard_link("lib/libz.copy", "lib/libz.so.1");
  payload.file("./share/doc.txt", "text\n").directory("empty/inner");
  return payload;
}

std::string whole_tar() {
  const std::string info = demo_info().bytes();
  return info.substr(0, info.size() - 1024) + demo_payload().bytes();
}

// The tar through one of libarchive's compressors.
std::string compressed(const std::string& tar, int filter) {
  std::string out(tar.size() + 100'000, '\0');
  std::size_t used = 0;
  ::archive* writer = archive_write_new();
  archive_write_add_filter(writer, filter);
  archive_write_set_format_raw(writer);
  archive_write_set_bytes_per_block(writer, 0);
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  ::archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(writer, entry);
  archive_write_data(writer, tar.data(), tar.size());
  archive_entry_free(entry);
  archive_write_free(writer);
  out.resize(used);
  return out;
}

// A ZIP of deflated members, as some repacking tools write them.
std::string deflated_zip(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out(1'000'000, '\0');
  std::size_t used = 0;
  ::archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  archive_write_set_options(writer, "zip:compression=deflate");
  archive_write_set_bytes_per_block(writer, 0);
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  for (const auto& member : members) {
    ::archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.first.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.second.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, member.second.data(), member.second.size());
    archive_entry_free(entry);
  }
  archive_write_free(writer);
  out.resize(used);
  return out;
}

struct Unpacked {
  std::map<std::string, std::string> listing;
  ExtractedPackage counts;
};

Unpacked
unpack(const ScratchDirectory& scratch, const std::string& name, const std::string& bytes) {
  const fs::path archive = scratch.write(name, bytes);
  const fs::path target = scratch / ("target-" + name);
  scratch.files().create_directory(target);
  const ExtractedPackage counts = extract_package(scratch.files(), archive, target);
  return {list_everything(target), counts};
}

void check_is_demo(const Unpacked& unpacked) {
  const auto& listing = unpacked.listing;
  CHECK(listing.size() == 11);
  CHECK(listing.at("info/index.json") == "420 " + std::string(k_demo_index));
  CHECK(listing.at("lib/libz.so.1") == "493 " + std::string(300'000, 'z'));
  CHECK(listing.at("lib/libz.copy") == listing.at("lib/libz.so.1"));
  CHECK(listing.at("lib/libz.so") == "link libz.so.1");
  CHECK(listing.at("share/doc.txt") == "420 text\n");
  CHECK(listing.at("empty/inner") == "dir");
  CHECK(unpacked.counts.entries == 8);
  CHECK(unpacked.counts.bytes == 300'000 + 5 + k_demo_index.size() +
                                     std::string(R"({"paths": [], "paths_version": 1})").size());
}

} // namespace

TEST_CASE("A .conda is unpacked with its metadata", "[archive][reader]") {
  const ScratchDirectory scratch;
  check_is_demo(unpack(scratch, "demo-1.0-0.conda", raw_conda(demo_payload())));
}

TEST_CASE("A .tar.bz2 may be compressed in any way, or not at all", "[archive][reader]") {
  const ScratchDirectory scratch;
  check_is_demo(unpack(scratch, "bzip2.tar.bz2", compressed(whole_tar(), ARCHIVE_FILTER_BZIP2)));
  check_is_demo(unpack(scratch, "gzip.tar.bz2", compressed(whole_tar(), ARCHIVE_FILTER_GZIP)));
  check_is_demo(unpack(scratch, "xz.tar.bz2", compressed(whole_tar(), ARCHIVE_FILTER_XZ)));
  check_is_demo(unpack(scratch, "zstd.tar.bz2", compress_zstd(whole_tar(), 3)));
  check_is_demo(unpack(scratch, "plain.tar.bz2", whole_tar()));
}

TEST_CASE("What a package is, its content says and not its name", "[archive][reader]") {
  const ScratchDirectory scratch;
  check_is_demo(unpack(scratch, "zip.tar.bz2", raw_conda(demo_payload())));
  check_is_demo(unpack(scratch, "tar.conda", compressed(whole_tar(), ARCHIVE_FILTER_BZIP2)));
}

TEST_CASE("A plain tar may begin with the letters of a ZIP", "[archive][reader]") {
  const ScratchDirectory scratch;
  RawTar tar;
  tar.file("PKG-INFO", "x").file("info/index.json", k_demo_index);
  CHECK(unpack(scratch, "demo-1.0-0.tar.bz2", tar.bytes()).listing.at("PKG-INFO") == "420 x");
}

TEST_CASE("Real deviations from the .conda format are read", "[archive][reader]") {
  const ScratchDirectory scratch;
  const std::string info = compress_zstd(demo_info().bytes(), 1);
  const std::string payload = compress_zstd(demo_payload().bytes(), 1);
  const std::string metadata = "{\n \"conda_pkg_format_version\" : 2 }";
  check_is_demo(unpack(scratch,
                       "no-metadata.conda",
                       raw_zip({{"info-demo.tar.zst", info}, {"pkg-demo.tar.zst", payload}})));
  check_is_demo(unpack(scratch,
                       "late-metadata.conda",
                       raw_zip({{"pkg-demo.tar.zst", payload},
                                {"unknown", "ignored"},
                                {"info-demo.tar.zst", info},
                                {"metadata.json", metadata}})));
  check_is_demo(unpack(scratch,
                       "deflated.conda",
                       deflated_zip({{"metadata.json", metadata},
                                     {"info-demo.tar.zst", info},
                                     {"pkg-demo.tar.zst", payload}})));
  check_is_demo(unpack(
      scratch,
      "bzip2-inside.conda",
      raw_zip({{"info-demo.tar.zst", info},
               {"pkg-demo.tar.bz2", compressed(demo_payload().bytes(), ARCHIVE_FILTER_BZIP2)}})));
}

TEST_CASE("Names that are not ASCII survive, short and long", "[archive][reader]") {
  const ScratchDirectory scratch;
  const std::string long_name = "d\xC3\xA9/" + std::string(150, 'x');
  RawTar payload;
  payload.file("na\xC3\xAFve", "1").pax(RawTar::pax_record("path", long_name)).file("y", "2");
  payload.pax(RawTar::pax_record("linkpath", "na\xC3\xAFve")).symlink("link", "y");
  const Unpacked unpacked = unpack(scratch, "demo-1.0-0.conda", raw_conda(payload));
  CHECK(unpacked.listing.at("na\xC3\xAFve") == "420 1");
  CHECK(unpacked.listing.at(long_name) == "420 2");
  CHECK(unpacked.listing.at("link") == "link na\xC3\xAFve");
}

TEST_CASE("Files keep their times unless those lie in the future", "[archive][reader]") {
  const ScratchDirectory scratch;
  RawTar payload;
  payload.time(1'500'000'000).file("old", "x").time(0).file("epoch", "x");
  payload.time(8'000'000'000).file("future", "x");
  unpack(scratch, "demo-1.0-0.conda", raw_conda(payload));
  const auto time_of = [&](const char* name) {
    struct stat status {};
    REQUIRE(::stat((scratch / "target-demo-1.0-0.conda" / name).c_str(), &status) == 0);
    return status.st_mtim.tv_sec;
  };
  CHECK(time_of("old") == 1'500'000'000);
  CHECK(time_of("epoch") == 0);
  CHECK(time_of("future") <= std::time(nullptr));
}

TEST_CASE("Metadata is read without unpacking the payload", "[archive][reader]") {
  const ScratchDirectory scratch;
  const std::string garbage_payload = "this is no archive";
  const fs::path archive =
      scratch.write("demo-1.0-0.conda",
                    raw_zip({{"pkg-demo.tar.zst", garbage_payload},
                             {"info-demo.tar.zst", compress_zstd(demo_info().bytes(), 1)}}));
  CHECK(read_info_member(archive, "info/index.json") == k_demo_index);
  const fs::path old =
      scratch.write("demo-1.0-0.tar.bz2", compressed(whole_tar(), ARCHIVE_FILTER_BZIP2));
  CHECK(read_info_member(old, "info/index.json") == k_demo_index);
  const Error error = thrown_error([&] { read_info_member(old, "info/link.json"); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "package archive `demo-1.0-0.tar.bz2` is truncated or damaged");
  CHECK(error.causes() == std::vector<std::string>{"it has no `info/link.json`"});
}

TEST_CASE("An archive that is not there is not found", "[archive][reader]") {
  const ScratchDirectory scratch;
  const std::string path = (scratch / "absent.conda").string();
  const std::string message = "package archive `" + path + "` does not exist";
  const Error extracting =
      thrown_error([&] { extract_package(scratch.files(), path, scratch.path()); });
  CHECK(extracting.kind() == ErrorKind::not_found);
  CHECK(extracting.message() == message);
  const Error reading = thrown_error([&] { read_info_member(path, "info/index.json"); });
  CHECK(reading.kind() == ErrorKind::not_found);
  CHECK(reading.message() == message);
}

TEST_CASE("A truncated archive is damaged wherever it ends", "[archive][truncated]") {
  const ScratchDirectory scratch;

  struct Case {
    std::string name, bytes;
  };

  for (const Case& item :
       {Case{"demo-1.0-0.conda", raw_conda(demo_payload())},
        Case{"demo-1.0-0.tar.bz2", compressed(whole_tar(), ARCHIVE_FILTER_BZIP2)}}) {
    const std::size_t step = std::max<std::size_t>(item.bytes.size() / 60, 1);
    for (std::size_t length = 0; length < item.bytes.size(); length += step) {
      INFO(item.name << " cut to " << length);
      const fs::path archive = scratch / item.name;
      scratch.files().remove_file(archive);
      scratch.write(item.name, item.bytes.substr(0, length));
      scratch.files().create_directory(scratch / "target");
      const Error error =
          thrown_error([&] { extract_package(scratch.files(), archive, scratch / "target"); });
      CHECK(error.kind() == ErrorKind::corrupt);
      CHECK(error.message() == "package archive `" + item.name + "` is truncated or damaged");
      CHECK(error.causes().size() == 1);
      scratch.files().remove_tree(scratch / "target");
    }
  }
}

TEST_CASE("A changed byte in a .conda is found by its checksums", "[archive][truncated]") {
  const ScratchDirectory scratch;
  const std::string good = raw_conda(demo_payload());
  const std::size_t payload = good.find("pkg-demo-1.0-0.tar.zst") + 22;
  std::string bytes = good;
  bytes[payload + 40] = static_cast<char>(bytes[payload + 40] ^ 1);
  const fs::path archive = scratch.write("demo-1.0-0.conda", bytes);
  scratch.files().create_directory(scratch / "target");
  const Error error =
      thrown_error([&] { extract_package(scratch.files(), archive, scratch / "target"); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "package archive `demo-1.0-0.conda` is truncated or damaged");
}

TEST_CASE("A full disk while unpacking is said as such", "[archive][reader]") {
  const ScratchDirectory scratch;
  const fs::path archive = scratch.write("demo-1.0-0.conda", raw_conda(demo_payload()));
  FullDisk never(0);
  never.create_directory(scratch / "all", 0777);
  extract_package(never, archive, scratch / "all");
  const std::size_t effects = never.effects();
  REQUIRE(effects > 10);
  for (std::size_t full_at = 2; full_at <= effects; ++full_at) {
    FullDisk disk(full_at);
    const fs::path target = scratch / std::to_string(full_at);
    disk.create_directory(target, 0777);
    const Error error = thrown_error([&] { extract_package(disk, archive, target); });
    CHECK(error.kind() == ErrorKind::io);
    CHECK(error.message().find("No space left on device") != std::string::npos);
    CHECK_FALSE(error.hints().empty());
  }
}

TEST_CASE("Unpacking stops when it is cancelled", "[archive][reader]") {
  const ScratchDirectory scratch;
  const fs::path archive = scratch.write("demo-1.0-0.conda", raw_conda(demo_payload()));
  scratch.files().create_directory(scratch / "target");
  ExtractionOptions options;
  options.token.cancel();
  const Error error =
      thrown_error([&] { extract_package(scratch.files(), archive, scratch / "target", options); });
  CHECK(error.kind() == ErrorKind::cancelled);
}

TEST_CASE("Several archives are unpacked at once", "[archive][reader]") {
  const ScratchDirectory scratch;
  const fs::path archive = scratch.write("demo-1.0-0.conda", raw_conda(demo_payload()));
  std::vector<std::map<std::string, std::string>> listings(16);
  ThreadPool pool(4);
  for (std::size_t i = 0; i < listings.size(); ++i) {
    pool.submit([&, i] {
      const fs::path target = scratch / std::to_string(i);
      scratch.files().create_directory(target);
      extract_package(scratch.files(), archive, target);
      listings[i] = list_everything(target);
    });
  }
  pool.wait();
  for (const auto& listing : listings) {
    CHECK(listing == listings.front());
  }
  CHECK(listings.front().size() == 11);
}

} // namespace etalon
