#include <etalon/net/http_client.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/loopback_server.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

#include <cstdlib>
#include <stdexcept>

using namespace etalon;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

HttpOptions quick_options() {
  HttpOptions options;
  options.retry.first_delay = milliseconds{5};
  return options;
}

std::string fetch(const std::string& url, const HttpOptions& options = quick_options()) {
  return fetch_text(*make_curl_http_client(options), url, CancellationToken());
}

Error fetch_error(const std::string& url, const HttpOptions& options = quick_options()) {
  return thrown_error([&] { fetch(url, options); });
}

// Counts what a retry voids.
class RestartingSink final : public ByteSink {
public:
  void restart() override {
    ++restarts;
    bytes.clear();
  }

  void write(std::string_view piece) override { bytes += piece; }

  std::string bytes;
  int restarts = 0;
};

class FullSink final : public ByteSink {
public:
  void restart() override {}

  void write(std::string_view) override { throw std::runtime_error("the sink is full"); }
};

using Strings = std::vector<std::string>;

} // namespace

TEST_CASE("a transfer gives the body, the status and the headers", "[net][http]") {
  const ScratchDirectory scratch;
  const std::string body(3'000'000, 'x');
  scratch.write("sub/a b.txt", body);
  LoopbackServer server(scratch.path());
  server.add_header("/sub/a%20b.txt", "Cache-Control:  max-age=60 ");
  StringSink sink;
  HttpResponse response;
  std::uint64_t last = 0;
  std::uint64_t total = 0;
  Transfer transfer{server.url("/sub/a%20b.txt"), &sink, {"X-Test: 1"}};
  transfer.on_done = [&](const HttpResponse& r) { response = r; };
  transfer.on_progress = [&](std::uint64_t done, std::uint64_t all) {
    CHECK(done > last);
    last = done;
    total = all;
  };
  make_curl_http_client(quick_options())->run({transfer}, CancellationToken());
  CHECK(sink.bytes() == body);
  CHECK(response.status == 200);
  CHECK(response.headers.at("cache-control") == "max-age=60");
  CHECK(response.headers.count("etag") == 1);
  CHECK(last == body.size());
  CHECK(total == body.size());
  CHECK(server.requests().at(0).headers.at("x-test") == "1");
  CHECK(server.requests().at(0).headers.at("user-agent") == "etalon");
}

TEST_CASE("many transfers run in parallel up to the limit", "[net][http]") {
  LoopbackServer server;
  std::vector<StringSink> sinks(40);
  std::vector<Transfer> transfers;
  for (std::size_t i = 0; i < sinks.size(); ++i) {
    const std::string path = "/" + std::to_string(i);
    server.set_body(path, std::to_string(i * i));
    transfers.push_back({server.url(path), &sinks[i]});
  }
  server.add_fault("*", "delay:50");
  const auto start = steady_clock::now();
  make_curl_http_client(quick_options())->run(transfers, CancellationToken());
  const auto took = steady_clock::now() - start;
  for (std::size_t i = 0; i < sinks.size(); ++i) {
    CHECK(sinks[i].bytes() == std::to_string(i * i));
  }
  CHECK(took >= milliseconds{250}); // eight at once
  CHECK(took < milliseconds{1500});
}

TEST_CASE("a page that does not exist is an error of kind not_found", "[net][http][errors]") {
  LoopbackServer server;
  const Error error = fetch_error(server.url("/a"));
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.message() == "cannot fetch `" + server.url("/a") + "`");
  CHECK(error.causes() == Strings{"the server answered 404 (Not Found)"});
  CHECK(error.hints().empty());
  CHECK(server.requests_for("/a") == 1);
}

TEST_CASE("a server that fails for a while is asked again", "[net][http][retry]") {
  LoopbackServer server;
  server.set_body("/a", "good");
  server.add_fault("/a", "status:503*2");
  CHECK(fetch(server.url("/a")) == "good");
  CHECK(server.requests_for("/a") == 3);
}

