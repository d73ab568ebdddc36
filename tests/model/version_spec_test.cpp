#include <etalon/model/version_spec.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace etalon;

namespace {

bool matches(const std::string& spec, const std::string& version) {
  return VersionSpec::parse(spec).matches(Version::parse(version));
}

std::string canonical(const std::string& spec) {
  return VersionSpec::parse(spec).to_string();
}

// "cause | hint" of the error about `text`.
std::string refusal(const std::string& text) {
  const Error error = thrown_error([&text] { VersionSpec::parse(text); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.message() == "invalid version spec `" + text + "`");
  REQUIRE(error.causes().size() == 1);
  REQUIRE(error.hints().size() == 1);
  return error.causes()[0] + " | " + error.hints()[0];
}

} // namespace

TEST_CASE("each operator matches by the order of versions", "[model][version-spec]") {
  CHECK(matches("1.8", "1.8.0"));
  CHECK_FALSE(matches("1.8", "1.8.1"));
  CHECK(matches("==1.8", "1.8.0"));
  CHECK(matches("<1.8", "1.8rc1"));
  CHECK_FALSE(matches("<1.8", "1.8.0"));
  CHECK(matches("<=1.8", "1.8.0"));
  CHECK(matches(">1.8", "1.8.1"));
  CHECK_FALSE(matches(">1.8", "1.8.0"));
  CHECK(matches(">=1.8", "1.8.0"));
  CHECK(matches("~=0.5.3", "0.5.9"));
  CHECK_FALSE(matches("~=0.5.3", "0.6"));
  CHECK_FALSE(matches("~=0.5.3", "0.5.2"));
}

TEST_CASE("a prefix is written with =, .* or *", "[model][version-spec]") {
  for (const char* spec : {"=1.8", "1.8.*", "1.8*", "=1.8.*", "==1.8.*", "=1.8."}) {
    INFO(spec);
    CHECK(matches(spec, "1.8"));
    CHECK(matches(spec, "1.8.1rc1"));
    CHECK_FALSE(matches(spec, "1.80"));
    CHECK(canonical(spec) == "1.8.*");
    CHECK(VersionSpec::parse(spec).is_fuzzy());
  }
}

TEST_CASE("!= excludes one version, and a prefix or glob with a star", "[model][version-spec]") {
  CHECK_FALSE(matches("!=1.2", "1.2.0"));
  CHECK(matches("!=1.2", "1.2.5"));
  CHECK_FALSE(matches("!=1.2.*", "1.2.5"));
  CHECK_FALSE(matches("!=1.2*", "1.2.5"));
  CHECK(matches("!=1.2.*", "1.3"));
  CHECK_FALSE(matches("!=1.*.3", "1.7.3"));
  CHECK(matches("!=1.*.3", "1.7.4"));
}

TEST_CASE("operators that order ignore a final .*", "[model][version-spec]") {
  CHECK(canonical(">=1.8.*") == ">=1.8");
  CHECK(canonical(">1.8.*.*") == ">1.8");
  CHECK_FALSE(matches(">1.2.*", "1.2"));
}

TEST_CASE("stars inside make a glob over the text", "[model][version-spec]") {
  CHECK(matches("1.*.3", "1.7.3"));
  CHECK(matches("*.7.*", "1.7.1"));
  CHECK(matches("2.*RC*", "2.0rc1"));
  CHECK(matches("=3.*.1", "3.12.1"));
  CHECK_FALSE(matches("1.*.3", "1.3"));
  CHECK_FALSE(matches("2023.*.*", "2023"));
  CHECK(matches("==*", "7"));
}

TEST_CASE("an empty spec and a star match any version", "[model][version-spec]") {
  for (const char* spec : {"", "  ", "*", "**"}) {
    CHECK(VersionSpec::parse(spec).is_any());
    CHECK(matches(spec, "1!0dev"));
    CHECK(canonical(spec) == "*");
  }
  CHECK(VersionSpec::any().is_any());
}

TEST_CASE("a comma binds tighter than a bar, parentheses tighter still", "[model][version-spec]") {
  CHECK(matches("<1|>2,<3", "0.5"));
  CHECK(matches("<1|>2,<3", "2.5"));
  CHECK_FALSE(matches("<1|>2,<3", "4"));
  CHECK_FALSE(matches("(<1|>2),<3", "4"));
  CHECK(matches("(<1|>2),<3", "0.5"));
}

TEST_CASE("regular expressions look at the text", "[model][version-spec]") {
  CHECK(matches("^1\\.[5-8]\\.1$", "1.7.1"));
  CHECK(matches("1.6.*|^1\\.(7|8)$", "1.8"));
  CHECK(matches("^.*RC.*$,>1", "2.0rc1"));
  CHECK_FALSE(matches("^1\\.7$", "1.7.0"));
}

TEST_CASE("hostile regular expressions take linear time", "[model][version-spec]") {
  const VersionSpec spec = VersionSpec::parse("^(a*)*(a|aa)+(a?){50}b$");
  const Version version = Version::parse(std::string(20000, 'a'));
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(spec.matches(version));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("the canonical text is short and parses back", "[model][version-spec]") {
  CHECK(canonical("1.2") == "==1.2");
  CHECK(canonical(" >= 1.8 , < 2 | ( 3|4 ) ") == ">=1.8,<2|==3|==4");
  CHECK(canonical("(1|2),(3,4)") == "(==1|==2),==3,==4");
  CHECK(canonical("((>1))") == ">1");
  CHECK(canonical("!=1.2.*") == "!=1.2.*");
  CHECK(canonical("!=1.*.RC") == "!=1.*.rc");
  CHECK(canonical("^a|b$") == "^a|b$");
  for (const char* spec : {"1.2", "=1.2", "!=1.*.3", "~=1.2,<3|(4|5),!=6.*", "^a$|1.*.3"}) {
    CHECK(canonical(canonical(spec)) == canonical(spec));
  }
}

TEST_CASE("a spec says whether it is exact", "[model][version-spec]") {
  CHECK(VersionSpec::parse("1.2").is_exact());
  CHECK(VersionSpec::parse("==1.2").is_exact());
  CHECK_FALSE(VersionSpec::parse("=1.2").is_exact());
  CHECK_FALSE(VersionSpec::parse("==1.2,>1").is_exact());
}

TEST_CASE("an invalid version spec is refused with its place and a hint", "[model][version-spec]") {
  const std::string join_hint = "join clauses by `,` or `|`";
  const std::string clause_hint = "join clauses by `,` (and) or `|` (or): `>=1.8,<2|1.9.*`";
  const std::string separate_hint = "separate two conditions by `,`: `>=1.8,<2`";
  const std::string version_hint = "write numbers and letters separated by dots: `1.2.0rc1`";
  CHECK(refusal("1.5)") == "column 4: found `)` without `(` | remove it");
  CHECK(refusal("(1.5") == "column 1: found `(` without `)` | close it");
  CHECK(refusal("1.5||1.6") == "column 5: found `|` where a version should be | " + clause_hint);
  CHECK(refusal("1.5,") == "column 5: found the end where a version should be | " + clause_hint);
  CHECK(refusal("1(2)") == "column 2: found `(` after a version | " + join_hint);
  CHECK(refusal("(1)2") == "column 4: found `2` after `)` | " + join_hint);
  CHECK(refusal("^1$2") == "column 4: found `2` after `$` | " + join_hint);
  CHECK(refusal("^1.5") == "column 1: found `^` without `$` | end the regular expression with `$`, "
                           "or write a range: `>=1.20,<2`");
  CHECK(refusal("1.5$") ==
        "column 4: found `$` without `^` | start the regular expression with `^`");
  CHECK(refusal(">1,^1(.5$") ==
        "column 6: found `(` without `)` | close it, or write `\\(` for the character");
  CHECK(refusal(">=") == "column 3: found no version after `>=` | write one: `>=1.8`");
  CHECK(refusal("=>1") == "column 1: found `=>`, which is no operator | write `>=`");
  CHECK(refusal("=<1") == "column 1: found `=<`, which is no operator | write `<=`");
  CHECK(refusal("===1") == "column 1: found `===`, which is no operator | write `==`");
  CHECK(refusal("~1.20") == "column 1: found `~`, which is no operator | write `~=1.20`, or a "
                            "range: `>=1.20,<2`");
  CHECK(refusal("<>1") == "column 1: found `<>`, which is no operator | use one of `==`, `!=`, "
                          "`<`, `<=`, `>`, `>=`, `=`, `~=`");
  CHECK(refusal(">1.0<2.0") == "column 5: found `<` inside a version | " + separate_hint);
  CHECK(refusal("1.0 - 2.0") == "column 4: found a blank inside a version | " + separate_hint);
  CHECK(refusal("~=3.3.*") == "column 7: found `*` after `~=` | write `~=1.8` or `1.8.*`");
  CHECK(refusal("!=*") == "column 3: found `*` after `!=` | no version is left: remove it");
  CHECK(refusal("1..0") ==
        "column 3: found an empty component in version `1..0` | " + version_hint);
  CHECK(refusal("1.*.é") == "column 5: found `é` in version `1.*.é` | " + version_hint);
  CHECK(refusal("1.2;3") == "column 4: found `;` | write a condition as `[when='python <3.9']`");
  CHECK(refusal(std::string(51, '(') + "1") ==
        "column 51: found too many parentheses inside one another | remove some");
}
