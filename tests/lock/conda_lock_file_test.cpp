#include "example_lock.hpp"

#include <etalon/lock/conda_lock_file.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

namespace {

constexpr const char* k_example =
    R"(# Locked packages, in conda-lock's format. Do not edit: `etalon lock` makes this file.
# Environments are made of it with one of
#   etalon env create -n NAME -f THIS_FILE
#   conda-lock install -n NAME THIS_FILE
version: 1
metadata:
  content_hash:
    linux-64: dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    win-64: eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee
  channels:
  - url: conda-forge
    used_env_vars: []
  - url: file:///srv/channels/own
    used_env_vars: []
  platforms:
  - linux-64
  - win-64
  sources:
  - environment.yml
  custom_metadata:
    etalon.linux-64.pip: '["rich"]'
    etalon.linux-64.specs: '["tool >=1","text"]'
    etalon.linux-64.virtual-packages: '["__cuda=12.2=0","__glibc=2.28=0"]'
package:
- name: text
  version: '2.0'
  manager: conda
  platform: linux-64
  dependencies: {}
  url: file:///srv/channels/own/noarch/text-2.0-py_0.conda
  hash:
    md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  category: main
  optional: false
- name: tool
  version: '1.10'
  manager: conda
  platform: linux-64
  dependencies:
    __glibc: '>=2.17,<3.0.a0'
    text: '>=1.0'
    zlib: 1.3.* h*
  url: https://conda.anaconda.org/conda-forge/linux-64/tool-1.10-h1_3.conda
  hash:
    md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  category: main
  optional: false
- name: tool
  version: '1.10'
  manager: conda
  platform: win-64
  dependencies: {}
  url: https://conda.anaconda.org/conda-forge/win-64/tool-1.10-h2_103.conda
  hash:
    md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  category: dev
  optional: true
- name: tool
  version: '1.10'
  manager: conda
  platform: win-64
  dependencies: {}
  url: https://conda.anaconda.org/conda-forge/win-64/tool-1.10-h2_103.conda
  hash:
    md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  category: docs
  optional: true
- name: rich
  version: '13.0'
  manager: pip
  platform: linux-64
  dependencies:
    pygments: '>=2.6.0,<3'
  url: https://files.pythonhosted.org/packages/aa/rich-13.0-py3-none-any.whl
  hash:
    sha256: cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
  category: main
  optional: false
)";

// A whole file round one package entry.
std::string with_package(const std::string& entry) {
  return "version: 1\n"
         "metadata:\n"
         "  content_hash: {linux-64: abc}\n"
         "  channels:\n"
         "  - conda-forge\n"
         "  - url: https://user:secret@host/t/TOKEN/own/\n"
         "    used_env_vars: []\n"
         "  platforms: [linux-64]\n"
         "  sources: []\n"
         "package:\n" +
         entry;
}

Error refusal(const std::string& text) {
  return thrown_error([&] { parse_conda_lock(text, "conda-lock.yml"); });
}

} // namespace

TEST_CASE("a lock is written as conda-lock writes it", "[lock][conda-lock]") {
  CHECK(to_conda_lock(example_lock()) == k_example);
}

TEST_CASE("what each category asks for is kept apart", "[lock][conda-lock]") {
  LockFile lock = example_lock();
  lock.platforms[0].specs->push_back({"sphinx", "the docs: all"});
  lock.platforms[0].pip_specs->push_back({"furo", "dev"});
  const std::string text = to_conda_lock(lock);
  CHECK(text.find("    etalon.linux-64.pip: '[\"rich\"]'\n"
                  "    etalon.linux-64.pip.dev: '[\"furo\"]'\n"
                  "    etalon.linux-64.specs: '[\"tool >=1\",\"text\"]'\n"
                  "    'etalon.linux-64.specs.the docs: all': '[\"sphinx\"]'\n") !=
        std::string::npos);
  const LockFile read = parse_conda_lock(text, "conda-lock.yml");
  CHECK(read.platforms[0].specs == lock.platforms[0].specs);
  CHECK(read.platforms[0].pip_specs == lock.platforms[0].pip_specs);
  CHECK(to_conda_lock(read) == text);
}

TEST_CASE("what is written as conda-lock.yml reads back", "[lock][conda-lock]") {
  const LockFile read = parse_conda_lock(k_example, "conda-lock.yml");
  CHECK(to_conda_lock(read) == k_example);
  const LockedPlatform& platform = read.get("linux-64", "conda-lock.yml");
  CHECK(platform.specs == asked_in_main({"tool >=1", "text"}));
  CHECK(platform.pip_specs == asked_in_main({"rich"}));
  CHECK(platform.virtual_packages == std::vector<std::string>{"__cuda=12.2=0", "__glibc=2.28=0"});
  const LockedPackage& tool = platform.packages.at(1);
  CHECK(tool.detail == RecordDetail::identity);
  CHECK(tool.record.file_name == "tool-1.10-h1_3.conda");
  CHECK(tool.record.channel == "https://conda.anaconda.org/conda-forge");
  CHECK(tool.record.package.version.to_string() == "1.10");
  CHECK(tool.record.package.build == "h1_3");
  CHECK(tool.record.package.build_number == 3);
  CHECK(tool.record.package.subdir == "linux-64");
  CHECK(tool.record.package.depends ==
        std::vector<std::string>{"__glibc >=2.17,<3.0.a0", "text >=1.0", "zlib 1.3.* h*"});
  CHECK(read.get("win-64", "").packages.at(0).categories ==
        std::vector<std::string>{"dev", "docs"});
}

