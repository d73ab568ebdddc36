#include "curl_transfer.hpp"
#include "file_transfer.hpp"

#include <etalon/util/log.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <list>
#include <random>

namespace etalon {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int k_tick_milliseconds = 50; // how late a cancellation may be noticed

struct ReleaseMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

// One call of HttpClient::run().
class TransferRun {
public:
  TransferRun(CURLM* multi,
              const HttpOptions& options,
              std::vector<Transfer> transfers,
              const CancellationToken& token)
      : m_multi(multi),
        m_options(options),
        m_transfers(std::move(transfers)),
        m_token(token),
        m_random(std::random_device{}()) {}

  TransferRun(const TransferRun&) = delete;
  TransferRun& operator=(const TransferRun&) = delete;

  ~TransferRun() {
    for (const Attempt& attempt : m_active) {
      curl_multi_remove_handle(m_multi, attempt.curl->handle());
    }
  }

  void execute() {
    for (const Transfer& transfer : m_transfers) {
      m_token.throw_if_cancelled();
      const std::string scheme = Url::parse(transfer.url).scheme;
      if (scheme == "file") {
        run_file_transfer(transfer, m_token);
      } else if (scheme == "http" || scheme == "https") {
        m_waiting.push_back({&transfer});
      } else {
        throw Error(ErrorKind::usage, "its scheme is none of https, http, file")
            .while_doing(fmt::format("cannot fetch `{}`", redact(transfer.url)));
      }
    }
    while (!m_waiting.empty() || !m_active.empty()) {
      m_token.throw_if_cancelled();
      start_due();
      int running = 0;
      check(curl_multi_perform(m_multi, &running));
      if (!finish_ended()) {
        check(curl_multi_poll(m_multi, nullptr, 0, k_tick_milliseconds, nullptr));
      }
    }
  }

private:
  struct Attempt {
    const Transfer* transfer = nullptr;
    int failed = 0;
    steady_clock::time_point not_before = {};
    std::unique_ptr<CurlTransfer> curl = nullptr;
  };

  static void check(CURLMcode code) {
    if (code != CURLM_OK) {
      throw Error(ErrorKind::network,
                  fmt::format("cannot go on with the transfers: {}", curl_multi_strerror(code)));
    }
  }

  void start_due() {
    const steady_clock::time_point now = steady_clock::now();
    for (auto at = m_waiting.begin();
         at != m_waiting.end() &&
         m_active.size() < std::max<std::size_t>(m_options.parallel_transfers, 1);) {
      if (at->not_before > now) {
        ++at;
        continue;
      }
      Attempt attempt = std::move(*at);
      at = m_waiting.erase(at);
      if (attempt.failed > 0) {
        attempt.transfer->sink->restart();
      }
      attempt.curl = std::make_unique<CurlTransfer>(*attempt.transfer, m_options, m_token);
      check(curl_multi_add_handle(m_multi, attempt.curl->handle()));
      m_active.push_back(std::move(attempt));
    }
  }

  // Whether any transfer ended.
  bool finish_ended() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi, &left)) {
      if (message->msg == CURLMSG_DONE) {
        any = true;
        finish(message->easy_handle, message->data.result);
      }
    }
    return any;
  }

  void finish(CURL* handle, CURLcode code) {
    const auto found = std::find_if(m_active.begin(), m_active.end(), [handle](const Attempt& a) {
      return a.curl->handle() == handle;
    });
    Attempt attempt = std::move(*found);
    m_active.erase(found);
    curl_multi_remove_handle(m_multi, handle);
    const TransferOutcome outcome = attempt.curl->finish(code);
    attempt.curl = nullptr;
    if (succeeded(outcome)) {
      if (attempt.transfer->on_done) {
        attempt.transfer->on_done(outcome.response);
      }
      return;
    }
    ++attempt.failed;
    const std::optional<milliseconds> delay = delay_after(outcome, attempt.failed);
    if (!delay) {
      throw transfer_error(outcome, attempt.failed, m_options);
    }
    const Error error = transfer_error(outcome, attempt.failed, m_options);
    log_debug(fmt::format(
        "{}: {}; again in {} ms", error.message(), error.causes().front(), delay->count()));
    attempt.not_before = steady_clock::now() + *delay;
    m_waiting.push_back(std::move(attempt));
  }

  std::optional<milliseconds> delay_after(const TransferOutcome& outcome, int failed) {
    std::optional<std::chrono::seconds> retry_after;
    const auto header = outcome.response.headers.find("retry-after");
    if (header != outcome.response.headers.end()) {
      retry_after = parse_retry_after(header->second, std::time(nullptr));
    }
    const double chance = std::uniform_real_distribution<double>(0, 1)(m_random);
    return m_options.retry.next_delay(classify(outcome), failed, retry_after, chance);
  }

  CURLM* m_multi;
  const HttpOptions& m_options;
  const std::vector<Transfer> m_transfers;
  const CancellationToken& m_token;
  std::minstd_rand m_random;
  std::list<Attempt> m_waiting; // may be thousands, and they leave in front
  std::vector<Attempt> m_active;
};

class CurlHttpClient final : public HttpClient {
public:
  explicit CurlHttpClient(HttpOptions options) : m_options(std::move(options)) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    m_multi.reset(curl_multi_init());
    if (!m_multi) {
      throw std::bad_alloc();
    }
    curl_multi_setopt(
        m_multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(2 * m_options.parallel_connections));
    curl_multi_setopt(m_multi.get(),
                      CURLMOPT_MAX_HOST_CONNECTIONS,
                      static_cast<long>(m_options.parallel_connections));
  }

  void run(std::vector<Transfer> transfers, const CancellationToken& token) override {
    TransferRun(m_multi.get(), m_options, std::move(transfers), token).execute();
  }

private:
  const HttpOptions m_options;
  std::unique_ptr<CURLM, ReleaseMulti> m_multi;
};

} // namespace

std::unique_ptr<HttpClient> make_curl_http_client(const HttpOptions& options) {
  return std::make_unique<CurlHttpClient>(options);
}

} // namespace etalon
