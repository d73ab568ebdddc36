#include <catch2/catch.hpp>
#include <lock/yaml_scalar.hpp>

using etalon::yaml_scalar;

TEST_CASE("texts stay plain where YAML reads them as texts", "[lock][yaml]") {
  for (const char* text : {"conda-forge",
                           "1.2.3",
                           "2024b",
                           "2025.10.5",
                           "python >=3.9,<4",
                           "1.3.* h*",
                           "=3.12",
                           "~=1.0",
                           "<2",
                           "-abc",
                           "https://host/c",
                           "a#b",
                           "e10",
                           "0b75d45f",
                           "0x",
                           "requests ; extra == 'x'"}) {
    CHECK(yaml_scalar(text) == text);
  }
}

TEST_CASE("texts that YAML reads otherwise are quoted", "[lock][yaml]") {
  for (const char* text :
       {"",     "1",     "1.10", ".5",         "1e5",         "12345678e9", "0x1F",  "0b11",
        "0o17", "1_000", "-1",   "+.inf",      ".nan",        "true",       "No",    "y",
        "null", "~",     "1:30", ">=1",        "*",           "!=1",        "[a]",   "{a}",
        "# a",  "a: b",  "a #b", "a:",         " a",          "a ",         "- a",   "-",
        "?",    "@a",    "`a`",  "%a",         "&a",          "|",          "\"a\"", "=",
        "<<",   "---",   "...",  "2024-01-31", "190:20:30.15"}) {
    CHECK(yaml_scalar(text) == "'" + std::string(text) + "'");
  }
  CHECK(yaml_scalar("'a'") == "'''a'''");
  CHECK(yaml_scalar("a\nb\t\"\\\x01") == "\"a\\nb\\t\\\"\\\\\\x01\"");
}
