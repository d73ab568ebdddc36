#include <catch2/catch.hpp>
#include <net/network_settings.hpp>

using namespace etalon;

namespace {

HttpOptions with_environment(std::map<std::string, std::string> environment) {
  HttpOptions options;
  options.environment = std::move(environment);
  return options;
}

std::string proxy_for(const HttpOptions& options, const std::string& scheme) {
  return find_proxy(options, Url::parse(scheme + "://example.org/channel"));
}

} // namespace

TEST_CASE("a proxy is found by the scheme, then by all_proxy", "[net][proxy]") {
  const HttpOptions options =
      with_environment({{"http_proxy", "http://a"}, {"HTTPS_PROXY", "http://b"}});
  CHECK(proxy_for(options, "http") == "http://a");
  CHECK(proxy_for(options, "https") == "http://b");
  CHECK(proxy_for(with_environment({{"ALL_PROXY", "socks5://c"}}), "http") == "socks5://c");
  CHECK(proxy_for(with_environment({{"https_proxy", ""}, {"all_proxy", "d"}}), "https") == "d");
  CHECK(proxy_for(HttpOptions(), "https").empty());
}

TEST_CASE("the proxy of HTTP_PROXY in capitals is not believed", "[net][proxy]") {
  CHECK(proxy_for(with_environment({{"HTTP_PROXY", "http://evil"}}), "http").empty());
}

TEST_CASE("configured proxies come before the environment's, those of a host first",
          "[net][proxy]") {
  HttpOptions options = with_environment({{"https_proxy", "http://environment"}});
  options.proxies = {{"https", "http://scheme"},
                     {"https://example.org", "http://host"},
                     {"all", "http://all"},
                     {"all://example.net", ""}};
  CHECK(proxy_for(options, "https") == "http://host");
  CHECK(proxy_for(options, "http") == "http://all");
  CHECK(find_proxy(options, Url::parse("https://example.net/c")) == "http://scheme");
  CHECK(find_proxy(options, Url::parse("http://example.net/c")).empty());
  options.proxies = {{"http", "http://plain"}};
  CHECK(proxy_for(options, "https") == "http://environment");
}

TEST_CASE("lower case comes before upper case", "[net][proxy]") {
  CHECK(proxy_for(with_environment({{"https_proxy", "a"}, {"HTTPS_PROXY", "b"}}), "https") == "a");
  CHECK(hosts_without_proxy(with_environment({{"NO_PROXY", "x"}, {"no_proxy", "y,z"}})) == "y,z");
}

TEST_CASE("CA certificates come from the options, then from the environment", "[net][tls]") {
  HttpOptions options =
      with_environment({{"REQUESTS_CA_BUNDLE", "/b.pem"}, {"SSL_CERT_FILE", "/a.pem"}});
  CHECK(find_ca_bundle(options) == "/a.pem");
  options.environment.erase("SSL_CERT_FILE");
  CHECK(find_ca_bundle(options) == "/b.pem");
  options.ca_bundle = "/c.pem";
  CHECK(find_ca_bundle(options) == "/c.pem");
  CHECK(find_ca_bundle(HttpOptions()).empty());
}
