#include <catch2/catch.hpp>
#include <host/offered_packages.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

namespace {

HostFacts gpu_machine() {
  HostFacts facts;
  facts.glibc = "2.36";
  facts.kernel_release = "6.1.0-18-amd64";
  facts.microarchitecture = "zen3";
  facts.cuda_version = [] { return std::optional<std::string>("12.8"); };
  facts.cuda_arch = [] { return std::optional<std::string>("9.0"); };
  return facts;
}

HostFacts plain_machine() {
  HostFacts facts = gpu_machine();
  facts.cuda_version = [] { return std::optional<std::string>(); };
  facts.cuda_arch = facts.cuda_version;
  return facts;
}

Strings texts(const std::string& platform, const HostFacts* facts, const Variables& environment) {
  Strings result;
  for (const auto& package : offered_packages(Platform::parse(platform), facts, environment)) {
    result.push_back(package.to_string());
    CHECK_NOTHROW(package.to_record());
    CHECK_FALSE(package.origin.empty());
  }
  return result;
}

} // namespace

TEST_CASE("a machine offers what it has, sorted by name", "[host][virtual]") {
  const HostFacts gpu = gpu_machine();
  CHECK(texts("linux-64", &gpu, {}) == Strings{"__archspec=1=zen3",
                                               "__cuda=12.8=0",
                                               "__cuda_arch=9.0=0",
                                               "__glibc=2.36=0",
                                               "__linux=6.1.0=0",
                                               "__unix=0=0"});
  const HostFacts plain = plain_machine();
  CHECK(texts("linux-64", &plain, {}) ==
        Strings{"__archspec=1=zen3", "__glibc=2.36=0", "__linux=6.1.0=0", "__unix=0=0"});
}

TEST_CASE("overrides replace what is found", "[host][virtual]") {
  const HostFacts plain = plain_machine();
  CHECK(texts("linux-64",
              &plain,
              {{"CONDA_OVERRIDE_ARCHSPEC", "skylake"},
               {"CONDA_OVERRIDE_CUDA", "11.8"},
               {"CONDA_OVERRIDE_CUDA_ARCH", "8.6"},
               {"CONDA_OVERRIDE_GLIBC", "2.17"},
               {"CONDA_OVERRIDE_LINUX", "5.4"},
               {"CONDA_OVERRIDE_OSX", "11.0"},
               {"CONDA_OVERRIDE_UNIX", "7"},
               {"CONDA_OVERRIDE_WIN", "10"}}) == Strings{"__archspec=1=skylake",
                                                         "__cuda=11.8=0",
                                                         "__cuda_arch=8.6=0",
                                                         "__glibc=2.17=0",
                                                         "__linux=5.4=0",
                                                         "__unix=0=0"});
}

TEST_CASE("an override is told as the origin", "[host][virtual]") {
  const HostFacts gpu = gpu_machine();
  const auto packages =
      offered_packages(Platform::parse("linux-64"), &gpu, {{"CONDA_OVERRIDE_CUDA", "11.8"}});
  CHECK(packages.at(0).origin == "/proc/cpuinfo");
  CHECK(packages.at(1).origin == "CONDA_OVERRIDE_CUDA");
  CHECK(packages.at(2).origin == "libcuda");
  CHECK(packages.at(3).origin == "confstr");
  CHECK(packages.at(4).origin == "uname");
}

TEST_CASE("empty overrides take away what may be absent", "[host][virtual]") {
  const HostFacts gpu = gpu_machine();
  CHECK(texts("linux-64",
              &gpu,
              {{"CONDA_OVERRIDE_CUDA", ""},
               {"CONDA_OVERRIDE_CUDA_ARCH", "8.6"},
               {"CONDA_OVERRIDE_GLIBC", ""},
               {"CONDA_OVERRIDE_LINUX", ""},
               {"CONDA_OVERRIDE_ARCHSPEC", ""}}) ==
        Strings{"__archspec=1=zen3", "__linux=6.1.0=0", "__unix=0=0"});
  CHECK(texts("linux-64", &gpu, {{"CONDA_OVERRIDE_CUDA_ARCH", ""}}).at(2) == "__glibc=2.36=0");
}

TEST_CASE("the driver is not asked where an override answers", "[host][virtual]") {
  HostFacts facts = plain_machine();
  int asked = 0;
  facts.cuda_arch = [&] {
    ++asked;
    return std::optional<std::string>("7.0");
  };
  facts.cuda_version = facts.cuda_arch;
  texts("linux-64", &facts, {{"CONDA_OVERRIDE_CUDA", ""}});
  texts("linux-64", &facts, {{"CONDA_OVERRIDE_CUDA", "12"}, {"CONDA_OVERRIDE_CUDA_ARCH", "8.0"}});
  CHECK(asked == 0);
}

TEST_CASE("another platform has the defaults and the overrides", "[host][virtual]") {
  CHECK(texts("linux-aarch64", nullptr, {}) ==
        Strings{"__archspec=1=aarch64", "__glibc=2.17=0", "__linux=3.10.0=0", "__unix=0=0"});
  CHECK(texts("osx-arm64", nullptr, {}) ==
        Strings{"__archspec=1=aarch64", "__osx=0=0", "__unix=0=0"});
  CHECK(texts("osx-64", nullptr, {{"CONDA_OVERRIDE_OSX", "12.3"}, {"CONDA_OVERRIDE_GLIBC", "3"}}) ==
        Strings{"__archspec=1=x86_64", "__osx=12.3=0", "__unix=0=0"});
  CHECK(texts("win-64", nullptr, {{"CONDA_OVERRIDE_CUDA", "12.1"}}) ==
        Strings{"__archspec=1=x86_64", "__cuda=12.1=0", "__win=0=0"});
  CHECK(texts("linux-ppc64le", nullptr, {}).at(0) == "__archspec=1=ppc64le");
}

TEST_CASE("a machine with another libc offers no glibc", "[host][virtual]") {
  HostFacts facts = plain_machine();
  facts.glibc.clear();
  facts.kernel_release = "odd";
  CHECK(texts("linux-64", &facts, {}) ==
        Strings{"__archspec=1=zen3", "__linux=3.10.0=0", "__unix=0=0"});
}

TEST_CASE("an override that is no version is refused by name", "[host][virtual]") {
  const HostFacts plain = plain_machine();
  for (const std::string name : {"CUDA", "GLIBC", "LINUX"}) {
    const Error error = thrown_error([&] {
      texts("linux-64", &plain, {{"CONDA_OVERRIDE_" + name, "not a version"}});
    });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.message() == "CONDA_OVERRIDE_" + name + " is `not a version`, which is no version");
    CHECK(error.hints() ==
          Strings{"set it to a version such as `CONDA_OVERRIDE_" + name + "=2.17`, or unset it"});
  }
}

TEST_CASE("the version of a kernel is the numbers in front of its release", "[host][virtual]") {
  CHECK(kernel_version("6.1.0-18-amd64") == "6.1.0");
  CHECK(kernel_version("5.15.90.1-microsoft-standard-WSL2") == "5.15.90.1");
  CHECK(kernel_version("3.10.0-1160.el7.x86_64") == "3.10.0");
  CHECK(kernel_version("6.18.44-fc-v657") == "6.18.44");
  CHECK(kernel_version("6.12-rc3") == "6.12");
  CHECK(kernel_version("1.2.3.4.5") == "1.2.3.4");
  CHECK(kernel_version("x6") == "");
  CHECK(kernel_version("6.") == "6");
  CHECK(kernel_version("") == "");
}