TEST_CASE("a server that goes on failing is given up", "[net][http][errors]") {
  LoopbackServer server;
  server.add_fault("/a", "status:503");
  const Error error = fetch_error(server.url("/a"));
  CHECK(error.kind() == ErrorKind::network);
  CHECK(error.message() == "cannot fetch `" + server.url("/a") + "` (4 attempts)");
  CHECK(error.causes() == Strings{"the server answered 503 (Service Unavailable)"});
  CHECK(error.hints() == Strings{"try again in a few minutes"});
  CHECK(server.requests_for("/a") == 4);
}

TEST_CASE("each status has its words", "[net][http][errors]") {
  LoopbackServer server;
  server.add_fault("/418", "status:418");
  server.add_fault("/403", "status:403");
  server.add_fault("/407", "status:407");
  server.add_fault("/304", "status:304");
  CHECK(fetch_error(server.url("/418")).causes() == Strings{"the server answered 418"});
  CHECK(fetch_error(server.url("/304")).causes() == Strings{"the server answered 304"});
  const Error forbidden = fetch_error(server.url("/403"));
  CHECK(forbidden.kind() == ErrorKind::refused);
  CHECK(forbidden.causes() == Strings{"the server answered 403 (Forbidden)"});
  CHECK(forbidden.hints() ==
        Strings{"if it needs a login, put it into the channel's URL: `https://USER:PASSWORD@" +
                server.url().substr(7) + "/`"});
  const Error proxy = fetch_error(server.url("/407"));
  CHECK(proxy.causes() == Strings{"the server answered 407 (Proxy Authentication Required)"});
  CHECK(proxy.hints() == Strings{"put the proxy's login into its URL: `export "
                                 "https_proxy=http://USER:PASSWORD@PROXY`"});
}

TEST_CASE("Retry-After is waited for", "[net][http][retry]") {
  LoopbackServer server;
  server.set_body("/a", "good");
  server.add_fault("/a", "retry-after:1*1");
  const auto start = steady_clock::now();
  CHECK(fetch(server.url("/a")) == "good");
  CHECK(steady_clock::now() - start >= milliseconds{1000});
  server.add_fault("/b", "retry-after:3600");
  CHECK(fetch_error(server.url("/b")).message() == "cannot fetch `" + server.url("/b") + "`");
  CHECK(server.requests_for("/b") == 1);
}

