#include <etalon/app/lock_environment.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

namespace {

std::string offered(const std::string& platform,
                    const std::map<std::string, std::string>& environment) {
  std::string text;
  for (const auto& package : offered_for_lock(Platform::parse(platform), environment)) {
    text += package.to_string() + " ";
  }
  return text;
}

} // namespace

TEST_CASE("a foreign platform offers what conda-lock assumes", "[app][lock]") {
  CHECK(offered("osx-arm64", {}) == "__archspec=1=arm64 __osx=11.0=0 __unix=0=0 ");
  CHECK(offered("win-64", {}) == "__archspec=1=x86_64 __cuda=11.4=0 __win=0=0 ");
}

TEST_CASE("overrides count for foreign platforms", "[app][lock]") {
  CHECK(offered("win-64", {{"CONDA_OVERRIDE_CUDA", ""}}) == "__archspec=1=x86_64 __win=0=0 ");
  CHECK(offered("win-64", {{"CONDA_OVERRIDE_CUDA", "12.4"}, {"CONDA_OVERRIDE_ARCHSPEC", "zen3"}}) ==
        "__archspec=1=zen3 __cuda=12.4=0 __win=0=0 ");
  CHECK(offered("osx-64", {{"CONDA_OVERRIDE_OSX", "13.1"}}) ==
        "__archspec=1=x86_64 __osx=13.1=0 __unix=0=0 ");
}
