#include <etalon/archive/package_reader.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/raw_conda.hpp>
#include <support/raw_tar.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <support/tree_listing.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace etalon {
namespace {

struct HostileCase {
  std::string title;
  RawTar payload;
  std::string reason;
};

RawTar tar() {
  return {};
}

std::string leads_out(const std::string& member) {
  return "the member `" + member + "` leads out of the package";
}

const std::string k_not_text = "a member's path is empty, not UTF-8 or has control characters";
const std::string k_no_file = "` is neither a file, a directory nor a link";

std::vector<HostileCase> path_cases() {
  const std::string long_path = "x/" + std::string(2000, 'y');
  std::string deep;
  for (int i = 0; i < 70; ++i) {
    deep += "d/";
  }
  return {
      {"absolute path",
       tar().file("/tmp/etalon-escape", "x"),
       "the member `/tmp/etalon-escape` has an absolute path"},
      {"absolute directory",
       tar().directory("/tmp/etalon-escape"),
       "the member `/tmp/etalon-escape` has an absolute path"},
      {"two slashes in front",
       tar().file("//etc/x", "x"),
       "the member `//etc/x` has an absolute path"},
      {"parent", tar().file("../outside/new", "x"), leads_out("../outside/new")},
      {"parent in the middle",
       tar().file("lib/../../outside/new", "x"),
       leads_out("lib/../../outside/new")},
      {"parent that stays inside", tar().file("lib/../x", "x"), leads_out("lib/../x")},
      {"parent as directory", tar().directory("../outside"), leads_out("../outside")},
      {"parent at the end", tar().directory("lib/.."), leads_out("lib/..")},
      {"parent behind a dot", tar().file("./../outside/new", "x"), leads_out("./../outside/new")},
      {"parent as symbolic link",
       tar().symlink("../outside/link", "x"),
       leads_out("../outside/link")},
      {"parent in a pax path",
       tar().pax(RawTar::pax_record("path", "../outside/new")).file("ok", "x"),
       leads_out("../outside/new")},
      {"absolute pax path",
       tar().pax(RawTar::pax_record("path", "/tmp/e")).file("ok", "x"),
       "the member `/tmp/e` has an absolute path"},
      {"parent in a GNU long name",
       tar().member("././@LongLink", 'L', std::string("../outside/new\0", 15)).file("ok", "x"),
       leads_out("../outside/new")},
      {"a file named dot", tar().file(".", "x"), "the member `.` has no name"},
      {"line break in a name", tar().file("a\nb", "x"), k_not_text},
      {"escape sequence in a name", tar().file("a\x1B[2J", "x"), k_not_text},
      {"name that is not UTF-8", tar().file("a\xFF\xFE", "x"), k_not_text},
      {"overlong slash", tar().file("..\xC0\xAFx", "x"), k_not_text},
      {"surrogate", tar().file("a\xED\xA0\x80", "x"), k_not_text},
      {"very long path",
       tar().pax(RawTar::pax_record("path", long_path)).file("ok", "x"),
       "a member's path is longer than 1024 bytes"},
      {"very deep path",
       tar().pax(RawTar::pax_record("path", deep + "x")).file("ok", "x"),
       "the member `" + deep + "x` lies more than 64 folders deep"},
  };
}

std::vector<HostileCase> link_cases(const std::string& outside) {
  const auto no_earlier_file = [](const std::string& link) {
    return "the hard link `" + link + "` does not lead to an earlier file of the package";
  };
  return {
      {"file through a link to a directory",
       tar().symlink("out", outside).file("out/new", "x"),
       "the member `out/new` lies below the symbolic link `out`"},
      {"file through a relative link",
       tar().symlink("out", "../outside").file("out/new", "x"),
       "the member `out/new` lies below the symbolic link `out`"},
      {"file through a link that is said with a dot",
       tar().symlink("./out", outside).file("out/./new", "x"),
       "the member `out/new` lies below the symbolic link `out`"},
      {"directory through a link",
       tar().symlink("out", outside).directory("out/new"),
       "the member `out/new` lies below the symbolic link `out`"},
      {"file deep through a link",
       tar().symlink("a/out", outside).file("a/out/b/new", "x"),
       "the member `a/out/b/new` lies below the symbolic link `a/out`"},
      {"file over a link to a file",
       tar().symlink("out", outside + "/file").file("out", "x"),
       "the member `out` appears twice"},
      {"link over a directory in use",
       tar().file("lib/x", "x").symlink("lib", outside).file("lib/new", "x"),
       "the member `lib` appears twice"},
      {"link of links",
       tar().symlink("a", "b").symlink("b", outside).file("a/new", "x"),
       "the member `a/new` lies below the symbolic link `a`"},
      {"hard link out, absolute",
       tar().hard_link("h", outside + "/file"),
       "the member `" + outside + "/file` has an absolute path"},
      {"hard link out, relative",
       tar().hard_link("h", "../outside/file"),
       leads_out("../outside/file")},
      {"hard link to a link",
       tar().symlink("s", outside + "/file").hard_link("h", "s"),
       no_earlier_file("h")},
      {"hard link through a link",
       tar().symlink("s", outside).hard_link("h", "s/file"),
       no_earlier_file("h")},
      {"hard link below a link",
       tar().file("f", "x").symlink("s", outside).hard_link("s/h", "f"),
       "the member `s/h` lies below the symbolic link `s`"},
      {"hard link to itself", tar().hard_link("h", "h"), no_earlier_file("h")},
      {"hard link to nothing",
       tar().hard_link("h", "later").file("later", "x"),
       no_earlier_file("h")},
      {"hard link to a directory", tar().directory("d").hard_link("h", "d"), no_earlier_file("h")},
      {"link with an empty target",
       tar().symlink("s", ""),
       "the symbolic link `s` has a target that is empty, too long, not UTF-8 or has control "
       "characters"},
      {"link with a line break in its target",
       tar().symlink("s", "a\nb"),
       "the symbolic link `s` has a target that is empty, too long, not UTF-8 or has control "
       "characters"},
      {"link that replaces info",
       tar().symlink("info", outside),
       "the member `info` appears twice"},
  };
}

std::vector<HostileCase> name_and_kind_cases() {
  return {
      {"file twice", tar().file("a", "1").file("a", "2"), "the member `a` appears twice"},
      {"file twice, said otherwise",
       tar().file("a/b", "1").file("a//./b", "2"),
       "the member `a/b` appears twice"},
      {"file and directory", tar().file("a", "1").directory("a"), "the member `a` appears twice"},
      {"directory and file", tar().directory("a").file("a", "1"), "the member `a` appears twice"},
      {"file below a file",
       tar().file("a", "1").file("a/b", "2"),
       "the member `a/b` lies below the file `a`"},
      {"metadata in the payload",
       tar().file("info/index.json", "{}"),
       "the member `info/index.json` appears twice"},
      {"character device", tar().member("dev", '3'), "the member `dev" + k_no_file},
      {"block device", tar().member("dev", '4'), "the member `dev" + k_no_file},
      {"fifo", tar().member("pipe", '6'), "the member `pipe" + k_no_file},
  };
}

// Unpacks into a directory beside one that must stay as it is, and returns the error.
Error unpack(const ScratchDirectory& scratch, const std::string& bytes) {
  const auto outside_before = list_everything(scratch / "outside");
  const auto archive = scratch.write("demo-1.0-0.conda", bytes);
  scratch.files().create_directory(scratch / "target");
  Error error =
      thrown_error([&] { extract_package(scratch.files(), archive, scratch / "target"); });
  CHECK(list_everything(scratch / "outside") == outside_before);
  CHECK_FALSE(std::filesystem::exists("/tmp/etalon-escape"));
  scratch.files().remove_tree(scratch / "target");
  scratch.files().remove_file(archive);
  CHECK(std::distance(std::filesystem::directory_iterator(scratch.path()), {}) == 1);
  return error;
}

} // namespace

