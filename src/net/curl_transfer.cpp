#include "curl_transfer.hpp"

#include "network_settings.hpp"

#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <algorithm>
#include <filesystem>
#include <new>

namespace etalon {
namespace {

// For options with which this libcurl was built: it fails for lack of memory alone.
template <typename Value>
void set(CURL* handle, CURLoption option, Value value) {
  if (curl_easy_setopt(handle, option, value) != CURLE_OK) {
    throw std::bad_alloc();
  }
}

bool is_condition(std::string_view header) {
  const std::string lower = to_lower(header);
  return lower.starts_with("if-none-match:") || lower.starts_with("if-modified-since:");
}

} // namespace

CurlTransfer::CurlTransfer(const Transfer& transfer,
                           const HttpOptions& options,
                           const CancellationToken& token)
    : m_transfer(transfer), m_options(options), m_token(token), m_handle(curl_easy_init()) {
  if (!m_handle) {
    throw std::bad_alloc();
  }
  set_request();
  set_limits();
  set_network();
}

CurlTransfer::~CurlTransfer() = default;

void CurlTransfer::set_request() {
  CURL* const handle = m_handle.get();
  for (const std::string& header : m_transfer.request_headers) {
    curl_slist* const longer = curl_slist_append(m_request_headers.get(), header.c_str());
    if (longer == nullptr) {
      throw std::bad_alloc();
    }
    static_cast<void>(m_request_headers.release());
    m_request_headers.reset(longer);
  }
  set(handle, CURLOPT_URL, m_transfer.url.c_str());
  set(handle, CURLOPT_HTTPHEADER, m_request_headers.get());
  set(handle, CURLOPT_USERAGENT, m_options.user_agent.c_str());
  set(handle, CURLOPT_ERRORBUFFER, m_error_text.data());
  set(handle, CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(handle, CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(handle, CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set(handle, CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(handle, CURLOPT_PRIVATE, static_cast<void*>(this));
  set(handle, CURLOPT_NOSIGNAL, 1L);
  // A cancelled run does not wait for a name server.
  set(handle, CURLOPT_QUICK_EXIT, 1L);
  set(handle, CURLOPT_BUFFERSIZE, 256L * 1024);
  set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  // Rather one connection of HTTP/2 than eight handshakes at once. Without TLS there is none to be
  // had, and waiting for the first answer would only cost time.
  const bool is_secure = Url::parse(m_transfer.url).scheme == "https";
  set(handle, CURLOPT_PIPEWAIT, is_secure ? 1L : 0L);
}

void CurlTransfer::set_limits() {
  CURL* const handle = m_handle.get();
  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  // What was asked for over TLS is not answered without it. libcurl sends the login of the URL and
  // an Authorization header to the first host only.
  const bool is_secure = Url::parse(m_transfer.url).scheme == "https";
  set(handle, CURLOPT_REDIR_PROTOCOLS_STR, is_secure ? "https" : "http,https");
  set(handle, CURLOPT_FOLLOWLOCATION, 1L);
  set(handle, CURLOPT_MAXREDIRS, m_options.max_redirects);
  set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(m_options.connect_timeout.count()));
  set(handle, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(m_options.low_speed_bytes));
  set(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(m_options.low_speed_time.count()));
  set(handle, CURLOPT_TCP_KEEPALIVE, 1L);
}

void CurlTransfer::set_network() {
  CURL* const handle = m_handle.get();
  // Empty, but set: libcurl would read this process's own variables else.
  set(handle, CURLOPT_PROXY, find_proxy(m_options, Url::parse(m_transfer.url)).c_str());
  set(handle, CURLOPT_NOPROXY, hosts_without_proxy(m_options).c_str());
  if (m_options.verification == PeerVerification::off) {
    set(handle, CURLOPT_SSL_VERIFYPEER, 0L);
    set(handle, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  const std::string bundle = find_ca_bundle(m_options);
  if (!bundle.empty()) {
    std::error_code ignored;
    const bool is_directory = std::filesystem::is_directory(bundle, ignored);
    set(handle, is_directory ? CURLOPT_CAPATH : CURLOPT_CAINFO, bundle.c_str());
  }
}

std::size_t CurlTransfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto* const transfer = static_cast<CurlTransfer*>(self);
  try {
    transfer->take_header({bytes, size * count});
    return size * count;
  } catch (...) {
    transfer->m_failure = std::current_exception();
    return 0;
  }
}

std::size_t CurlTransfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto* const transfer = static_cast<CurlTransfer*>(self);
  try {
    transfer->m_token.throw_if_cancelled();
    transfer->take_body({bytes, size * count});
    return size * count;
  } catch (...) {
    transfer->m_failure = std::current_exception();
    return 0;
  }
}

void CurlTransfer::take_header(std::string_view line) {
  if (line.starts_with("HTTP/")) { // a new answer begins: after a redirect, or a proxy's
    m_response.headers.clear();
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos) {
    m_response.headers[to_lower(trim(line.substr(0, colon)))] = trim(line.substr(colon + 1));
  }
}

void CurlTransfer::take_body(std::string_view bytes) {
  long status = 0;
  curl_easy_getinfo(m_handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status >= 300) {
    return; // the server's page about an error
  }
  m_received += bytes.size();
  m_transfer.sink->write(bytes);
  if (m_transfer.on_progress) {
    m_transfer.on_progress(m_received, expected_bytes());
  }
}

std::uint64_t CurlTransfer::expected_bytes() const {
  curl_off_t length = -1;
  curl_easy_getinfo(m_handle.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  return static_cast<std::uint64_t>(std::max<curl_off_t>(length, 0));
}

TransferOutcome CurlTransfer::finish(CURLcode code) {
  if (m_failure) {
    std::rethrow_exception(m_failure);
  }
  TransferOutcome outcome;
  outcome.code = code;
  outcome.response = std::move(m_response);
  curl_easy_getinfo(m_handle.get(), CURLINFO_RESPONSE_CODE, &outcome.response.status);
  outcome.url = m_transfer.url;
  const char* effective = nullptr;
  curl_easy_getinfo(m_handle.get(), CURLINFO_EFFECTIVE_URL, &effective);
  outcome.effective_url = effective == nullptr ? "" : effective;
  outcome.detail = m_error_text.front() == '\0' ? curl_easy_strerror(code) : m_error_text.data();
  long os_error = 0;
  curl_easy_getinfo(m_handle.get(), CURLINFO_OS_ERRNO, &os_error);
  outcome.os_error = static_cast<int>(os_error);
  curl_off_t connect_time = 0;
  curl_easy_getinfo(m_handle.get(), CURLINFO_PRETRANSFER_TIME_T, &connect_time);
  outcome.connected = connect_time > 0;
  outcome.conditional = std::any_of(m_transfer.request_headers.begin(),
                                    m_transfer.request_headers.end(),
                                    [](const std::string& header) { return is_condition(header); });
  outcome.received = m_received;
  outcome.expected = expected_bytes();
  return outcome;
}

} // namespace etalon
