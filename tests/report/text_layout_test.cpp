#include "report/text_layout.hpp"

#include <catch2/catch.hpp>

namespace etalon {

TEST_CASE("a character takes one column, however many bytes it has", "[report][layout]") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("± 1.2 µs") == 8);
  CHECK(display_width("") == 0);
}

TEST_CASE("columns are as wide as their widest cell", "[report][layout]") {
  TextLayout layout({Align::left, Align::right, Align::left});
  layout.add_row({"name", "n", "note"});
  layout.add_row({"µs", "123"});
  layout.add_row({"x", "± 1", "long note"});
  CHECK(layout.lines() ==
        std::vector<std::string>{"name    n  note", "µs    123", "x     ± 1  long note"});
}

TEST_CASE("text is broken between words and indented", "[report][layout]") {
  CHECK(wrap_text("one two three", "", 80) == "one two three\n");
  CHECK(wrap_text("one two three", "* ", 9) == "* one two\n  three\n");
  CHECK(wrap_text("one averyverylongword two", "> ", 8) == "> one\n  averyverylongword\n  two\n");
  CHECK(wrap_text("", "machine: ", 80) == "machine: \n");
}

TEST_CASE("figures have the digits that mean something", "[report][layout]") {
  CHECK(format_seconds(12.345) == "12.3 s");
  CHECK(format_seconds(0.012345) == "12.3 ms");
  CHECK(format_seconds(0.0012) == "1.20 ms");
  CHECK(format_seconds(0.25) == "250 ms");
  CHECK(format_seconds(0.000012345) == "12.3 µs");
  CHECK(format_rate(12345.6) == "12346");
  CHECK(format_rate(123.456) == "123.5");
  CHECK(format_rate(12.3456) == "12.35");
  CHECK(format_rate(0.123456) == "0.1235");
  CHECK(format_percent(0.01234) == "1.2 %");
}

} // namespace etalon
