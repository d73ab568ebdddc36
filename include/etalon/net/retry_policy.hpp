#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace etalon {

// How a transfer failed, as far as a second try is concerned.
enum class FailureClass {
  permanent,   // 4xx, a certificate that does not verify: it would fail again
  unreachable, // no such host, refused, no connection in time: tried twice, so that a wrong name or
               // a server that is down is told soon
  connection,  // reset, stalled, truncated
  server,      // 408, 429, 5xx
};

FailureClass classify_status(long http_status);

// When to try again. Pure: chance comes in as a number.
struct RetryPolicy {
  int attempts = 4; // in all, the first one counted
  std::chrono::milliseconds first_delay{400};
  double growth = 2.5;
  std::chrono::milliseconds max_delay{20'000};
  // A server that asks for a longer pause than this is not waited for.
  std::chrono::milliseconds max_retry_after{60'000};

  // The pause before the next attempt after `failed_attempts` of them; nullopt: give up. The pause
  // is spread by `chance` (0 to 1) over 50 % to 100 % of first_delay * growth^n, so that clients of
  // a server that was down do not come back at once; `retry_after` of the server is a lower bound.
  [[nodiscard]] std::optional<std::chrono::milliseconds>
  next_delay(FailureClass failure,
             int failed_attempts,
             std::optional<std::chrono::seconds> retry_after,
             double chance) const;
};

// A Retry-After header's value (RFC 9110, 10.2.3): seconds, or an HTTP date compared with `now`
// (seconds since the epoch); nullopt where it is neither.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, long long now);

} // namespace etalon
