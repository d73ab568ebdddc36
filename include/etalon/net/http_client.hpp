#pragma once

#include <etalon/net/retry_policy.hpp>
#include <etalon/util/cancellation.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// The last answer to a transfer, after redirects.
struct HttpResponse {
  long status = 0;                            // 200 or 304; 200 for file:// too
  std::map<std::string, std::string> headers; // names in lower case, values trimmed
};

// Where the body of a transfer goes.
class ByteSink {
public:
  ByteSink() = default;
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;
  virtual ~ByteSink() = default;

  // A retry begins: what came so far is void.
  virtual void restart() = 0;
  virtual void write(std::string_view bytes) = 0;
};

// Keeps the body in memory.
class StringSink final : public ByteSink {
public:
  void restart() override { m_bytes.clear(); }

  void write(std::string_view bytes) override { m_bytes += bytes; }

  [[nodiscard]] const std::string& bytes() const { return m_bytes; }

private:
  std::string m_bytes;
};

// One GET. The sink must outlive the run; exceptions of sink and callbacks end the run and come out
// of it unchanged.
struct Transfer {
  std::string url; // http, https or file; "user:password@" goes to that host only
  ByteSink* sink = nullptr;
  std::vector<std::string> request_headers = {}; // "If-None-Match: \"abc\""
  // After the last byte of a successful transfer (2xx, or 304 with an empty body).
  std::function<void(const HttpResponse&)> on_done = nullptr;
  // Bytes so far and in all (0 where unknown); starts again at 0 with a retry.
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress = nullptr;
};

// Whether a server of https has to prove that it is who it says.
enum class PeerVerification { on, off };

struct HttpOptions {
  std::string user_agent = "etalon";
  std::size_t parallel_transfers = 8;
  // To one server; transfers share those of HTTP/2.
  std::size_t parallel_connections = 8;
  RetryPolicy retry;
  std::chrono::milliseconds connect_timeout{15'000};
  // A transfer slower than this many bytes a second over low_speed_time is given up (and retried).
  std::uint64_t low_speed_bytes = 100;
  std::chrono::seconds low_speed_time{30};
  long max_redirects = 10;
  // A bundle of CA certificates (PEM); empty: the environment's SSL_CERT_FILE or
  // REQUESTS_CA_BUNDLE, else the system's.
  std::string ca_bundle;
  PeerVerification verification = PeerVerification::on;
  // Proxies, before those of the environment: "https://HOST", "https", "all://HOST" or "all" -> the
  // proxy's URL, "" for none; the first of these four that is there counts (as in python-requests).
  std::map<std::string, std::string> proxies;
  // The caller's environment, for http_proxy, https_proxy, all_proxy, no_proxy (lower or upper
  // case; HTTP_PROXY is not read, as with curl), SSL_CERT_FILE and REQUESTS_CA_BUNDLE.
  std::map<std::string, std::string> environment;
};

// Bytes from URLs. Errors (the URL without credentials in each message): Error{not_found} where the
// server says 404 or 410, or the file is absent; Error{network} for the rest of what a server or
// the way to it can do wrong; Error{cancelled} within 100 ms of the token; Error{usage} for a URL
// that is none.
class HttpClient {
public:
  HttpClient() = default;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  virtual ~HttpClient() = default;

  // All transfers, in parallel up to the options' limit; callbacks and sinks are called in the
  // calling thread. Returns when all are done; the first failure ends the others and is thrown.
  virtual void run(std::vector<Transfer> transfers, const CancellationToken& token) = 0;
};

// By libcurl: HTTP/2 where the server offers it, connections are kept for the next run().
std::unique_ptr<HttpClient> make_curl_http_client(const HttpOptions& options);

// The body of one URL.
std::string fetch_text(HttpClient& client, const std::string& url, const CancellationToken& token);

} // namespace etalon
