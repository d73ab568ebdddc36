#include "archive/member_guard.hpp"

#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <string>

namespace etalon {
namespace {

using Kind = MemberGuard::Kind;
using Verdict = MemberGuard::Verdict;

MemberGuard guard_with(const ExtractionLimits& limits = {}) {
  return {limits, 1000};
}

std::string refusal_of(std::string_view path) {
  return thrown_error([&] { static_cast<void>(guard_with().clean_path(path)); }).message();
}

} // namespace

TEST_CASE("Paths of members lose what says nothing", "[archive][guard]") {
  const MemberGuard guard = guard_with();
  CHECK(guard.clean_path("lib/libz.so") == "lib/libz.so");
  CHECK(guard.clean_path("./lib//x/./y/") == "lib/x/y");
  CHECK(guard.clean_path("./") == "");
  CHECK(guard.clean_path("...") == "...");
  CHECK(guard.clean_path("..a/b..") == "..a/b..");
  CHECK(guard.clean_path("na\xC3\xAFve") == "na\xC3\xAFve");
}

TEST_CASE("Paths that lead out are refused", "[archive][guard]") {
  CHECK(refusal_of("/etc/passwd") == "the member `/etc/passwd` has an absolute path");
  CHECK(refusal_of("../x") == "the member `../x` leads out of the package");
  CHECK(refusal_of("a/../b") == "the member `a/../b` leads out of the package");
  CHECK(refusal_of("a/..") == "the member `a/..` leads out of the package");
  CHECK(refusal_of("..") == "the member `..` leads out of the package");
}

TEST_CASE("Paths that cannot be shown are refused", "[archive][guard]") {
  const std::string reason = "a member's path is empty, not UTF-8 or has control characters";
  for (const char* path : {"",
                           "a\nb",
                           "a\x1B[31m",
                           "a\x7F",
                           "\xFF",
                           "\xC0\xAF",
                           "\xE0\x80\xAF",
                           "\xED\xA0\x80",
                           "\xF4\x90\x80\x80",
                           "\xF0\x80\x80\xAF",
                           "a\xC3"}) {
    CHECK(refusal_of(path) == reason);
  }
}

TEST_CASE("Paths beyond the limits are refused", "[archive][guard]") {
  ExtractionLimits limits;
  limits.path_depth = 3;
  limits.path_length = 12;
  const MemberGuard guard = guard_with(limits);
  CHECK(guard.clean_path("a/b/c") == "a/b/c");
  CHECK(refusal_of(std::string(256, 'x')) == "a member's path has a name longer than 255 bytes");
  CHECK_NOTHROW(static_cast<void>(guard_with().clean_path(std::string(255, 'x'))));
  CHECK(thrown_error([&] { static_cast<void>(guard.clean_path("a/b/c/d")); }).message() ==
        "the member `a/b/c/d` lies more than 3 folders deep");
  CHECK(thrown_error([&] { static_cast<void>(guard.clean_path("1234567890123")); }).message() ==
        "a member's path is longer than 12 bytes");
}

TEST_CASE("A name is made once; directories may be said again", "[archive][guard]") {
  MemberGuard guard = guard_with();
  CHECK(guard.admit("lib", Kind::directory) == Verdict::create);
  CHECK(guard.admit("lib", Kind::directory) == Verdict::exists_already);
  CHECK(guard.admit("lib/x", Kind::file) == Verdict::create);
  CHECK(guard.admit("lib/deep/y", Kind::file) == Verdict::create);
  CHECK(guard.admit("lib/deep", Kind::directory) == Verdict::exists_already);
  CHECK(thrown_error([&] { guard.admit("lib/x", Kind::file); }).message() ==
        "the member `lib/x` appears twice");
  CHECK(thrown_error([&] { guard.admit("lib/deep", Kind::symlink); }).message() ==
        "the member `lib/deep` appears twice");
  CHECK(thrown_error([&] { guard.admit("lib/x", Kind::directory); }).message() ==
        "the member `lib/x` appears twice");
  CHECK(guard.entries() == 8);
}

TEST_CASE("Nothing lies below a link or a file", "[archive][guard]") {
  MemberGuard guard = guard_with();
  guard.admit("out", Kind::symlink);
  guard.admit("file", Kind::file);
  CHECK(thrown_error([&] { guard.admit("out/x", Kind::file); }).message() ==
        "the member `out/x` lies below the symbolic link `out`");
  CHECK(thrown_error([&] { guard.admit("out/a/b", Kind::directory); }).message() ==
        "the member `out/a/b` lies below the symbolic link `out`");
  CHECK(thrown_error([&] { guard.admit("file/x", Kind::file); }).message() ==
        "the member `file/x` lies below the file `file`");
}

TEST_CASE("Hard links lead to earlier files only", "[archive][guard]") {
  MemberGuard guard = guard_with();
  guard.admit("a", Kind::file);
  guard.admit("link", Kind::symlink);
  guard.admit("dir", Kind::directory);
  CHECK_NOTHROW(guard.check_hard_link("b", "a"));
  for (const char* target : {"link", "dir", "later", "b"}) {
    CHECK(thrown_error([&] { guard.check_hard_link("b", target); }).message() ==
          "the hard link `b` does not lead to an earlier file of the package");
  }
}

TEST_CASE("Targets of links may lead anywhere but must be text", "[archive][guard]") {
  const MemberGuard guard = guard_with();
  CHECK(guard.clean_target("/etc/hosts", "a") == "/etc/hosts");
  CHECK(guard.clean_target("../../x", "a") == "../../x");
  const std::string reason = "the symbolic link `a` has a target that is empty, too long, not "
                             "UTF-8 or has control characters";
  for (const std::string& target : {std::string(), std::string("x\ny"), std::string(2000, 'x')}) {
    CHECK(thrown_error([&] { static_cast<void>(guard.clean_target(target, "a")); }).message() ==
          reason);
  }
}

TEST_CASE("Members and bytes are counted against the limits", "[archive][guard]") {
  ExtractionLimits limits;
  limits.entries = 2;
  limits.total_bytes = 4096;
  MemberGuard guard = guard_with(limits);
  guard.admit("a", Kind::file);
  guard.admit("b", Kind::file);
  CHECK(thrown_error([&] { guard.admit("c", Kind::file); }).message() ==
        "it has more than 2 members");
  guard.count_bytes(4000);
  guard.count_bytes(96);
  CHECK(guard.bytes() == 4096);
  CHECK(thrown_error([&] { guard.count_bytes(1); }).message() == "it unpacks to more than 4.0 KiB");
}

TEST_CASE("The ratio to the archive's size counts from some size on", "[archive][guard]") {
  ExtractionLimits limits;
  limits.ratio = 10;
  limits.ratio_free_bytes = 2048;
  MemberGuard small(limits, 100);
  CHECK_NOTHROW(small.count_bytes(2048));
  CHECK_THROWS_AS(small.count_bytes(1), Error);
  MemberGuard large(limits, 1000);
  CHECK_NOTHROW(large.count_bytes(10'000));
  CHECK_THROWS_AS(large.count_bytes(1), Error);
  MemberGuard huge(limits, ~std::uint64_t{0});
  CHECK_NOTHROW(huge.count_bytes(limits.total_bytes));
}

} // namespace etalon
