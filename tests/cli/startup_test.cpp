#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

#include <algorithm>
#include <set>

using etalon::test::EtalonHome;

// The start-up split (docs/adr/0005): what a warm command maps is libc and nothing else. A build
// under a sanitizer maps the sanitizer's run time besides, so there is nothing to tell there.
#ifndef __SANITIZE_ADDRESS__

namespace {

// The shared objects that the loader brought into the process of `etalon` itself, by what it says
// under LD_DEBUG=files ("file=libm.so.6 [0];  needed by /.../bin/etalon [0]").
std::set<std::string> mapped_objects(EtalonHome& home, std::vector<std::string> arguments) {
  home.set("LD_DEBUG", "files");
  home.set("LD_DEBUG_OUTPUT", home.path("loader").string());
  REQUIRE(home.etalon(std::move(arguments)).state.ok());
  std::set<std::string> objects;
  for (const auto& entry : std::filesystem::directory_iterator(home.path("."))) {
    if (entry.path().filename().string().rfind("loader.", 0) != 0) {
      continue;
    }
    const auto text = etalon::read_file(entry.path());
    for (const auto line : etalon::split(text, '\n')) {
      const auto begin = line.find("file=");
      if (begin == std::string_view::npos || line.find("/bin/etalon") == std::string_view::npos) {
        continue;
      }
      const auto name = line.substr(begin + 5);
      objects.emplace(name.substr(0, name.find(' ')));
    }
  }
  REQUIRE_FALSE(objects.empty());
  return objects;
}

void check_is_glibc_only(const std::set<std::string>& objects) {
  const std::set<std::string> glibc = {
      "libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "libdl.so.2", "libpthread.so.0"};
  for (const auto& object : objects) {
    INFO(object);
    CHECK(glibc.count(std::filesystem::path(object).filename().string()) == 1);
  }
}

} // namespace

TEST_CASE("run maps nothing but libc before it becomes the command", "[cli][startup]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  home.json({"create", "-n", "demo", "-c", "world", "tool"});
  check_is_glibc_only(mapped_objects(home, {"run", "-n", "demo", "--", "true"}));
}

TEST_CASE("a warm dry run maps nothing but libc", "[cli][startup]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  const std::vector<std::string> words = {
      "create", "-n", "demo", "-c", "world", "tool", "--dry-run"};
  home.json(words);
  check_is_glibc_only(mapped_objects(home, words));
}

#endif // __SANITIZE_ADDRESS__
