#include <etalon/model/platform.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <string>

using namespace etalon;

TEST_CASE("a platform is a known subdir or one of its form", "[model][platform]") {
  CHECK(Platform::parse("linux-64").subdir() == "linux-64");
  CHECK(Platform::parse("osx-arm64").is_osx());
  CHECK(Platform::parse("win-64").is_windows());
  CHECK(Platform::parse("linux-loong64").is_linux());
  CHECK_FALSE(Platform::parse("osx-64").is_linux());
  CHECK(Platform::parse("linux-64") == Platform::parse("linux-64"));
}

TEST_CASE("the current platform is a known one", "[model][platform]") {
  CHECK(Platform::parse(Platform::current().subdir()) == Platform::current());
}

TEST_CASE("what is no platform is refused with near names", "[model][platform]") {
  const auto refusal = [](const std::string& text) {
    const Error error = thrown_error([&text] { Platform::parse(text); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.message() == "`" + text + "` is not a platform");
    CHECK(error.causes().empty());
    return error.hints().at(0);
  };
  CHECK(refusal("noarch") == "write one such as `linux-64`, `linux-aarch64`, `osx-arm64`");
  CHECK(refusal("") == "write one such as `linux-64`, `linux-aarch64`, `osx-arm64`");
  CHECK(refusal("Linux-64").find("`linux-64`") != std::string::npos);
  CHECK(refusal("osx_arm64") == "write one such as `osx-arm64`");
}
