#include <etalon/model/explicit_spec.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <string>
#include <vector>

using namespace etalon;

namespace {

const std::string k_md5 = "0123456789abcdef0123456789abcdef";
const std::string k_sha256 = k_md5 + k_md5;

} // namespace

TEST_CASE("a text is explicit if a line says so", "[model][explicit]") {
  CHECK(ExplicitSpec::looks_like("# comment\r\n  @EXPLICIT \r\nhttps://h/a-1-0.conda"));
  CHECK(ExplicitSpec::looks_like("\xEF\xBB\xBF@EXPLICIT"));
  CHECK_FALSE(ExplicitSpec::looks_like("@explicit\nnumpy"));
  CHECK_FALSE(ExplicitSpec::looks_like("# @EXPLICIT\nnumpy"));
}

TEST_CASE("an explicit list has packages with and without hashes", "[model][explicit]") {
  const ExplicitSpec spec = ExplicitSpec::parse("# platform: osx-arm64\n# platform: late\n"
                                                "@EXPLICIT\n\n"
                                                "https://h/c/noarch/a-1-0.conda\n"
                                                "https://h/c/noarch/b-1-0.tar.bz2#" +
                                                    k_md5 +
                                                    "\r\n"
                                                    "  https://h/c/noarch/c-1-0.conda#sha256:" +
                                                    k_sha256 + "\nfile:///x/d-1-0.conda#" +
                                                    k_sha256 + "\n./dir/e-1-0.conda\n",
                                                "env.txt");
  CHECK(spec.platform == "osx-arm64");
  REQUIRE(spec.entries.size() == 5);
  CHECK(spec.entries[0].url == "https://h/c/noarch/a-1-0.conda");
  CHECK(spec.entries[0].md5.empty());
  CHECK(spec.entries[1].md5 == k_md5);
  CHECK(spec.entries[2].sha256 == k_sha256);
  CHECK(spec.entries[3].sha256 == k_sha256);
  CHECK(spec.entries[4].url == "./dir/e-1-0.conda");
}

TEST_CASE("an explicit list is written without credentials and parses back", "[model][explicit]") {
  ExplicitSpec spec;
  spec.platform = "linux-64";
  spec.entries = {{"https://u:p@h/t/TOKEN/c/noarch/a-1-0.conda", k_md5, k_sha256},
                  {"https://h/c/noarch/b-1-0.conda", k_md5, ""},
                  {"./c-1-0.conda", "", ""}};
  const std::string text = spec.to_string();
  CHECK(text == "# platform: linux-64\n@EXPLICIT\nhttps://h/c/noarch/a-1-0.conda#sha256:" +
                    k_sha256 + "\nhttps://h/c/noarch/b-1-0.conda#" + k_md5 + "\n./c-1-0.conda\n");
  CHECK(ExplicitSpec::parse(text, "env.txt").to_string() == text);
  CHECK(ExplicitSpec().to_string() == "@EXPLICIT\n");
}

TEST_CASE("home and variables are replaced in the lines of a list", "[model][explicit]") {
  const ExplicitSpec spec = ExplicitSpec::parse("~/a-1-0.conda\n${D}/$E_1/b-1-0.conda\n"
                                                "$NONE/${F/~/c-1-0.conda\n",
                                                "env.txt")
                                .expanded({{"HOME", "/home/me"}, {"D", "/d"}, {"E_1", "e"}});
  CHECK(spec.entries.at(0).url == "/home/me/a-1-0.conda");
  CHECK(spec.entries.at(1).url == "/d/e/b-1-0.conda");
  CHECK(spec.entries.at(2).url == "$NONE/${F/~/c-1-0.conda");
}

TEST_CASE("a line that is no package is refused with its number", "[model][explicit]") {
  const auto refusal = [](const std::string& line) {
    const Error error =
        thrown_error([&line] { ExplicitSpec::parse("@EXPLICIT\n" + line, "env.txt"); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.hints() == std::vector<std::string>{
                               "write a package's URL and its hash: `https://HOST/CHANNEL/SUBDIR/"
                               "NAME-VERSION-BUILD.conda#sha256:HASH`"});
    return std::string(error.what()) + " | " + error.causes().at(0);
  };
  CHECK(refusal("numpy=1.26") == "env.txt:2: `numpy=1.26` is not a package | its name ends neither "
                                 "in `.conda` nor in `.tar.bz2`");
  CHECK(refusal("https:///a-1-0.conda") ==
        "env.txt:2: `https:///a-1-0.conda` is not a package | it has no host");
  CHECK(refusal("https://u:p@h/a-1-0.conda#12") ==
        "env.txt:2: `https://h/a-1-0.conda#12` is not a package | `12` is neither an MD5 nor a "
        "SHA-256 hash");
  CHECK(refusal("a-1-0.conda#sha256:" + k_md5) == "env.txt:2: `a-1-0.conda#sha256:" + k_md5 +
                                                      "` is not a package | `sha256:" + k_md5 +
                                                      "` is neither an MD5 nor a SHA-256 hash");
}

TEST_CASE("a package file name has a name, a version and a build", "[model][explicit]") {
  const DistFileName file = DistFileName::parse("ca-certificates-2024.2.2-hf0a_0.conda");
  CHECK(file.name == "ca-certificates");
  CHECK(file.version == "2024.2.2");
  CHECK(file.build == "hf0a_0");
  CHECK(file.extension == ".conda");
  CHECK(DistFileName::parse("a-1-0.tar.bz2").extension == ".tar.bz2");
}

TEST_CASE("what is no package file name is refused", "[model][explicit]") {
  const auto refusal = [](const std::string& name) {
    const Error error = thrown_error([&name] { DistFileName::parse(name); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.message() == "`" + name + "` is not a package file name");
    CHECK(error.hints() ==
          std::vector<std::string>{"a package file is named like `numpy-1.26.0-py311_0.conda`"});
    return error.causes().at(0);
  };
  CHECK(refusal("a-1-0.zip") == "it ends neither in `.conda` nor in `.tar.bz2`");
  for (const char* name : {"a.conda", "a-1.conda", "-1-0.conda", "a--0.conda", "a-1-.conda"}) {
    CHECK(refusal(name) == "it has no name, version and build joined by `-`");
  }
}
