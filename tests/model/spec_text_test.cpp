#include <etalon/model/match_spec.hpp>
#include <etalon/model/spec_text.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

TEST_CASE("a spec is kept as written but for logins and tokens", "[model][spec]") {
  for (const char* text : {"numpy >=1.26, <2",
                           "conda-forge::python",
                           "https://h/c/linux-64/a-1-0.conda",
                           "no spec<"}) {
    CHECK(without_credentials_in_spec(text) == text);
  }
  CHECK(without_credentials_in_spec("https://me:secret@h/t/tk-1/c::python  >=3") ==
        "https://h/c::python[version='>=3']");
  const std::string kept =
      without_credentials_in_spec("https://me:secret@h/t/tk-1/c/linux-64/a-1-0.conda");
  CHECK(kept.find("secret") == std::string::npos);
  CHECK(kept.find("tk-1") == std::string::npos);
  CHECK(MatchSpec::parse(kept).to_string() == kept);
  CHECK(without_credentials_in_spec("https://me:secret@h/c::python<") == "https://h/c::python<");
}
