#include "transfer_outcome.hpp"

#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace etalon {
namespace {

struct Reason {
  std::string cause;
  std::string hint = {};
};

std::string host_of(const TransferOutcome& outcome) {
  const std::string& url = outcome.effective_url.empty() ? outcome.url : outcome.effective_url;
  const Url parsed = Url::parse(url);
  return parsed.port.empty() ? parsed.host : fmt::format("{}:{}", parsed.host, parsed.port);
}

std::string_view phrase_of(long status) {
  switch (status) {
  case 400:
    return " (Bad Request)";
  case 401:
    return " (Unauthorized)";
  case 403:
    return " (Forbidden)";
  case 404:
    return " (Not Found)";
  case 407:
    return " (Proxy Authentication Required)";
  case 408:
    return " (Request Timeout)";
  case 410:
    return " (Gone)";
  case 429:
    return " (Too Many Requests)";
  case 500:
    return " (Internal Server Error)";
  case 502:
    return " (Bad Gateway)";
  case 503:
    return " (Service Unavailable)";
  case 504:
    return " (Gateway Timeout)";
  default:
    return "";
  }
}

std::string hint_for_status(const TransferOutcome& outcome) {
  const long status = outcome.response.status;
  if (status == 401 || status == 403) {
    return fmt::format("if it needs a login, put it into the channel's URL: "
                       "`https://USER:PASSWORD@{}/`",
                       host_of(outcome));
  }
  if (status == 407) {
    return "put the proxy's login into its URL: `export https_proxy=http://USER:PASSWORD@PROXY`";
  }
  return classify_status(status) == FailureClass::server ? "try again in a few minutes" : "";
}

Reason reason_for_timeout(const TransferOutcome& outcome, const HttpOptions& options) {
  if (!outcome.connected) {
    return {fmt::format("no connection to `{}` within {} s",
                        host_of(outcome),
                        static_cast<double>(options.connect_timeout.count()) / 1000),
            "check the network connection, or set `https_proxy` if this network needs a proxy"};
  }
  return {fmt::format("less than {} bytes a second came for {} s",
                      options.low_speed_bytes,
                      options.low_speed_time.count()),
          "try again in a few minutes"};
}

Reason reason_for_refusal(const TransferOutcome& outcome) {
  const std::string why = outcome.os_error == ECONNREFUSED ? "it refused the connection"
                          : outcome.os_error != 0
                              ? std::generic_category().message(outcome.os_error)
                              : outcome.detail;
  return {fmt::format("cannot connect to `{}`: {}", host_of(outcome), why),
          "check that the server runs and that the port is right"};
}

Reason reason_for_truncation(const TransferOutcome& outcome) {
  if (outcome.expected > outcome.received) {
    return {fmt::format(
        "the connection ended after {} of {} bytes", outcome.received, outcome.expected)};
  }
  return {fmt::format("the connection ended after {} bytes, before the whole answer",
                      outcome.received)};
}

Reason reason_for_tls(const TransferOutcome& outcome) {
  switch (outcome.code) {
  case CURLE_PEER_FAILED_VERIFICATION:
    return {fmt::format(
                "the certificate of `{}` cannot be trusted: {}", host_of(outcome), outcome.detail),
            "if this network has a certificate authority of its own, name its file: "
            "`export SSL_CERT_FILE=/path/to/ca.pem`"};
  case CURLE_SSL_CACERT_BADFILE:
    return {fmt::format("the CA certificates cannot be read: {}", outcome.detail),
            "check what SSL_CERT_FILE and REQUESTS_CA_BUNDLE name: "
            "`echo $SSL_CERT_FILE $REQUESTS_CA_BUNDLE`"};
  default:
    return {fmt::format("no TLS connection to `{}`: {}", host_of(outcome), outcome.detail),
            "check that the server speaks https on this port"};
  }
}

Reason reason_for_code(const TransferOutcome& outcome, const HttpOptions& options) {
  switch (outcome.code) {
  case CURLE_COULDNT_RESOLVE_HOST:
    return {fmt::format("the host `{}` is not known", host_of(outcome)),
            "check the name and the network connection, or set `https_proxy` if this network "
            "needs a proxy"};
  case CURLE_COULDNT_RESOLVE_PROXY:
    return {"the host of the proxy is not known", "check it: `env | grep -i _proxy`"};
  case CURLE_COULDNT_CONNECT:
    return reason_for_refusal(outcome);
  case CURLE_OPERATION_TIMEDOUT:
    return reason_for_timeout(outcome, options);
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_CONNECT_ERROR:
    return reason_for_tls(outcome);
  case CURLE_PARTIAL_FILE:
    return reason_for_truncation(outcome);
  case CURLE_GOT_NOTHING:
    return {fmt::format("`{}` closed the connection without an answer", host_of(outcome))};
  case CURLE_TOO_MANY_REDIRECTS:
    return {fmt::format("it redirects more than {} times", options.max_redirects),
            "check the channel's address"};
  case CURLE_UNSUPPORTED_PROTOCOL:
    return {"it redirects to an address that is not https", "check the channel's address"};
  default:
    return {fmt::format("the transfer failed: {}", outcome.detail)};
  }
}

ErrorKind kind_of(const TransferOutcome& outcome) {
  const long status = outcome.code == CURLE_OK ? outcome.response.status : 0;
  return status == 404 || status == 410   ? ErrorKind::not_found
         : status == 401 || status == 403 ? ErrorKind::refused
                                          : ErrorKind::network;
}

} // namespace

bool succeeded(const TransferOutcome& outcome) {
  const long status = outcome.response.status;
  return outcome.code == CURLE_OK &&
         ((status >= 200 && status < 300) || (status == 304 && outcome.conditional));
}

FailureClass classify(const TransferOutcome& outcome) {
  switch (outcome.code) {
  case CURLE_OK:
    return classify_status(outcome.response.status);
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_CONNECT:
    return FailureClass::unreachable;
  case CURLE_OPERATION_TIMEDOUT:
    return outcome.connected ? FailureClass::connection : FailureClass::unreachable;
  case CURLE_PARTIAL_FILE:
  case CURLE_GOT_NOTHING:
  case CURLE_RECV_ERROR:
  case CURLE_SEND_ERROR:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM:
  case CURLE_SSL_CONNECT_ERROR:
    return FailureClass::connection;
  default:
    return FailureClass::permanent;
  }
}

Error transfer_error(const TransferOutcome& outcome, int attempts, const HttpOptions& options) {
  const long status = outcome.response.status;
  Reason reason;
  if (outcome.code == CURLE_OK) {
    reason = {fmt::format("the server answered {}{}", status, phrase_of(status)),
              hint_for_status(outcome)};
  } else {
    reason = reason_for_code(outcome, options);
  }
  Error error(kind_of(outcome), redact(reason.cause));
  if (!reason.hint.empty()) {
    error = std::move(error).with_hint(reason.hint);
  }
  std::string attempt = fmt::format("cannot fetch `{}`", redact(outcome.url));
  if (attempts > 1) {
    attempt += fmt::format(" ({} attempts)", attempts);
  }
  return std::move(error).while_doing(std::move(attempt));
}

} // namespace etalon