TEST_CASE("a broken transfer begins again with an empty sink", "[net][http][retry]") {
  const std::string kind = GENERATE("truncate*2", "long-length*2");
  LoopbackServer server;
  const std::string body(100'000, 'y');
  server.set_body("/a", body);
  server.add_fault("/a", kind);
  RestartingSink sink;
  make_curl_http_client(quick_options())->run({{server.url("/a"), &sink}}, CancellationToken());
  CHECK(sink.bytes == body);
  CHECK(sink.restarts == 2);
}

TEST_CASE("a transfer that always breaks off says where", "[net][http][errors]") {
  LoopbackServer server;
  server.set_body("/a", std::string(1000, 'y'));
  server.add_fault("/a", "truncate");
  const Error error = fetch_error(server.url("/a"));
  CHECK(error.kind() == ErrorKind::network);
  CHECK(error.message() == "cannot fetch `" + server.url("/a") + "` (4 attempts)");
  CHECK(error.causes() == Strings{"the connection ended after 500 of 1000 bytes"});
}

TEST_CASE("a server that closes without an answer is told", "[net][http][errors]") {
  LoopbackServer server;
  server.add_fault("/a", "drop");
  CHECK(fetch_error(server.url("/a")).causes() ==
        Strings{"`" + server.url().substr(7) + "` closed the connection without an answer"});
}

TEST_CASE("a Content-Length that is too small cuts the body", "[net][http]") {
  LoopbackServer server;
  server.set_body("/a", "0123456789abcdef");
  server.add_fault("/a", "short-length");
  CHECK(fetch(server.url("/a")) == "012345");
}

TEST_CASE("a transfer that stalls is given up", "[net][http][errors]") {
  LoopbackServer server;
  server.set_body("/a", std::string(1000, 'y'));
  server.add_fault("/a", "stall");
  HttpOptions options = quick_options();
  options.retry.attempts = 1;
  options.low_speed_time = std::chrono::seconds{1};
  const Error error = fetch_error(server.url("/a"), options);
  CHECK(error.message() == "cannot fetch `" + server.url("/a") + "`");
  CHECK(error.causes() == Strings{"less than 100 bytes a second came for 1 s"});
  CHECK(error.hints() == Strings{"try again in a few minutes"});
}

TEST_CASE("redirects are followed, but not for ever", "[net][http]") {
  LoopbackServer server;
  server.set_body("/b", "there");
  server.add_fault("/a", "redirect:/b");
  CHECK(fetch(server.url("/a")) == "there");
  server.add_fault("/loop", "redirect-loop");
  const Error error = fetch_error(server.url("/loop"));
  CHECK(error.kind() == ErrorKind::network);
  CHECK(error.causes() == Strings{"it redirects more than 10 times"});
  CHECK(error.hints() == Strings{"check the channel's address"});
  CHECK(server.requests_for("/loop") == 11);
}

TEST_CASE("a redirect never leads to a file", "[net][http][errors]") {
  LoopbackServer server;
  server.add_fault("/a", "redirect:file:///etc/passwd");
  const Error error = fetch_error(server.url("/a"));
  CHECK(error.causes() == Strings{"it redirects to an address that is not https"});
}

TEST_CASE("a login goes to its own host only", "[net][http][credentials]") {
  LoopbackServer server;
  LoopbackServer other;
  server.set_body("/a", "secret");
  server.add_fault("/a", "login:user:pass word");
  const std::string host = server.url().substr(7);
  CHECK(fetch("http://user:pass%20word@" + host + "/a") == "secret");
  other.set_body("/b", "open");
  server.add_fault("/c", "redirect:" + other.url("/b"));
  CHECK(fetch("http://user:secret@" + host + "/c") == "open");
  CHECK(server.requests().back().headers.count("authorization") == 1);
  CHECK(other.requests().at(0).headers.count("authorization") == 0);
}

TEST_CASE("a wrong login is told without the password", "[net][http][errors]") {
  LoopbackServer server;
  server.add_fault("/t/tk-token/a", "login:user:right");
  const std::string host = server.url().substr(7);
  const Error error = fetch_error("http://user:wrong@" + host + "/t/tk-token/a");
  CHECK(error.message() == "cannot fetch `http://" + host + "/t/<TOKEN>/a`");
  CHECK(error.causes() == Strings{"the server answered 401 (Unauthorized)"});
  CHECK(error.hints() ==
        Strings{"if it needs a login, put it into the channel's URL: `https://USER:PASSWORD@" +
                host + "/`"});
}

TEST_CASE("a server that does not run is told soon", "[net][http][errors]") {
  std::string url;
  { url = LoopbackServer().url("/a"); }
  const auto start = steady_clock::now();
  const Error error = fetch_error(url, HttpOptions());
  CHECK(steady_clock::now() - start < milliseconds{1500});
  CHECK(error.kind() == ErrorKind::network);
  CHECK(error.message() == "cannot fetch `" + url + "` (2 attempts)");
  CHECK(error.causes() == Strings{"cannot connect to `" + url.substr(7, url.size() - 9) +
                                  "`: it refused the connection"});
  CHECK(error.hints() == Strings{"check that the server runs and that the port is right"});
}

TEST_CASE("a host that does not exist is told by its name", "[net][http][errors]") {
  const Error error = fetch_error("http://u:p@no-such-host.invalid:81/a");
  CHECK(error.kind() == ErrorKind::network);
  CHECK(error.message() == "cannot fetch `http://no-such-host.invalid:81/a` (2 attempts)");
  CHECK(error.causes() == Strings{"the host `no-such-host.invalid:81` is not known"});
  CHECK(error.hints() == Strings{"check the name and the network connection, or set "
                                 "`https_proxy` if this network needs a proxy"});
}

TEST_CASE("a cancelled run ends within 100 ms", "[net][http][cancel]") {
  const std::string fault = GENERATE("stall", "delay:5000", "retry-after:30");
  LoopbackServer server;
  server.set_body("/a", std::string(1000, 'y'));
  server.add_fault("/a", fault);
  CancellationToken token;
  steady_clock::time_point cancelled_at;
  std::thread canceller([&] {
    std::this_thread::sleep_for(milliseconds{150});
    cancelled_at = steady_clock::now();
    token.cancel();
  });
  const auto client = make_curl_http_client(quick_options());
  const Error error = thrown_error([&] { fetch_text(*client, server.url("/a"), token); });
  const auto ended_at = steady_clock::now();
  canceller.join();
  CHECK(error.kind() == ErrorKind::cancelled);
  CHECK(ended_at - cancelled_at < milliseconds{100});
}

TEST_CASE("what a sink throws comes out unchanged and the client can go on", "[net][http]") {
  LoopbackServer server;
  server.set_body("/a", "x");
  const auto client = make_curl_http_client(quick_options());
  FullSink sink;
  CHECK_THROWS_WITH(client->run({{server.url("/a"), &sink}}, CancellationToken()),
                    "the sink is full");
  CHECK(fetch_text(*client, server.url("/a"), CancellationToken()) == "x");
}

TEST_CASE("the first failure ends the other transfers", "[net][http]") {
  LoopbackServer server;
  server.set_body("/slow", "x");
  server.add_fault("/slow", "delay:5000");
  StringSink slow;
  StringSink absent;
  const auto client = make_curl_http_client(quick_options());
  const auto start = steady_clock::now();
  const Error error = thrown_error([&] {
    client->run({{server.url("/slow"), &slow}, {server.url("/absent"), &absent}},
                CancellationToken());
  });
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(steady_clock::now() - start < milliseconds{1000});
}

TEST_CASE("a conditional request may be answered with 304", "[net][http]") {
  LoopbackServer server;
  server.set_body("/a", "x");
  const auto client = make_curl_http_client(quick_options());
  StringSink sink;
  HttpResponse response;
  Transfer transfer{server.url("/a"), &sink};
  transfer.on_done = [&](const HttpResponse& r) { response = r; };
  client->run({transfer}, CancellationToken());
  StringSink again;
  transfer.sink = &again;
  transfer.request_headers = {"If-None-Match: " + response.headers.at("etag")};
  client->run({transfer}, CancellationToken());
  CHECK(response.status == 304);
  CHECK(again.bytes().empty());
}

TEST_CASE("files are read through the client as well", "[net][file]") {
  const ScratchDirectory scratch;
  const std::string body(700'000, 'z');
  scratch.write("a b", body);
  const std::string url = "file://" + scratch.path().native() + "/a%20b";
  StringSink sink;
  std::uint64_t last = 0;
  Transfer transfer{url, &sink};
  transfer.on_progress = [&](std::uint64_t done, std::uint64_t total) {
    last = done;
    CHECK(total == body.size());
  };
  HttpResponse response;
  transfer.on_done = [&](const HttpResponse& r) { response = r; };
  make_curl_http_client(quick_options())->run({transfer}, CancellationToken());
  CHECK(sink.bytes() == body);
  CHECK(last == body.size());
  CHECK(response.status == 200);
  const Error error = fetch_error("file://" + (scratch / "absent").native());
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.message() ==
        "cannot read `" + (scratch / "absent").native() + "`: No such file or directory");
}

TEST_CASE("a proxy of the given environment is used, this process's is not", "[net][proxy]") {
  LoopbackServer proxy;
  proxy.set_body("http://example.invalid/a", "by proxy");
  HttpOptions options = quick_options();
  options.environment = {{"http_proxy", proxy.url()}, {"no_proxy", "127.0.0.1"}};
  CHECK(fetch("http://example.invalid/a", options) == "by proxy");
  LoopbackServer server;
  server.set_body("/a", "direct");
  CHECK(fetch(server.url("/a"), options) == "direct");
  CHECK(proxy.requests().size() == 1);
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  CHECK(fetch(server.url("/a")) == "direct");
  ::unsetenv("http_proxy");
}

TEST_CASE("text that is no URL is a usage error", "[net][http][errors]") {
  CHECK(fetch_error("conda-forge").kind() == ErrorKind::usage);
  CHECK(fetch_error("ftp://host/a").causes() == Strings{"its scheme is none of https, http, file"});
}
