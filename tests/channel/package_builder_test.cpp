#include <etalon/archive/package_reader.hpp>
#include <etalon/channel/package_builder.hpp>
#include <etalon/model/prefix_record.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <support/full_disk.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <support/tree_listing.hpp>
#include <sys/stat.h>
#include <sys/time.h>

#include <string>
#include <vector>

namespace etalon {
namespace {

namespace fs = std::filesystem;

const std::string k_placeholder = "/opt/" + std::string(250, 'p');

Recipe demo_recipe(const std::string& more = "") {
  return Recipe::parse("package: {name: demo, version: \"1.0\"}\n"
                       "requirements: {run: [\"zlib >=1.2\"]}\n"
                       "about: {homepage: \"https://example.org\", summary: Demo}\n" +
                           more,
                       "recipe.yml");
}

Recipe placeholder_recipe() {
  return demo_recipe("build: {prefix_detection: {placeholder: " + k_placeholder + "}}\n");
}

// A tree with one of each thing.
fs::path demo_tree(const ScratchDirectory& scratch, const std::string& name = "tree") {
  const fs::path tree = scratch / name;
  FileSystem& files = scratch.files();
  files.create_directories(tree / "bin");
  files.create_directories(tree / "lib/pkgconfig");
  files.create_directories(tree / "var/empty");
  files.write_file(tree / "bin/run", "#!" + k_placeholder + "/bin/sh\n", 0755);
  files.set_mode(tree / "bin/run", 0750);
  files.write_file(tree / "lib/libz.so.1", std::string("\0ELF\0", 5) + k_placeholder + '\0');
  files.write_file(tree / "lib/plain", "nothing");
  files.create_symlink("libz.so.1", tree / "lib/libz.so");
  files.create_symlink("pkgconfig", tree / "lib/folder");
  files.create_symlink("nowhere", tree / "lib/dangling");
  files.create_symlink("/etc/hosts", tree / "lib/outside");
  files.write_file(tree / "lib/pkgconfig/z.pc", "prefix=" + k_placeholder + "\n");
  return tree;
}

BuildOptions options_for(const fs::path& output, std::size_t threads = 2) {
  BuildOptions options;
  options.output_directory = output;
  options.compression_level = 1;
  options.threads = threads;
  return options;
}

nlohmann::json info_json(const BuiltPackage& built, const std::string& member) {
  return nlohmann::json::parse(read_info_member(built.path, "info/" + member));
}

std::map<std::string, PathEntry> paths_of(const BuiltPackage& built) {
  std::map<std::string, PathEntry> paths;
  for (const PathEntry& entry :
       PathsJson::parse(read_info_member(built.path, "info/paths.json")).paths) {
    paths[entry.path] = entry;
  }
  return paths;
}

} // namespace

TEST_CASE("A tree becomes a package with its metadata", "[channel][build]") {
  const ScratchDirectory scratch;
  const fs::path tree = demo_tree(scratch);
  const BuiltPackage built =
      build_package(scratch.files(), tree, placeholder_recipe(), options_for(scratch / "out"));
  CHECK(built.path == scratch / "out/linux-64/demo-1.0-0.conda");
  CHECK(built.files == 4);
  CHECK(built.symlinks == 4);
  CHECK(built.empty_directories == 1);
  CHECK(built.files_with_placeholder == 3);
  CHECK(built.bytes == 3 * 255 + 10 + 6 + 7 + 8);
  CHECK(built.record.sha256 == sha256_file(built.path));
  CHECK(built.record.size == fs::file_size(built.path));

  const nlohmann::json index = info_json(built, "index.json");
  CHECK(index.at("name") == "demo");
  CHECK(index.at("version") == "1.0");
  CHECK(index.at("build") == "0");
  CHECK(index.at("subdir") == "linux-64");
  CHECK(index.at("depends") == nlohmann::json::array({"zlib >=1.2"}));
  CHECK_FALSE(index.contains("sha256"));
  CHECK(info_json(built, "about.json") ==
        nlohmann::json({{"home", "https://example.org"}, {"summary", "Demo"}}));
  CHECK(read_info_member(built.path, "info/files") ==
        "bin/run\nlib/dangling\nlib/folder\nlib/libz.so\nlib/libz.so.1\nlib/outside\n"
        "lib/pkgconfig/z.pc\nlib/plain\n");
  CHECK_THROWS_AS(read_info_member(built.path, "info/link.json"), Error);

  const fs::path target = scratch / "unpacked";
  scratch.files().create_directory(target);
  extract_package(scratch.files(), built.path, target);
  auto listing = list_everything(target);
  for (const char* name :
       {"info", "info/about.json", "info/files", "info/index.json", "info/paths.json"}) {
    CHECK(listing.erase(name) == 1);
  }
  auto expected = list_everything(tree);
  expected["bin/run"].replace(0, 3, "493"); // 0750 becomes 0755
  CHECK(listing == expected);
}

TEST_CASE("paths.json says hash, size, kind and prefix of every path", "[channel][build]") {
  const ScratchDirectory scratch;
  const BuiltPackage built = build_package(
      scratch.files(), demo_tree(scratch), placeholder_recipe(), options_for(scratch / "out"));
  const auto paths = paths_of(built);
  REQUIRE(paths.size() == 9);
  const std::string script = "#!" + k_placeholder + "/bin/sh\n";
  CHECK(paths.at("bin/run").sha256 == sha256_hex(script));
  CHECK(paths.at("bin/run").size == script.size());
  CHECK(paths.at("bin/run").prefix_placeholder == k_placeholder);
  CHECK(paths.at("bin/run").file_mode == FileMode::text);
  CHECK(paths.at("lib/libz.so.1").prefix_placeholder == k_placeholder);
  CHECK(paths.at("lib/libz.so.1").file_mode == FileMode::binary);
  CHECK(paths.at("lib/plain").prefix_placeholder.empty());
  CHECK(paths.at("lib/libz.so").type == PathType::softlink);
  CHECK(paths.at("lib/libz.so").sha256 == paths.at("lib/libz.so.1").sha256);
  CHECK(paths.at("lib/libz.so").prefix_placeholder.empty());
  for (const char* link : {"lib/folder", "lib/dangling", "lib/outside"}) {
    CHECK(paths.at(link).type == PathType::softlink);
    CHECK(paths.at(link).sha256 == sha256_hex(""));
  }
  CHECK(paths.at("var/empty").type == PathType::directory);
}

TEST_CASE("The placeholder is the tree's own path unless the recipe has one", "[channel][build]") {
  const ScratchDirectory scratch;
  const fs::path tree = fs::canonical(scratch.path()) / "tree";
  scratch.write("tree/config", "prefix=" + tree.string() + "/share\n");
  scratch.write("tree/other", "prefix=/usr\n");
  const BuiltPackage built =
      build_package(scratch.files(), tree, demo_recipe(), options_for(scratch / "out"));
  const auto paths = paths_of(built);
  CHECK(paths.at("config").prefix_placeholder == tree.string());
  CHECK(paths.at("other").prefix_placeholder.empty());
}

TEST_CASE("The same tree and recipe give the same bytes", "[channel][build]") {
  const ScratchDirectory scratch;
  const fs::path tree = demo_tree(scratch, "one");
  const fs::path copy = demo_tree(scratch, "two");
  const struct timeval old_times[2] = {{1'000'000, 0}, {1'000'000, 0}};
  REQUIRE(::utimes((copy / "lib/plain").c_str(), old_times) == 0);
  scratch.files().set_mode(copy / "lib/plain", 0600);
  const auto digest = [&](const fs::path& from, const std::string& to, std::size_t threads) {
    return build_package(
               scratch.files(), from, placeholder_recipe(), options_for(scratch / to, threads))
        .record.sha256;
  };
  const std::string first = digest(tree, "out1", 1);
  CHECK(digest(tree, "out1", 1) == first); // over the file that is there
  CHECK(digest(tree, "out2", 5) == first);
  CHECK(digest(copy, "out3", 2) == first);
  scratch.files().set_mode(copy / "lib/plain", 0755);
  CHECK(digest(copy, "out4", 2) != first);
}

TEST_CASE("Members have the time of the recipe, else of the source date", "[channel][build]") {
  const ScratchDirectory scratch;
  const auto time_with = [&](const Recipe& recipe, std::optional<std::uint64_t> source_date) {
    const fs::path tree = scratch / "tree";
    scratch.files().remove_tree(scratch / "target");
    scratch.files().create_directories(tree);
    scratch.files().create_directory(scratch / "target");
    write_file_atomically(scratch.files(), tree / "a", "x");
    BuildOptions options = options_for(scratch / "out");
    options.source_date_seconds = source_date;
    const BuiltPackage built = build_package(scratch.files(), tree, recipe, options);
    extract_package(scratch.files(), built.path, scratch / "target");
    struct stat status {};
    REQUIRE(::stat((scratch / "target/a").c_str(), &status) == 0);
    CHECK(built.record.timestamp / 1000 == static_cast<std::uint64_t>(status.st_mtim.tv_sec));
    return status.st_mtim.tv_sec;
  };
  const Recipe timed = demo_recipe("build: {timestamp: 1500000000123}\n");
  CHECK(time_with(demo_recipe(), std::nullopt) == 0);
  CHECK(time_with(demo_recipe(), 1'400'000'000) == 1'400'000'000);
  CHECK(time_with(timed, 1'400'000'000) == 1'500'000'000);
}

TEST_CASE("A noarch python package has a link.json", "[channel][build]") {
  const ScratchDirectory scratch;
  scratch.write("tree/site-packages/demo.py", "def main(): pass\n");
  const BuiltPackage built = build_package(
      scratch.files(),
      scratch / "tree",
      demo_recipe("build: {noarch: python, python: {entry_points: [\"demo = demo:main\"]}}\n"),
      options_for(scratch / "out"));
  CHECK(built.path == scratch / "out/noarch/demo-1.0-0.conda");
  const LinkJson link = LinkJson::parse(read_info_member(built.path, "info/link.json"));
  CHECK(link.noarch == NoArch::python);
  CHECK(link.entry_points == std::vector<std::string>{"demo = demo:main"});
  CHECK(info_json(built, "index.json").at("noarch") == "python");
}

TEST_CASE("An empty tree is a package of metadata", "[channel][build]") {
  const ScratchDirectory scratch;
  scratch.files().create_directory(scratch / "tree");
  const BuiltPackage built =
      build_package(scratch.files(), scratch / "tree", demo_recipe(), options_for(scratch / "out"));
  CHECK(built.files == 0);
  scratch.files().create_directory(scratch / "target");
  extract_package(scratch.files(), built.path, scratch / "target");
}

TEST_CASE("What no package can hold is refused by name", "[channel][build]") {
  const ScratchDirectory scratch;
  const fs::path tree = fs::canonical(scratch.path()) / "tree";
  const auto refusal = [&] {
    Error error = thrown_error(
        [&] { build_package(scratch.files(), tree, demo_recipe(), options_for(scratch / "out")); });
    CHECK_FALSE(fs::exists(scratch / "out"));
    scratch.files().remove_tree(tree);
    return error;
  };
  const Error absent = refusal();
  CHECK(absent.kind() == ErrorKind::not_found);
  CHECK(absent.message() == "`" + tree.string() + "` is no directory");
  CHECK(absent.hints() == std::vector<std::string>{
                              "name the directory that holds the package's files as in a prefix"});

  scratch.write("tree/info/x", "x");
  const Error info = refusal();
  CHECK(info.kind() == ErrorKind::refused);
  CHECK(info.message() ==
        "`" + (tree / "info").string() + "` would clash with the package's own `info` folder");
  CHECK(info.hints() ==
        std::vector<std::string>{
            "move it elsewhere: every package has an `info` folder for its metadata"});

  scratch.files().create_directory(tree);
  REQUIRE(::mkfifo((tree / "pipe").c_str(), 0600) == 0);
  CHECK(refusal().message() ==
        "`" + (tree / "pipe").string() + "` is neither a file, a directory nor a symbolic link");

  scratch.write("tree/lib/x", "x");
  scratch.files().create_symlink(tree / "lib/x", tree / "link");
  const Error link = refusal();
  CHECK(link.message() == "the symbolic link `" + (tree / "link").string() +
                              "` has the absolute path of the tree as target");
  CHECK(link.hints() == std::vector<std::string>{"make it relative: `ln -srf TARGET " +
                                                 (tree / "link").string() + "`"});

  scratch.write("tree/lib/a\nb", "x");
  CHECK(refusal().message() == "a file name below `" + (tree / "lib").string() +
                                   "` is not UTF-8 or has control characters");

  scratch.files().create_directory(tree);
  scratch.files().create_symlink("a\nb", tree / "link");
  CHECK(refusal().message() == "the target of the symbolic link `" + (tree / "link").string() +
                                   "` is not UTF-8 or has control characters");
}

TEST_CASE("A package is not built into its own tree", "[channel][build]") {
  const ScratchDirectory scratch;
  const fs::path tree = fs::canonical(demo_tree(scratch));
  for (const fs::path& output : {tree, tree / "out", tree / "lib/../out"}) {
    const Error error = thrown_error(
        [&] { build_package(scratch.files(), tree, demo_recipe(), options_for(output)); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.message() == "the output directory `" + output.string() + "` lies in the tree `" +
                                 tree.string() + "`");
    CHECK(error.hints() == std::vector<std::string>{"name one outside with `--output-dir DIR`"});
  }
  build_package(scratch.files(), tree, demo_recipe(), options_for(scratch / "tree-out"));
}

TEST_CASE("A placeholder across the border of two blocks is found", "[channel][build]") {
  const ScratchDirectory scratch;
  const std::size_t block = std::size_t{1} << 20U;
  for (const std::size_t before : {block - 1, block - 128, block - 254, block - 255, block}) {
    scratch.files().remove_tree(scratch / "tree");
    scratch.write("tree/large", std::string(before, 'x') + k_placeholder + "/bin");
    const BuiltPackage built = build_package(
        scratch.files(), scratch / "tree", placeholder_recipe(), options_for(scratch / "out"));
    CHECK(built.files_with_placeholder == 1);
  }
}

TEST_CASE("A full disk while building leaves no package", "[channel][build]") {
  const ScratchDirectory scratch;
  const fs::path tree = demo_tree(scratch);
  FullDisk never(0);
  build_package(never, tree, placeholder_recipe(), options_for(scratch / "all"));
  REQUIRE(never.effects() > 8);
  for (std::size_t full_at = 1; full_at <= never.effects(); ++full_at) {
    FullDisk disk(full_at);
    const Error error = thrown_error(
        [&] { build_package(disk, tree, placeholder_recipe(), options_for(scratch / "out")); });
    CHECK(error.kind() == ErrorKind::io);
    if (fs::exists(scratch / "out/linux-64")) {
      CHECK(fs::is_empty(scratch / "out/linux-64"));
    }
    scratch.files().remove_tree(scratch / "out"); // so that each run has the same effects
  }
}

} // namespace etalon