TEST_CASE("Hostile members are refused by name and touch nothing outside", "[archive][hostile]") {
  const ScratchDirectory scratch;
  const std::string outside = (scratch / "outside").string();
  scratch.write("outside/file", "precious");
  std::vector<HostileCase> cases = path_cases();
  for (const auto& more : {link_cases(outside), name_and_kind_cases()}) {
    cases.insert(cases.end(), more.begin(), more.end());
  }
  REQUIRE(cases.size() >= 45);
  for (const HostileCase& hostile : cases) {
    INFO(hostile.title);
    // In a .conda the payload stands first: a clash is then found in the metadata.
    const Error in_conda =
        unpack(scratch,
               raw_zip({{"info-demo-1.0-0.tar.zst", compress_zstd(demo_info().bytes(), 1)},
                        {"pkg-demo-1.0-0.tar.zst", compress_zstd(hostile.payload.bytes(), 1)}}));
    CHECK(in_conda.kind() == ErrorKind::corrupt);
    CHECK(in_conda.message() == "package archive `demo-1.0-0.conda` is not safe to unpack");
    CHECK(in_conda.causes() == std::vector<std::string>{hostile.reason});

    const std::string info = demo_info().bytes();
    const Error in_tar =
        unpack(scratch, info.substr(0, info.size() - 1024) + hostile.payload.bytes());
    CHECK(in_tar.causes() == std::vector<std::string>{hostile.reason});
  }
}