TEST_CASE("entries as older programs wrote them are read", "[lock][conda-lock]") {
  const LockFile read =
      parse_conda_lock(with_package("- name: Zlib\n"
                                    "  version: '1.2'\n"
                                    "  manager: conda\n"
                                    "  platform: linux-64\n"
                                    "  build: h1_0\n"
                                    "  url: https://u:p@host/c/linux-64/zlib-1.2-h1_0.tar.bz2\n"
                                    "  hash: {md5: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA}\n"),
                       "conda-lock.yml");
  const LockedPackage& zlib = read.platforms.at(0).packages.at(0);
  CHECK(zlib.record.url == "https://host/c/linux-64/zlib-1.2-h1_0.tar.bz2");
  CHECK(zlib.record.package.md5 == std::string(32, 'a'));
  CHECK(zlib.categories == std::vector<std::string>{"main"});
  CHECK_FALSE(read.platforms.at(0).specs.has_value());
  CHECK(read.channels.at(0).name == "conda-forge");
  CHECK(read.channels.at(1).url == "https://host/own");
}

TEST_CASE("two constraints on one name become one where they are plain", "[lock][conda-lock]") {
  LockFile lock = example_lock();
  lock.platforms[0].packages[1].record.package.depends = {
      "python >=3.8", "python<3.12", "a 1 b*", "a"};
  const auto text = to_conda_lock(lock);
  CHECK(text.find("    a: 1 b*\n    python: '>=3.8,<3.12'\n") != std::string::npos);
}

TEST_CASE("a broken conda-lock.yml is refused with its place", "[lock][conda-lock]") {
  CHECK(refusal("version: 1\nmetadata: {platforms: []}\n").message() ==
        "conda-lock.yml:1:1: `package` is missing");
  CHECK(refusal("version: 1\nmetadata: []\npackage: []\n").message() ==
        "conda-lock.yml:2:11: `metadata` is a list, not a map");
  const auto future = refusal("version: 2\nmetadata: {}\npackage: []\n");
  CHECK(future.kind() == ErrorKind::refused);
  CHECK(future.message() ==
        "conda-lock.yml: this is conda-lock's format 2, of which nothing is known yet");
  CHECK(future.hints() ==
        std::vector<std::string>{
            "make it anew with `etalon lock` or conda-lock: both write format 1"});
  CHECK(refusal(with_package("- {name: a, version: 1, manager: conda, platform: osx-64}\n"))
            .message() ==
        "conda-lock.yml:11:51: `osx-64` is not among the `platforms` of `metadata`");
  CHECK(refusal(with_package("- {name: a, version: 1, manager: npm, platform: linux-64}\n"))
            .message() == "conda-lock.yml:11:34: `manager` is `npm`, neither `conda` nor `pip`");
  const std::string head = "- {name: a, version: 1, manager: conda, platform: linux-64, ";
  CHECK(refusal(with_package(head + "url: 'https://h/c/noarch/b-1-0.conda', hash: {}}\n"))
            .message() == "conda-lock.yml:11:3: `a` is locked to the package file `b-1-0.conda`");
  CHECK(refusal(with_package(head + "url: 'https://h/c/noarch/a.zip', hash: {}}\n")).message() ==
        "conda-lock.yml:11:66: `a.zip` is not a package file name");
  const std::string good = head + "url: 'https://h/c/noarch/a-1-0.conda', hash: {}}\n";
  CHECK(refusal(with_package(good + good)).message() ==
        "conda-lock.yml:12:3: `a` is locked twice for linux-64");
  CHECK(refusal(with_package(good + head +
                             "category: dev, url: 'https://h/c/noarch/a-2-0.conda', hash: {}}\n"))
            .message() == "conda-lock.yml:12:3: `a` is locked to two packages for linux-64");
  CHECK(refusal(with_package(head + "url: 'https://h/c/noarch/a-1-0.conda', hash: {md5: xyz}}\n"))
            .message() == "conda-lock.yml:11:112: `md5` is `xyz`, not 32 hexadecimal digits");
}

TEST_CASE("Etalon's own metadata that was damaged is refused", "[lock][conda-lock]") {
  auto text = std::string(k_example);
  const std::string list = R"('["rich"]')";
  text.replace(text.find(list), list.size(), "rich");
  CHECK(refusal(text).message() ==
        "conda-lock.yml:21:26: `etalon.linux-64.pip`: it is no JSON list of texts");
}
