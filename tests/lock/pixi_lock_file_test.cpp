#include "example_lock.hpp"

#include <etalon/lock/pixi_lock_file.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

namespace {

constexpr const char* k_example = R"(version: 7
platforms:
- name: linux-64
  virtual-packages:
  - __cuda=12.2=0
  - __glibc=2.28=0
- name: win-64
environments:
  default:
    channels:
    - url: https://conda.anaconda.org/conda-forge/
    - url: file:///srv/channels/own/
    indexes:
    - https://pypi.org/simple
    packages:
      linux-64:
      - conda: /srv/channels/own/noarch/text-2.0-py_0.conda
      - conda: https://conda.anaconda.org/conda-forge/linux-64/tool-1.10-h1_3.conda
      - pypi: https://files.pythonhosted.org/packages/aa/rich-13.0-py3-none-any.whl
      win-64:
      - conda: https://conda.anaconda.org/conda-forge/win-64/tool-1.10-h2_103.conda
packages:
- conda: /srv/channels/own/noarch/text-2.0-py_0.conda
  subdir: noarch
  sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  channel: file:///srv/channels/own
- conda: https://conda.anaconda.org/conda-forge/linux-64/tool-1.10-h1_3.conda
  sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  depends:
  - __glibc >=2.17,<3.0.a0
  - text
  - text >=1.0
  - zlib 1.3.* h*
  constrains:
  - other <2
  license: MIT
  size: 1204
  timestamp: 1696321871976
- conda: https://conda.anaconda.org/conda-forge/win-64/tool-1.10-h2_103.conda
  build_number: 4
  sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
  md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
- pypi: https://files.pythonhosted.org/packages/aa/rich-13.0-py3-none-any.whl
  name: rich
  version: '13.0'
  sha256: cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
  requires_dist:
  - pygments>=2.6.0,<3
  - typing-extensions>=4 ; python_version < '3.9'
  requires_python: '>=3.7'
)";

std::string file_of(const std::string& selectors, const std::string& packages) {
  return "version: 7\nplatforms:\n- name: linux-64\nenvironments:\n  default:\n    channels: []\n"
         "    packages:\n      linux-64:\n" +
         selectors + "packages:\n" + packages;
}

Error refusal(const std::string& text, const std::string& environment = "default") {
  return thrown_error([&] { parse_pixi_lock(text, "pixi.lock", environment); });
}

} // namespace

TEST_CASE("a lock is written as rattler writes it", "[lock][pixi]") {
  CHECK(to_pixi_lock(example_lock()) == k_example);
}

TEST_CASE("what is written as pixi.lock reads back", "[lock][pixi]") {
  const LockFile read = parse_pixi_lock(k_example, "pixi.lock", "default");
  const LockedPlatform& platform = read.get("linux-64", "pixi.lock");
  CHECK(platform.virtual_packages == std::vector<std::string>{"__cuda=12.2=0", "__glibc=2.28=0"});
  CHECK(read.pip_indexes == std::vector<std::string>{"https://pypi.org/simple"});
  const RepoDataRecord& tool = platform.packages.at(1).record;
  CHECK(platform.packages.at(1).detail == RecordDetail::full);
  CHECK(tool.package.depends.size() == 4);
  CHECK(tool.package.timestamp == 1696321871976);
  CHECK(tool.package.size == 1204);
  CHECK(tool.package.noarch == NoArch::none);
  const RepoDataRecord& text = platform.packages.at(0).record;
  CHECK(text.url == "/srv/channels/own/noarch/text-2.0-py_0.conda");
  CHECK(text.package.noarch == NoArch::python);
  CHECK(read.get("win-64", "").packages.at(0).record.package.build_number == 4);
  CHECK(platform.pip.at(0).requires_python == ">=3.7");
}

TEST_CASE("a time in seconds is written in milliseconds", "[lock][pixi]") {
  LockFile lock = example_lock();
  lock.platforms[0].packages[1].record.package.timestamp = 1696321871;
  CHECK(to_pixi_lock(lock).find("  timestamp: 1696321871000\n") != std::string::npos);
}

