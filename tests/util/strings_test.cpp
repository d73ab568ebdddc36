#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>

#include <chrono>

using namespace etalon;

using Views = std::vector<std::string_view>;
using Strings = std::vector<std::string>;

TEST_CASE("trim removes white space at both ends only", "[util][strings]") {
  CHECK(trim(" a b\n") == "a b");
  CHECK(trim("\t ").empty());
  CHECK(trim("").empty());
  CHECK(trim("a") == "a");
}

TEST_CASE("split keeps empty pieces", "[util][strings]") {
  CHECK(split("a,,b,", ',') == Views{"a", "", "b", ""});
  CHECK(split("", ',') == Views{""});
}

TEST_CASE("split_words knows no empty words", "[util][strings]") {
  CHECK(split_words("  a \t b\r\nc") == Views{"a", "b", "c"});
  CHECK(split_words(" \n").empty());
}

TEST_CASE("join puts the separator between parts only", "[util][strings]") {
  CHECK(join({"a", "", "b"}, ", ") == "a, , b");
  CHECK(join({}, ", ").empty());
  CHECK(join({"", "a"}, ",") == ",a");
}

TEST_CASE("to_lower changes ASCII letters only", "[util][strings]") {
  CHECK(to_lower("PyTorch-2_É") == "pytorch-2_É");
}

TEST_CASE("replace_all does not look at what it put in", "[util][strings]") {
  CHECK(replace_all("aaa", "a", "aa") == "aaaaaa");
  CHECK(replace_all("abab", "ab", "") == "");
  CHECK(replace_all("abc", "x", "y") == "abc");
}

TEST_CASE("edit_distance counts a transposition as one slip", "[util][strings]") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("numpy", "numpy") == 0);
  CHECK(edit_distance("numpy", "nmupy") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("ca", "abc") == 3); // optimal string alignment, not full Damerau
}

TEST_CASE("near_names gives what a person may have meant, nearest first", "[util][strings]") {
  const Strings names = {"numpy", "numba", "pytorch", "pytorch-cuda", "pandas", "libnumpy"};
  CHECK(near_names("nunpy", names) == Strings{"numpy"});
  CHECK(near_names("PyTorhc", names) == Strings{"pytorch"});
  CHECK(near_names("pytorch", names) == Strings{"pytorch", "pytorch-cuda"});
  CHECK(near_names("pytorch", names, 1) == Strings{"pytorch"});
  CHECK(near_names("tensorflow", names).empty());
  CHECK(near_names("", names).empty());
}

TEST_CASE("a glob's star is any run of characters", "[util][strings]") {
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("py3*_0", "py311_0"));
  CHECK_FALSE(glob_matches("py3*_0", "py311_01"));
  CHECK(glob_matches("a*b*c", "aXbXbXc"));
  CHECK(glob_matches("**a**", "a"));
  CHECK_FALSE(glob_matches("", "a"));
  CHECK(glob_matches("", ""));
  CHECK_FALSE(glob_matches("a.c", "abc"));
}

TEST_CASE("a glob of many stars takes no exponential time", "[util][strings]") {
  std::string pattern;
  for (int i = 0; i < 50; ++i) {
    pattern += "a*";
  }
  const std::string text(5000, 'a');
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(glob_matches(pattern + "b", text));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}

TEST_CASE("format_bytes has one decimal and binary units", "[util][strings]") {
  CHECK(format_bytes(0) == "0 B");
  CHECK(format_bytes(1023) == "1023 B");
  CHECK(format_bytes(1024) == "1.0 KiB");
  CHECK(format_bytes(12345678) == "11.8 MiB");
  CHECK(format_bytes(1024ULL * 1024 - 1) == "1.0 MiB");
  CHECK(format_bytes(~0ULL) == "16.0 EiB");
}
