#include <etalon/model/sorted_versions.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace etalon;

namespace {

std::vector<Version> ascending(std::vector<std::string> texts) {
  std::vector<Version> versions;
  versions.reserve(texts.size());
  for (const std::string& text : texts) {
    versions.push_back(Version::parse(text));
  }
  std::stable_sort(versions.begin(), versions.end());
  return versions;
}

// All that ever made a difference between versions, and enough to fill more than one word.
std::vector<Version> many_versions() {
  std::vector<std::string> texts = {"1.8dev1",
                                    "1.8a1",
                                    "1.8rc1",
                                    "1.8",
                                    "1.8.0",
                                    "1.8+local",
                                    "1.8post1",
                                    "1.8.0.0",
                                    "1.80",
                                    "0.9",
                                    "2!1.8",
                                    "1!1.8",
                                    "1.8_a",
                                    "1.8-1",
                                    "1.1.1w",
                                    "1.1.1_",
                                    "2024a"};
  for (int i = 0; i < 150; ++i) {
    texts.push_back("1." + std::to_string(i) + ".1");
  }
  return ascending(texts);
}

} // namespace

TEST_CASE("asking all versions at once is asking each", "[model][version-spec]") {
  const std::vector<Version> versions = many_versions();
  SortedVersions sorted(versions.size(), [&](std::size_t place) {
    return std::string_view(versions[place].to_string());
  });
  REQUIRE(sorted.size() == versions.size());
  for (const char* text : {"*",
                           "1.8",
                           "==1.8",
                           "!=1.8",
                           "<1.8",
                           "<=1.8",
                           ">1.8",
                           ">=1.8",
                           "=1.8",
                           "1.8.*",
                           "!=1.8.*",
                           "~=1.8",
                           "~=1.8.0",
                           "1.*.1",
                           "!=1.*.1",
                           "^1\\.[89].*$",
                           ">=1.8,<1.20",
                           ">=1.8,<1.20,!=1.9.1",
                           "<1.8|>=1.100",
                           "(<1.8|>1.9),!=1.50.1|==1.8",
                           "<0",
                           ">=0",
                           ">=1.20,<1.8",
                           "1.8.*,>=1.8",
                           "=1.8|=1.9",
                           "1.8+local",
                           ">=1!0"}) {
    const VersionSpec spec = VersionSpec::parse(text);
    for (int round = 0; round < 2; ++round) { // the second time much is known
      const VersionPlaces places = sorted.find(spec);
      for (std::size_t i = 0; i < versions.size(); ++i) {
        INFO(text << " and " << versions[i].to_string());
        CHECK(places.contains(i) == spec.matches(versions[i]));
      }
      std::vector<bool> in_ranges(versions.size(), false);
      for (const VersionPlaces::Range& range : places.ranges()) {
        REQUIRE(range.end <= versions.size());
        std::fill(in_ranges.begin() + static_cast<std::ptrdiff_t>(range.begin),
                  in_ranges.begin() + static_cast<std::ptrdiff_t>(range.end),
                  true);
      }
      for (std::size_t i = 0; i < versions.size(); ++i) {
        CHECK(in_ranges[i] == places.contains(i));
      }
    }
  }
}

TEST_CASE("no versions at all have no places", "[model][version-spec]") {
  SortedVersions none;
  CHECK(none.size() == 0);
  CHECK_FALSE(none.find(VersionSpec::any()).contains(0));
}

TEST_CASE("ranges of places are filled and joined", "[model][version-spec]") {
  for (const std::size_t begin : {0, 1, 63, 64, 65, 100}) {
    for (const std::size_t end : {0, 1, 63, 64, 65, 128, 200}) {
      VersionPlaces places(200);
      places.add_range(begin, end);
      for (std::size_t i = 0; i < 200; ++i) {
        CHECK(places.contains(i) == (i >= begin && i < end));
      }
    }
  }
}
