#include <etalon/net/http_client.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/loopback_server.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <support/tls_server.hpp>

using namespace etalon;
using std::chrono::milliseconds;
using Strings = std::vector<std::string>;

namespace {

const CancellationToken k_token;

HttpOptions with_certificates(const std::string& bundle) {
  HttpOptions options;
  options.retry.first_delay = milliseconds{5};
  options.environment["SSL_CERT_FILE"] = bundle;
  return options;
}

std::string fetch(const std::string& url, const HttpOptions& options) {
  return fetch_text(*make_curl_http_client(options), url, k_token);
}

} // namespace

TEST_CASE("a certificate is verified against the given authorities", "[net][tls]") {
  const ScratchDirectory scratch;
  scratch.write("page", "over TLS");
  const TlsServer server(scratch.path());
  CHECK(fetch(server.url("/page"), with_certificates(server.certificate())) == "over TLS");
  const Error error = thrown_error([&] { fetch(server.url("/page"), HttpOptions()); });
  CHECK(error.kind() == ErrorKind::network);
  CHECK(error.message() == "cannot fetch `" + server.url("/page") + "`");
  CHECK(error.causes() ==
        Strings{"the certificate of `" + server.address() +
                "` cannot be trusted: SSL certificate problem: self-signed certificate"});
  CHECK(error.hints() == Strings{"if this network has a certificate authority of its own, name its "
                                 "file: `export SSL_CERT_FILE=/path/to/ca.pem`"});
}

TEST_CASE("a certificate is not looked at where verification is off", "[net][tls]") {
  const ScratchDirectory scratch;
  scratch.write("page", "over TLS");
  const TlsServer server(scratch.path());
  HttpOptions options;
  options.verification = PeerVerification::off;
  CHECK(fetch(server.url("/page"), options) == "over TLS");
}

TEST_CASE("CA certificates that cannot be read are told", "[net][tls]") {
  const ScratchDirectory scratch;
  scratch.write("page", "over TLS");
  const TlsServer server(scratch.path());
  const Error error =
      thrown_error([&] { fetch(server.url("/page"), with_certificates("/absent.pem")); });
  CHECK(error.causes() ==
        Strings{"the CA certificates cannot be read: error setting certificate file: /absent.pem"});
  CHECK(error.hints() == Strings{"check what SSL_CERT_FILE and REQUESTS_CA_BUNDLE name: "
                                 "`echo $SSL_CERT_FILE $REQUESTS_CA_BUNDLE`"});
}

TEST_CASE("a server that speaks no TLS is told", "[net][tls]") {
  const LoopbackServer server;
  const std::string host = server.url().substr(7);
  const Error error = thrown_error([&] { fetch("https://" + host + "/a", with_certificates("")); });
  CHECK(error.causes().at(0).rfind("no TLS connection to `" + host + "`: ", 0) == 0);
  CHECK(error.hints() == Strings{"check that the server speaks https on this port"});
}
