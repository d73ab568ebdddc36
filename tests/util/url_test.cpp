#include <etalon/util/error.hpp>
#include <etalon/util/url.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

TEST_CASE("a URL is taken apart and put together again", "[util][url]") {
  const std::string text = "https://user:p%40ss@Host.org:8443/t/tk-1/a%20b/c?x=1#md5";
  const Url url = Url::parse(text);
  CHECK(url.scheme == "https");
  CHECK(url.userinfo == "user:p%40ss");
  CHECK(url.host == "host.org");
  CHECK(url.port == "8443");
  CHECK(url.path == "/t/tk-1/a%20b/c");
  CHECK(url.query == "x=1");
  CHECK(url.fragment == "md5");
  CHECK(url.to_string() == "https://user:p%40ss@host.org:8443/t/tk-1/a%20b/c?x=1#md5");
}

TEST_CASE("a host may be an IPv6 address and a path may be left out", "[util][url]") {
  CHECK(Url::parse("http://[::1]:80/a").host == "[::1]");
  CHECK(Url::parse("http://[::1]:80/a").port == "80");
  CHECK(Url::parse("http://[::1]/a").port.empty());
  CHECK(Url::parse("HTTP://host").path == "/");
  CHECK(Url::parse("file:///a/b").path == "/a/b");
  CHECK(Url::parse("https://a@b@host/").userinfo == "a@b");
}

TEST_CASE("what is no URL is refused with the reason", "[util][url]") {
  const Error no_scheme = thrown_error([] { Url::parse("conda-forge"); });
  CHECK(no_scheme.kind() == ErrorKind::usage);
  CHECK(no_scheme.message() == "`conda-forge` is not a URL");
  CHECK(no_scheme.causes() == std::vector<std::string>{"it has no scheme such as `https://`"});
  CHECK(thrown_error([] { Url::parse("https:///a"); }).causes() ==
        std::vector<std::string>{"it has no host"});
  CHECK(thrown_error([] { Url::parse("https://u:p@/a"); }).message() ==
        "`https:///a` is not a URL");
  CHECK(thrown_error([] { Url::parse("file://a"); }).causes() ==
        std::vector<std::string>{"it has no absolute path"});
}

TEST_CASE("is_url knows file, http and https", "[util][url]") {
  CHECK(is_url("https://a"));
  CHECK(is_url("HTTP://a"));
  CHECK(is_url("file:///a"));
  CHECK_FALSE(is_url("s3://a"));
  CHECK_FALSE(is_url("https:/a"));
  CHECK_FALSE(is_url("https"));
  CHECK_FALSE(is_url("./https://a"));
}

TEST_CASE("percent encoding keeps slashes and unreserved characters", "[util][url]") {
  CHECK(percent_encode_path("/a b/c!1~x.conda") == "/a%20b/c%211~x.conda");
  CHECK(percent_encode_path("\xC3\xA9") == "%C3%A9");
  CHECK(percent_decode("a%20b%2fc") == "a b/c");
  CHECK(percent_decode("100%") == "100%");
  CHECK(percent_decode("%4") == "%4");
  CHECK(percent_decode("%zz") == "%zz");
  CHECK(percent_decode("%41") == "A");
}

TEST_CASE("file URLs and paths turn into each other", "[util][url]") {
  CHECK(path_from_file_url("file:///a%20b/c") == "/a b/c");
  CHECK(path_from_file_url("file://localhost/a") == "/a");
  CHECK(file_url_from_path("/a b/c") == "file:///a%20b/c");
  const Error error = thrown_error([] { path_from_file_url("file://other/a"); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.message() == "`file://other/a` does not name a file of this machine");
  CHECK(error.hints() == std::vector<std::string>{"write it as `file:///absolute/path`"});
}

TEST_CASE("redact hides passwords and tokens wherever a URL stands", "[util][url]") {
  CHECK(redact("https://u:secret@host/a") == "https://host/a");
  CHECK(redact("https://host/t/tk-secret/chan/linux-64") == "https://host/t/<TOKEN>/chan/linux-64");
  CHECK(redact("https://host/t/tk-secret") == "https://host/t/<TOKEN>");
  CHECK(redact("could not reach `https://u:secret@host/t/tk/x` nor http://a:b@c/d!") ==
        "could not reach `https://host/t/<TOKEN>/x` nor http://c/d!");
  CHECK(redact("https://u:se@cret@host/a") == "https://host/a");
  CHECK(redact("https://host/a@b") == "https://host/a@b");
  CHECK(redact("file:///home/t/chan") == "file:///home/t/chan");
  CHECK(redact("conda-forge") == "conda-forge");
}

TEST_CASE("without_credentials leaves what may be written into files", "[util][url]") {
  CHECK(without_credentials("https://u:p@host/t/tk/chan/x.conda?sig=1#abc") ==
        "https://host/chan/x.conda");
  CHECK(without_credentials("https://host/t/tk") == "https://host/");
  CHECK(without_credentials("https://host/t/a/t/b/chan") == "https://host/chan");
  CHECK(without_credentials("file:///home/t/chan") == "file:///home/t/chan");
}
