#include <etalon/model/exclude_newer.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>

namespace etalon {

namespace {

// 2024-05-08T00:00:00Z.
constexpr std::chrono::system_clock::time_point k_now{std::chrono::seconds(1715126400)};
constexpr std::uint64_t k_day = 24ULL * 60 * 60 * 1000;
constexpr std::uint64_t k_may_1 = 1714521600000;

std::uint64_t last(std::string_view text) {
  return ExcludeNewer::parse(text, k_now).last;
}

} // namespace

TEST_CASE("a date hides what came after its day in UTC", "[model][exclude-newer]") {
  CHECK(last("2024-05-01") == k_may_1 + k_day - 1);
  CHECK(last(" 2024-02-29 ") == 1709251199999);
  CHECK(ExcludeNewer::parse(" 2024-05-01", k_now).written == "2024-05-01");
}

TEST_CASE("a time is that of RFC 3339", "[model][exclude-newer]") {
  CHECK(last("2024-05-01T00:00:00Z") == k_may_1);
  CHECK(last("2024-05-01 12:30:05.25z") == k_may_1 + 45005250);
  CHECK(last("2024-05-01t02:00:00.123456+02:00") == k_may_1 + 123);
  CHECK(last("2024-04-30T19:00:00-05:00") == k_may_1);
}

TEST_CASE("a length counts back from now", "[model][exclude-newer]") {
  CHECK(last("7d") == k_may_1);
  CHECK(last("1w") == k_may_1);
  CHECK(last("7 days") == k_may_1);
  CHECK(last("1 week") == k_may_1);
  CHECK(last("6d24h") == k_may_1);
  CHECK(last("6d 23h 59min 60 seconds") == k_may_1);
  CHECK(last("90m") == k_may_1 + 7 * k_day - 90 * 60000);
  CHECK(last("P7D") == k_may_1);
  CHECK(last("P6DT24H") == k_may_1);
  CHECK(last("PT168H") == k_may_1);
  CHECK(last("PT90M") == last("90m"));
  CHECK(last("p1w") == k_may_1);
}

TEST_CASE("what is no date is refused", "[model][exclude-newer]") {
  for (const char* text : {"",
                           "yesterday",
                           "2024-13-01",
                           "2023-02-29",
                           "2024-5-1",
                           "2024-05",
                           "2024-05-01T",
                           "2024-05-01T12:00Z",
                           "2024-05-01T12:00:00",
                           "2024-05-01T25:00:00Z",
                           "2024-05-01T12:00:00.Z",
                           "2024-05-01T12:00:00Z later",
                           "7",
                           "d",
                           "7 months",
                           "1y",
                           "P1M",
                           "P",
                           "PT",
                           "P1DT",
                           "P7 days",
                           "-7d",
                           "999999999w"}) {
    INFO(text);
    CHECK_THROWS_AS(last(text), Error);
  }
  try {
    last("soon");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.message() == "`soon` is no date");
    CHECK(error.hints() == std::vector<std::string>{
                               "write a date (`2024-05-01`), a time (`2024-05-01T12:00:00Z`) or "
                               "how long ago (`7d`, `36h`, `2 weeks`)"});
  }
}

} // namespace etalon
