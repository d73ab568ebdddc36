#include <catch2/catch.hpp>
#include <model/manifest_text.hpp>
#include <support/thrown_error.hpp>

#include <chrono>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

Error refusal_of(std::string_view text) {
  return thrown_error([&] { check_manifest_text(text, "environment.yml"); });
}

} // namespace

TEST_CASE("texts that YAML may read are let through", "[model][manifest]") {
  CHECK_NOTHROW(check_manifest_text("", "f"));
  CHECK_NOTHROW(check_manifest_text("\xEF\xBB\xBFname: x\r\ndependencies:\r\n  - a\r\n", "f"));
  CHECK_NOTHROW(check_manifest_text("a:\t1\n\t\n\t# comment\n  - b\t# c\n", "f"));
  CHECK_NOTHROW(check_manifest_text("a: 1\n=======\n", "f")); // YAML itself refuses it
  CHECK_NOTHROW(check_manifest_text(std::string_view("\xFF\xFE"
                                                     "a\0",
                                                     4),
                                    "f"));
}

TEST_CASE("a tab in the indentation is refused by its place", "[model][manifest]") {
  const Error error = refusal_of("dependencies:\n  \t- a\n");
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.message() == "environment.yml:2:3: a tab in the indentation");
  CHECK(error.hints() == Strings{"indent with blanks"});
}

TEST_CASE("marks of a merge conflict are refused by their place", "[model][manifest]") {
  const Error error = refusal_of("a:\n- b\n<<<<<<< HEAD\n");
  CHECK(error.message() == "environment.yml:3:1: a mark of a merge conflict");
  CHECK(error.hints() ==
        Strings{"resolve the conflict: choose one side and delete the lines that start with "
                "`<<<<<<<`, `=======` and `>>>>>>>`"});
  CHECK(refusal_of("||||||| base\n").message() ==
        "environment.yml:1:1: a mark of a merge conflict");
}

TEST_CASE("bytes that are no text are refused by their place", "[model][manifest]") {
  const Error latin = refusal_of("name: x\n# caf\xC3\xA9, caf\xE9\n");
  CHECK(latin.message() == "environment.yml:2:13: the text is not UTF-8");
  CHECK(latin.hints() == Strings{"save the file in the encoding UTF-8"});
  CHECK(refusal_of(std::string_view("a: \0", 4)).message() ==
        "environment.yml:1:4: the control character 0x00");
  CHECK(refusal_of("a: \x1b[31m\n").message() == "environment.yml:1:4: the control character 0x1B");
}

TEST_CASE("a file that is too large for a manifest is refused", "[model][manifest]") {
  CHECK(refusal_of(std::string(5U << 20U, 'x')).message() ==
        "environment.yml: the file has 5.0 MiB; a manifest may have 4.0 MiB");
}

TEST_CASE("selector comments are warned about", "[model][manifest]") {
  CHECK(
      selector_warnings(
          "dependencies:\n  - vs2019  # [win]\n  - a # see [1] here\n"
          "  - b  #[linux and x86_64]\n  - d # sel(osx)\n# [unix]\n  - c[build=x]\n") ==
      Strings{"the selector `# [win]` in line 2 is not supported yet: the line counts on every "
              "platform",
              "the selector `# [linux and x86_64]` in line 4 is not supported yet: the line "
              "counts on every platform",
              "the selector `# sel(osx)` in line 5 is not supported yet: the line counts on every "
              "platform"});
}

TEST_CASE("scalars are quoted where YAML would read something else", "[model][manifest]") {
  for (const char* plain : {
           "python=3.10",
           "numpy >=1.26,<2",
           "pytorch::pytorch=2.*=*cuda*",
           "https://example.org/t/c",
           "./dir",
           "_libgcc_mutex=0.1",
           "nltk",
           "${HOME}/x",
           "a[version='>=1']",
       }) {
    CHECK(to_yaml_scalar(plain) == plain);
  }
  for (const char* quoted :
       {"",    " a",   "a ",  "-e .", "- a",         "yes",        "No",   "null", "true", "OFF",
        "1",   "1.0",  "1e3", "0x1f", "12:30",       "2020-01-01", "3.10", ".5",   ".inf", "*",
        "&a",  "a: b", "a:",  "a #b", "#a",          "@x",         "`x`",  "!x",   "%x",   "{a}",
        "[a]", "'a'",  "=",   "~",    "caf\xC3\xA9", "|",          ">",    "?"}) {
    CHECK(to_yaml_scalar(quoted) == "\"" + std::string(quoted) + "\"");
  }
  CHECK(to_yaml_scalar("a\"b\\c") == "a\"b\\c");
  CHECK(to_yaml_scalar("\"b\\c") == R"("\"b\\c")");
  CHECK(to_yaml_scalar("a\nb\t\x01") == R"("a\nb\x09\x01")");
}