TEST_CASE("A symbolic link may point outside, even to what is not there", "[archive][hostile]") {
  const ScratchDirectory scratch;
  const auto archive = scratch.write(
      "demo-1.0-0.conda",
      raw_conda(tar().symlink("a", "/etc/hosts").symlink("b", "../../x").symlink("c", "a")));
  scratch.files().create_directory(scratch / "target");
  extract_package(scratch.files(), archive, scratch / "target");
  CHECK(std::filesystem::read_symlink(scratch / "target/a") == "/etc/hosts");
  CHECK(std::filesystem::read_symlink(scratch / "target/b") == "../../x");
  CHECK(std::filesystem::read_symlink(scratch / "target/c") == "a");
}

TEST_CASE("Dangerous mode bits are dropped", "[archive][hostile]") {
  const ScratchDirectory scratch;
  const auto archive = scratch.write("demo-1.0-0.conda",
                                     raw_conda(tar()
                                                   .file("setuid", "x", 06755)
                                                   .file("sticky", "x", 01777)
                                                   .file("none", "x", 0)
                                                   .member("dir", '5', "", "", 07777)));
  scratch.files().create_directory(scratch / "target");
  extract_package(scratch.files(), archive, scratch / "target");
  const auto mode = [&](const char* name) {
    return static_cast<unsigned>(std::filesystem::status(scratch / "target" / name).permissions());
  };
  CHECK(mode("setuid") == 0755);
  CHECK(mode("sticky") == 0755);
  CHECK(mode("none") == 0400);
  CHECK(mode("dir") == 0755);
}

