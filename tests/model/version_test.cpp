#include <etalon/model/version.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace etalon;

namespace {

Version version(const std::string& text) {
  return Version::parse(text);
}

// The place that the error about `text` names.
std::string cause_of(const std::string& text) {
  const Error error = thrown_error([&text] { Version::parse(text); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.message() == "invalid version `" + text + "`");
  CHECK(error.hints() ==
        std::vector<std::string>{"write numbers and letters separated by dots: `1.2.0rc1`"});
  return error.causes().at(0);
}

} // namespace

TEST_CASE("the versions that CEP 33 lists are in its order", "[model][version]") {
  // Of each inner list all are equal; each list is below the next.
  const std::vector<std::vector<std::string>> ordered{{"0.4", "0.4.0"},
                                                      {"0.4.1.rc", "0.4.1.RC"},
                                                      {"0.4.1+local"},
                                                      {"0.4.1+0.local"},
                                                      {"0.4.1", "0.4.1+0"},
                                                      {"0.4.1+1.local"},
                                                      {"0.5a1"},
                                                      {"0.5b3"},
                                                      {"0.5C1"},
                                                      {"0.5"},
                                                      {"0.9.6"},
                                                      {"0.960923"},
                                                      {"1.0"},
                                                      {"1.1dev1"},
                                                      {"1.1a1"},
                                                      {"1.1.0dev1", "1.1.dev1"},
                                                      {"1.1.a1"},
                                                      {"1.1.0rc1"},
                                                      {"1.1.0.0", "1.1.0", "1.1"},
                                                      {"1.1.post1", "1.1.0post1"},
                                                      {"1.1post1"},
                                                      {"1996.07.12"},
                                                      {"1!0.4.1"},
                                                      {"1!3.1.1.6"},
                                                      {"2!0.4.1"}};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      for (const std::string& a : ordered[i]) {
        for (const std::string& b : ordered[j]) {
          INFO(a << " and " << b);
          CHECK((version(a) < version(b)) == (i < j));
          CHECK((version(a) == version(b)) == (i == j));
          CHECK((version(a) > version(b)) == (i > j));
        }
      }
    }
  }
}

TEST_CASE("numbers of any length are compared by value", "[model][version]") {
  CHECK(version("20260101120000") < version("20260101120001"));
  CHECK(version("18446744073709551615") < version("18446744073709551616"));
  CHECK(version("99999999999999999999999") < version("100000000000000000000000"));
  CHECK(version("1.000000000000000000000000000002") == version("1.2"));
  CHECK(version("1.10") > version("1.9"));
  CHECK(version("1.000") == version("1"));
}

TEST_CASE("openssl's letters are ordered by a final underscore", "[model][version]") {
  CHECK(version("1.0.1_") < version("1.0.1a"));
  CHECK(version("1.0.1-") == version("1.0.1_"));
  CHECK(version("1.0.1a") < version("1.0.1b"));
  CHECK(version("1.0.1b") < version("1.0.1"));
  CHECK(version("1.0.1") < version("1.0.1post.a"));
}

TEST_CASE("dev is below every word and post above every number", "[model][version]") {
  CHECK(version("1.0dev") < version("1.0_"));
  CHECK(version("1.0dev") > version("1.0*"));
  CHECK(version("1.0dev") == version("1.0DEV"));
  CHECK(version("1.0dev") < version("1.0devdev"));
  CHECK(version("1.0post") > version("1.0.99999999999999999999999"));
  CHECK(version("1.0POST") == version("1.0post"));
  CHECK(version("1.0postpost") < version("1.0post"));
}

TEST_CASE("a version keeps its text without the blanks around it", "[model][version]") {
  CHECK(version(" 1.0.RC1 ").to_string() == "1.0.RC1");
  CHECK(version("1!2.0+cu118").to_string() == "1!2.0+cu118");
}

TEST_CASE("a version that is not set is 0", "[model][version]") {
  CHECK(Version().to_string() == "0");
  CHECK(Version() == version("0.0"));
  CHECK(Version() < version("0.1"));
}