TEST_CASE("version 6 says more of each package", "[lock][pixi]") {
  const LockFile read =
      parse_pixi_lock("version: 6\n"
                      "environments:\n"
                      "  default:\n"
                      "    channels:\n"
                      "    - url: https://u:p@host/own/\n"
                      "    packages:\n"
                      "      linux-64:\n"
                      "      - conda: https://host/own/linux-64/abi-1-py_0.conda\n"
                      "      - pypi: direct+https://host/x-1-py3-none-any.whl\n"
                      "packages:\n"
                      "- conda: https://host/own/linux-64/abi-1-py_0.conda\n"
                      "  noarch: python\n"
                      "  channel: null\n"
                      "- pypi: direct+https://host/x-1-py3-none-any.whl\n"
                      "  name: x\n"
                      "  version: '1'\n",
                      "pixi.lock",
                      "default");
  CHECK(read.channels.at(0).url == "https://host/own");
  CHECK(read.platforms.at(0).packages.at(0).record.package.noarch == NoArch::python);
  CHECK(read.platforms.at(0).pip.at(0).url == "https://host/x-1-py3-none-any.whl");
}

TEST_CASE("of the variants of a platform the one with its name counts", "[lock][pixi]") {
  const LockFile read =
      parse_pixi_lock("version: 7\n"
                      "platforms:\n"
                      "- name: gpu\n"
                      "  subdir: linux-64\n"
                      "  virtual-packages: [__cuda=12]\n"
                      "- name: linux-64\n"
                      "environments:\n"
                      "  default:\n"
                      "    channels: []\n"
                      "    packages:\n"
                      "      gpu: [conda: 'https://h/c/linux-64/a-2-0.conda']\n"
                      "      linux-64: [conda: 'https://h/c/linux-64/a-1-0.conda']\n"
                      "packages:\n"
                      "- conda: https://h/c/linux-64/a-1-0.conda\n"
                      "- conda: https://h/c/linux-64/a-2-0.conda\n",
                      "pixi.lock",
                      "default");
  REQUIRE(read.platforms.size() == 1);
  CHECK(read.platforms[0].packages.at(0).record.package.version.to_string() == "1");
}

TEST_CASE("a broken pixi.lock is refused with its place", "[lock][pixi]") {
  const auto future = refusal("version: 8\nenvironments: {}\npackages: []\n");
  CHECK(future.kind() == ErrorKind::refused);
  CHECK(future.message() == "pixi.lock: this is pixi's lock format 8; Etalon reads 6 and 7");
  CHECK(future.hints() ==
        std::vector<std::string>{"make it anew with `etalon lock --format pixi`"});
  CHECK(refusal("version: 4\nenvironments: {}\npackages: []\n").hints() ==
        std::vector<std::string>{"make it anew with a present pixi: `pixi lock`"});

  const auto absent = refusal(file_of("      []\n", "  []\n"), "test");
  CHECK(absent.kind() == ErrorKind::not_found);
  CHECK(absent.message() == "pixi.lock has no environment `test`");
  CHECK(absent.hints() ==
        std::vector<std::string>{"it has default; choose one with --environment NAME"});
  CHECK(refusal("version: 7\nenvironments: {}\npackages: []\n").hints() ==
        std::vector<std::string>{"it has none at all: make it anew with `pixi lock`"});

  CHECK(refusal(file_of("      - conda: https://h/c/noarch/a-1-0.conda\n", "  []\n")).message() ==
        "pixi.lock:9:9: `https://h/c/noarch/a-1-0.conda` is not among the `packages`");
  const auto source = refusal(file_of("      - conda_source: a[1] @ .\n", "  []\n"));
  CHECK(source.message() ==
        "pixi.lock:9:9: `a[1] @ .` is built from source: nothing locks its bytes");
  CHECK(source.hints() ==
        std::vector<std::string>{"lock an environment whose packages all come from channels"});
  CHECK(refusal(file_of("      - conda: ./src\n", "- conda: ./src\n  name: a\n")).message() ==
        "pixi.lock:11:3: `./src` is built from source: nothing locks its bytes");
  CHECK(refusal(file_of("      - name: a\n", "  []\n")).message() ==
        "pixi.lock:9:9: a package has neither `conda` nor `pypi`");
  CHECK(refusal(file_of("      - conda: https://h/c/noarch/a-1-0.conda\n",
                        "- conda: https://h/c/noarch/a-1-0.conda\n  size: many\n"))
            .message() == "pixi.lock:12:9: `size` is `many`, not a number");
}