TEST_CASE("Bombs stop at the limits", "[archive][hostile]") {
  const ScratchDirectory scratch;
  scratch.write("outside/file", "precious");
  const auto unpack_limited = [&](const RawTar& payload, const ExtractionLimits& limits) {
    const auto archive = scratch.write("demo-1.0-0.conda", raw_conda(payload));
    scratch.files().create_directory(scratch / "target");
    ExtractionOptions options;
    options.limits = limits;
    Error error = thrown_error(
        [&] { extract_package(scratch.files(), archive, scratch / "target", options); });
    std::uintmax_t bytes = 0;
    for (const auto& item : std::filesystem::recursive_directory_iterator(scratch / "target")) {
      bytes += item.is_regular_file() ? item.file_size() : 0;
    }
    CHECK(bytes <= limits.ratio_free_bytes);
    scratch.files().remove_tree(scratch / "target");
    scratch.files().remove_file(archive);
    return error.causes().at(0);
  };
  ExtractionLimits limits;
  limits.ratio_free_bytes = 1U << 20U;
  limits.ratio = 10;
  CHECK(unpack_limited(tar().file("zeros", std::string(std::size_t{4} << 20U, '\0')), limits) ==
        "it unpacks to more than 1.0 MiB");
  limits.total_bytes = 1000;
  CHECK(unpack_limited(tar().file("a", std::string(600, 'a')).file("b", std::string(600, 'b')),
                       limits) == "it unpacks to more than 1000 B");
  limits = {};
  limits.entries = 3;
  CHECK(unpack_limited(tar().file("a", "").file("b", "").file("c", "").file("d", ""), limits) ==
        "it has more than 3 members");
  // A sparse file that claims to be huge holds nothing but a hole.
  limits = {};
  limits.ratio_free_bytes = 1U << 20U;
  limits.ratio = 1;
  const std::string sparse = RawTar::pax_record("GNU.sparse.major", "1") +
                             RawTar::pax_record("GNU.sparse.minor", "0") +
                             RawTar::pax_record("GNU.sparse.name", "hole") +
                             RawTar::pax_record("GNU.sparse.realsize", "1000000000000000");
  CHECK(
      unpack_limited(tar().pax(sparse).file("GNUSparseFile.0/hole", "0\n" + std::string(510, '\0')),
                     limits) == "it unpacks to more than 1.0 MiB");
}

TEST_CASE("Containers that are not packages are refused", "[archive][hostile]") {
  const ScratchDirectory scratch;
  scratch.write("outside/file", "precious");
  const std::string info = compress_zstd(demo_info().bytes(), 1);
  const std::string payload = compress_zstd(tar().file("a", "x").bytes(), 1);
  const std::string name = "package archive `demo-1.0-0.conda` is ";

  struct Case {
    std::string bytes, message, reason;
  };

  const std::vector<Case> cases = {
      {raw_zip({{"pkg-demo.tar.zst", payload}}),
       "truncated or damaged",
       "it has no `info-*.tar.zst`"},
      {raw_zip({{"info-demo.tar.zst", info}}), "truncated or damaged", "it has no `pkg-*.tar.zst`"},
      {raw_zip({}), "truncated or damaged", "Unrecognized archive format"},
      {raw_zip({{"info-demo.tar.zst", info}, {"info-demo2.tar.zst", info}}),
       "not safe to unpack",
       "it has two `info-*.tar.zst`"},
      {raw_zip({{"info-demo.tar.zst", payload},
                {"pkg-demo.tar.zst", compress_zstd(RawTar().bytes(), 1)}}),
       "truncated or damaged",
       "it has no `info/index.json`"},
      {raw_zip({{"metadata.json", R"({"conda_pkg_format_version": 3})"},
                {"info-demo.tar.zst", info},
                {"pkg-demo.tar.zst", payload}}),
       "truncated or damaged",
       "its `conda_pkg_format_version` is `3`, and only 2 is known"},
      {raw_zip({{"metadata.json", "{}"}}),
       "truncated or damaged",
       "its `metadata.json` has no `conda_pkg_format_version`"},
      {raw_zip({{"metadata.json", std::string(100'000, ' ')}}),
       "not safe to unpack",
       "a metadata member is too large"},
      {RawTar().file("a", "x").bytes(), "truncated or damaged", "it has no `info/index.json`"},
      {RawTar().directory("info/index.json").bytes(),
       "truncated or damaged",
       "it has no `info/index.json`"},
      {"<html>404 Not Found</html>", "truncated or damaged", "Unrecognized archive format"},
      {"", "truncated or damaged", "Unrecognized archive format"},
  };
  for (const Case& item : cases) {
    const Error error = unpack(scratch, item.bytes);
    CHECK(error.kind() == ErrorKind::corrupt);
    CHECK(error.message() == name + item.message);
    CHECK(error.causes() == std::vector<std::string>{item.reason});
  }
}

} // namespace etalon
