#include "app/name_candidates.hpp"
#include "test_channels.hpp"

#include <etalon/model/match_spec.hpp>

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

namespace etalon {

namespace {

const std::vector<std::string> k_versions = {
    "0.9", "1.0", "1.0.0", "1.0rc1", "1.2", "1.10", "1.10.0", "1.10.1", "2.0", "2.0a0", "3!0.1"};

nlohmann::json draw_repodata(std::mt19937& random) {
  const auto draw = [&](std::size_t limit) { return random() % limit; };
  std::vector<nlohmann::json> records;
  for (std::size_t i = draw(30); i > 0; --i) {
    nlohmann::json record = {{"name", "a"},
                             {"version", k_versions[draw(k_versions.size())]},
                             {"build", "h" + std::to_string(draw(3)) + "_0"},
                             {"build_number", draw(3)}};
    if (draw(4) == 0) {
      record["track_features"] = "x";
    }
    records.push_back(record);
  }
  return test::TestChannels::repodata_of(records);
}

// Whether the one at `place` is not worse than the next, by what comes before the dependencies.
bool is_in_order(const NameCandidates& candidates, std::uint32_t place, ChannelPriority priority) {
  const CandidateRecord a = candidates.record(place);
  const CandidateRecord b = candidates.record(place + 1);
  if (a.is_installed != b.is_installed) {
    return a.is_installed;
  }
  if (a.count_features() != b.count_features()) {
    return a.count_features() < b.count_features();
  }
  const bool by_channel = priority != ChannelPriority::disabled;
  if (by_channel && a.channel != b.channel) {
    return a.channel < b.channel;
  }
  const Version first = Version::parse(a.version());
  const Version second = Version::parse(b.version());
  if (first != second) {
    return first > second;
  }
  return a.channel != b.channel ? a.channel < b.channel : a.build_number() >= b.build_number();
}

struct Fixture {
  test::TestChannels channels;
  std::vector<NameCandidates::Source> sources;

  Fixture(std::mt19937& random, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      channels.add_channel("c" + std::to_string(i));
      channels.add_subdir("linux-64", draw_repodata(random).dump());
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      const NameRecords records = channels.channels()[i].subdirs.front().find("a");
      if (records.size() > 0) {
        sources.push_back({records, i});
      }
    }
  }
};

void check_matches(NameCandidates& candidates) {
  for (const char* text : {"a",
                           "a >=1.0",
                           "a >1.0",
                           "a <1.10",
                           "a <=1.10",
                           "a >=1.0,<2.0a0",
                           "a >=0.9,>=1.2,<2",
                           "a >=2,<1",
                           "a 1.10 h1_0",
                           "a 1.0.0 h0_0"}) {
    INFO(text);
    const MatchSpec spec = MatchSpec::parse(text);
    const auto range = RangeSpec::parse(text);
    REQUIRE(range);
    const auto accepts = [&](std::uint32_t place) {
      return !spec.build || spec.build->matches(candidates.build(place));
    };
    const NameCandidates::Match by_range = candidates.match(*range);
    const NameCandidates::Match by_spec =
        candidates.match(spec.version ? *spec.version : VersionSpec::any(), accepts);
    std::vector<bool> in_range(candidates.count(), false);
    std::uint32_t last_end = 0;
    for (const CandidateRange& places : by_range.places) {
      CHECK((places.begin < places.end && (places.begin > last_end || last_end == 0)));
      last_end = places.end;
      std::fill(in_range.begin() + places.begin, in_range.begin() + places.end, true);
    }
    std::vector<bool> in_spec(candidates.count(), false);
    for (const CandidateRange& places : by_spec.places) {
      std::fill(in_spec.begin() + places.begin, in_spec.begin() + places.end, true);
    }
    for (std::uint32_t place = 0; place < candidates.count(); ++place) {
      const Version version = Version::parse(candidates.record(place).version());
      const bool fits = (!spec.version || spec.version->matches(version)) && accepts(place);
      REQUIRE(in_range[place] == fits);
      REQUIRE(in_spec[place] == fits);
    }
    CHECK(by_range.quality == by_spec.quality);
    CHECK(candidates.quality(*range) == by_spec.quality);
    CHECK((by_spec.quality == 0) == by_spec.places.empty());
  }
}

} // namespace

TEST_CASE("candidates are in order, and specs find those that match", "[app][candidates]") {
  std::mt19937 random(GENERATE(range(1U, 60U)));
  const auto priority =
      GENERATE(ChannelPriority::strict, ChannelPriority::flexible, ChannelPriority::disabled);
  Fixture fixture(random, 1 + random() % 3);
  NameCandidates candidates(fixture.sources, {}, {}, priority);
  CHECK(candidates.count() == candidates.size());
  for (std::uint32_t place = 0; place + 1 < candidates.count(); ++place) {
    REQUIRE(is_in_order(candidates, place, priority));
    const CandidateRange equals = candidates.equals(place);
    CHECK((equals.begin <= place && place < equals.end));
    CHECK((equals.end > place + 1) == (candidates.equals(place + 1).begin <= place));
  }
  check_matches(candidates);
}

TEST_CASE("what must not be chosen comes last, what is installed first", "[app][candidates]") {
  std::mt19937 random(GENERATE(range(1U, 60U)));
  Fixture fixture(random, 2);
  if (fixture.sources.size() < 2) {
    return;
  }
  fixture.sources[0].exclusion = 7;
  const auto judge = [](const CandidateRecord& record) {
    NameCandidates::Standing standing;
    standing.is_installed = record.version() == "1.2";
    standing.exclusion = record.version() == "1.10" ? 9 : CandidateRecord::k_included;
    return standing;
  };
  NameCandidates candidates(fixture.sources, {}, judge, ChannelPriority::flexible);
  CHECK(candidates.size() == fixture.sources[0].records.size() + fixture.sources[1].records.size());
  for (std::uint32_t place = 0; place < candidates.size(); ++place) {
    const CandidateRecord record = candidates.record(place);
    const std::uint32_t expected = record.channel == fixture.sources[0].channel ? 7
                                   : record.version() == "1.10"                 ? 9
                                                                : CandidateRecord::k_included;
    CHECK(record.exclusion == expected);
    CHECK((record.exclusion == CandidateRecord::k_included) == (place < candidates.count()));
    if (place + 1 < candidates.count()) {
      REQUIRE(is_in_order(candidates, place, ChannelPriority::flexible));
    }
  }
  check_matches(candidates);
}

TEST_CASE("a name that nobody has has no candidates", "[app][candidates]") {
  NameCandidates candidates({}, {}, {}, ChannelPriority::strict);
  CHECK(candidates.size() == 0);
  CHECK(candidates.match(*RangeSpec::parse("a >=1")).places.empty());
  CHECK(candidates.quality(*RangeSpec::parse("a")) == 0);
}

} // namespace etalon
