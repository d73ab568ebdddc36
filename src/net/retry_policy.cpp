#include <etalon/net/retry_policy.hpp>

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace etalon {

using std::chrono::milliseconds;
using std::chrono::seconds;

FailureClass classify_status(long http_status) {
  const bool is_passing = http_status == 408 || http_status == 429 || http_status >= 500;
  return is_passing ? FailureClass::server : FailureClass::permanent;
}

std::optional<milliseconds> RetryPolicy::next_delay(FailureClass failure,
                                                    int failed_attempts,
                                                    std::optional<seconds> retry_after,
                                                    double chance) const {
  const int allowed = failure == FailureClass::permanent     ? 1
                      : failure == FailureClass::unreachable ? std::min(attempts, 2)
                                                             : attempts;
  if (failed_attempts >= allowed) {
    return std::nullopt;
  }
  if (retry_after && *retry_after > max_retry_after) {
    return std::nullopt;
  }
  const double full =
      std::min(static_cast<double>(first_delay.count()) * std::pow(growth, failed_attempts - 1),
               static_cast<double>(max_delay.count()));
  const milliseconds delay{static_cast<milliseconds::rep>(full * (0.5 + 0.5 * chance))};
  return std::max(delay, milliseconds(retry_after.value_or(seconds{0})));
}

std::optional<seconds> parse_retry_after(std::string_view value, long long now) {
  long long number = 0;
  const char* const end = value.data() + value.size();
  const auto [parsed, failed] = std::from_chars(value.data(), end, number);
  if (failed == std::errc() && parsed == end && number >= 0) {
    return seconds{number};
  }
  const time_t date = ::curl_getdate(std::string(value).c_str(), nullptr);
  if (date < 0) {
    return std::nullopt;
  }
  return seconds{std::max<long long>(0, static_cast<long long>(date) - now)};
}

} // namespace etalon