TEST_CASE("a version starts with the components of its prefixes", "[model][version]") {
  CHECK(version("1.8").starts_with(version("1.8")));
  CHECK(version("1.8.0").starts_with(version("1.8")));
  CHECK(version("1.8alpha").starts_with(version("1.8")));
  CHECK(version("1.8.2+cu118").starts_with(version("1.8")));
  CHECK(version("2.38").starts_with(version("2.38.0")));
  CHECK(version("2013ab").starts_with(version("2013a")));
  CHECK(version("1.0.0_version1").starts_with(version("1.0.0_version")));
  CHECK_FALSE(version("1.80").starts_with(version("1.8")));
  CHECK_FALSE(version("1!1.8").starts_with(version("1.8")));
  CHECK_FALSE(version("1.8").starts_with(version("1.8a")));
  CHECK_FALSE(version("1.2devdev").starts_with(version("1.2dev")));
}

TEST_CASE("a prefix with a local part fixes all that is before it", "[model][version]") {
  CHECK(version("1.2.3+4.5.6").starts_with(version("1.2.3+4")));
  CHECK(version("1.2.3.0+4.5.6").starts_with(version("1.2.3+4.5")));
  CHECK_FALSE(version("1.2.3+4.5.6").starts_with(version("1.2.3+5")));
  CHECK_FALSE(version("1.2.3.1+4").starts_with(version("1.2.3+4")));
}

TEST_CASE("a compatible version is not below and keeps all but the last component",
          "[model][version]") {
  CHECK(version("1.8").compatible_with(version("1.8")));
  CHECK(version("1.9").compatible_with(version("1.8")));
  CHECK(version("1.8.5").compatible_with(version("1.8.2")));
  CHECK(version("1!1.8.5").compatible_with(version("1!1.8.2")));
  CHECK(version("2.0").compatible_with(version("1")));
  CHECK_FALSE(version("1.7").compatible_with(version("1.8")));
  CHECK_FALSE(version("2.0").compatible_with(version("1.8")));
  CHECK_FALSE(version("1.9").compatible_with(version("1.8.2")));
  CHECK_FALSE(version("1!1.8.5").compatible_with(version("1.8.2")));
}

TEST_CASE("a text that is no version is refused with its place", "[model][version]") {
  CHECK(cause_of("") == "column 1: found nothing");
  CHECK(cause_of("5.5..mw") == "column 5: found an empty component");
  CHECK(cause_of(".1") == "column 1: found an empty component");
  CHECK(cause_of("1___") == "column 3: found an empty component");
  CHECK(cause_of("1.2post+") == "column 9: found an empty component");
  CHECK(cause_of("1+a_") == "column 5: found an empty component");
  CHECK(cause_of("a!1.0") == "column 1: found an epoch that is not a number");
  CHECK(cause_of("0post1!1.1") == "column 2: found an epoch that is not a number");
  CHECK(cause_of("!1.0") == "column 1: found an epoch that is not a number");
  CHECK(cause_of("1!2!3") == "column 4: found a second `!`");
  CHECK(cause_of("1+2+3") == "column 4: found a second `+`");
  CHECK(cause_of("1!+2") == "column 3: found nothing before the local part");
  CHECK(cause_of("1-1_1") == "column 4: found both `-` and `_`");
  CHECK(cause_of("é1:2") == "column 1: found `é`");
  CHECK(cause_of("1:2") == "column 2: found `:`");
}

TEST_CASE("the order of versions is total", "[model][version]") {
  const std::vector<std::string> pieces{
      "0", "1", "10", "a", "rc", "dev", "post", "*", ".1", ".a", "_", ".post", "+1", "1!"};
  std::mt19937 random(1); // NOLINT(cert-msc51-cpp): the same versions every time
  std::vector<Version> versions;
  while (versions.size() < 300) {
    std::string text;
    for (std::size_t i = 0; i < 5; ++i) {
      text += pieces[random() % pieces.size()];
    }
    try {
      versions.push_back(Version::parse(text));
    } catch (const Error&) {
      continue;
    }
  }
  std::sort(versions.begin(), versions.end());
  for (std::size_t i = 0; i < versions.size(); ++i) {
    for (std::size_t j = i; j < versions.size(); ++j) {
      INFO(versions[i].to_string() << " and " << versions[j].to_string());
      REQUIRE_FALSE(versions[j] < versions[i]);
      REQUIRE((versions[i] == versions[j]) == !(versions[i] < versions[j]));
    }
  }
}
