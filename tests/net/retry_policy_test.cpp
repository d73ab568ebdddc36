#include <etalon/net/retry_policy.hpp>

#include <catch2/catch.hpp>

using namespace etalon;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const RetryPolicy k_policy = {4, milliseconds{400}, 2.5, milliseconds{2000}, milliseconds{60'000}};

std::optional<milliseconds> delay(FailureClass failure, int failed, double chance = 1) {
  return k_policy.next_delay(failure, failed, std::nullopt, chance);
}

} // namespace

TEST_CASE("pauses grow up to their limit and end with the attempts", "[net][retry]") {
  CHECK(delay(FailureClass::server, 1) == milliseconds{400});
  CHECK(delay(FailureClass::server, 2) == milliseconds{1000});
  CHECK(delay(FailureClass::connection, 3) == milliseconds{2000}); // not 2500
  CHECK(delay(FailureClass::server, 4) == std::nullopt);
}

TEST_CASE("what would fail again is not tried again", "[net][retry]") {
  CHECK(delay(FailureClass::permanent, 1) == std::nullopt);
  CHECK(delay(FailureClass::unreachable, 1) == milliseconds{400});
  CHECK(delay(FailureClass::unreachable, 2) == std::nullopt);
}

TEST_CASE("chance spreads a pause over its upper half", "[net][retry]") {
  CHECK(delay(FailureClass::server, 1, 0) == milliseconds{200});
  CHECK(delay(FailureClass::server, 1, 0.5) == milliseconds{300});
}

TEST_CASE("a server's Retry-After is a lower bound, and a long one is not waited for",
          "[net][retry]") {
  CHECK(k_policy.next_delay(FailureClass::server, 1, seconds{7}, 1) == milliseconds{7000});
  CHECK(k_policy.next_delay(FailureClass::server, 1, seconds{0}, 1) == milliseconds{400});
  CHECK(k_policy.next_delay(FailureClass::server, 1, seconds{60}, 1) == milliseconds{60'000});
  CHECK(k_policy.next_delay(FailureClass::server, 1, seconds{61}, 1) == std::nullopt);
}

TEST_CASE("Retry-After is a number of seconds or a date", "[net][retry]") {
  CHECK(parse_retry_after("120", 0) == seconds{120});
  CHECK(parse_retry_after("Fri, 31 Dec 1999 23:59:59 GMT", 946684790) == seconds{9});
  CHECK(parse_retry_after("Fri, 31 Dec 1999 23:59:59 GMT", 946684810) == seconds{0});
  CHECK(parse_retry_after("-5", 0) == std::nullopt);
  CHECK(parse_retry_after("soon", 0) == std::nullopt);
  CHECK(parse_retry_after("", 0) == std::nullopt);
}

TEST_CASE("statuses that pass are the server's", "[net][retry]") {
  for (const long status : {408L, 429L, 500L, 503L, 599L}) {
    CHECK(classify_status(status) == FailureClass::server);
  }
  for (const long status : {400L, 401L, 403L, 404L, 410L, 304L}) {
    CHECK(classify_status(status) == FailureClass::permanent);
  }
}
