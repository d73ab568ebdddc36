#include "solve/place_mask.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace etalon {

namespace {

using Mask = std::vector<std::uint64_t>;

std::vector<std::uint32_t> places_of(PlaceMask mask) {
  std::vector<std::uint32_t> places;
  visit_places(mask, [&](std::uint32_t place) { places.push_back(place); });
  return places;
}

} // namespace

TEST_CASE("a range of places has its places, whatever words it touches", "[solve][mask]") {
  const auto begin = GENERATE(0U, 1U, 63U, 64U, 65U, 127U, 130U);
  const auto end = GENERATE(0U, 1U, 63U, 64U, 65U, 128U, 129U, 190U);
  Mask mask(mask_words(190), 0);
  add_places(mask, begin, end);
  std::vector<std::uint32_t> expected;
  for (std::uint32_t place = begin; place < end; ++place) {
    expected.push_back(place);
  }
  CHECK(places_of(mask) == expected);
  CHECK(count_places(mask) == expected.size());
  CHECK(first_place(mask) == (expected.empty() ? k_no_place : begin));
  CHECK(last_place(mask) == (expected.empty() ? k_no_place : end - 1));
  for (std::uint32_t place = 0; place < 190; ++place) {
    CHECK(has_place(mask, place) == (begin <= place && place < end));
  }
}

TEST_CASE("the next place is found from any place on", "[solve][mask]") {
  Mask mask(mask_words(200), 0);
  for (const std::uint32_t place : {3U, 64U, 150U}) {
    add_place(mask, place);
  }
  CHECK(first_place(mask, 3) == 3);
  CHECK(first_place(mask, 4) == 64);
  CHECK(first_place(mask, 65) == 150);
  CHECK(first_place(mask, 151) == k_no_place);
  CHECK(first_place(mask, 5000) == k_no_place);
  remove_place(mask, 64);
  CHECK(places_of(mask) == std::vector<std::uint32_t>{3, 150});
}

TEST_CASE("masks are met and subtracted", "[solve][mask]") {
  Mask even(mask_words(130), 0);
  Mask late(mask_words(130), 0);
  for (std::uint32_t place = 0; place < 130; place += 2) {
    add_place(even, place);
  }
  add_places(late, 125, 130);
  CHECK(have_common_place(even, late));
  std::vector<std::uint32_t> odd;
  visit_places_without(late, even, [&](std::uint32_t place) {
    odd.push_back(place);
    return place < 127; // stops behind it
  });
  CHECK(odd == std::vector<std::uint32_t>{125, 127});
  keep_places(even, late);
  CHECK(places_of(even) == std::vector<std::uint32_t>{126, 128});
  remove_place(late, 126);
  remove_place(late, 128);
  CHECK_FALSE(have_common_place(even, late));
}

} // namespace etalon
