#include "app/range_spec.hpp"
#include "test_channels.hpp"

#include <etalon/model/match_spec.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

namespace etalon {

namespace {

using Kind = RangeSpec::Bound::Kind;

bool holds(const RangeSpec::Bound& bound, const Version& version) {
  const Version limit = Version::parse(bound.version);
  switch (bound.kind) {
  case Kind::at_least:
    return version >= limit;
  case Kind::above:
    return version > limit;
  case Kind::at_most:
    return version <= limit;
  case Kind::below:
    return version < limit;
  case Kind::exactly:
    return version == limit;
  }
  return false;
}

} // namespace

TEST_CASE("a spec of bounds is taken apart", "[app][range-spec]") {
  const auto spec = RangeSpec::parse("lib-a >=1.2,>1,<=3,<2.0a0");
  REQUIRE(spec);
  CHECK(spec->name == "lib-a");
  REQUIRE(spec->bound_count == 4);
  CHECK(spec->bounds[0].kind == Kind::at_least);
  CHECK(spec->bounds[0].version == "1.2");
  CHECK(spec->bounds[1].kind == Kind::above);
  CHECK(spec->bounds[2].kind == Kind::at_most);
  CHECK(spec->bounds[3].kind == Kind::below);
  CHECK(spec->bounds[3].version == "2.0a0");
  CHECK(RangeSpec::parse("__glibc")->bound_count == 0);
  const auto exact = RangeSpec::parse("a 1.2 h1_0");
  REQUIRE(exact);
  CHECK(exact->bounds[0].kind == Kind::exactly);
  CHECK(exact->build == "h1_0");
}

TEST_CASE("a spec that may mean something else is left to MatchSpec", "[app][range-spec]") {
  for (const char* text : {"",
                           "A",
                           "a.conda",
                           "c::a",
                           "a 1.2",
                           "a =1.2",
                           "a ==1.2",
                           "a 1.2.*",
                           "a >=1.2|<1",
                           "a !=1.2",
                           "a >=1.2.*",
                           "a >= 1.2",
                           "a  >=1.2",
                           "a >=1.2,",
                           "a >=1,>=2,>=3,>=4,>=5",
                           "a >=1..2",
                           "a 1.2 *_cuda",
                           "a 1.2 H1",
                           "a 1.2 h1 x",
                           "a[version=1]"}) {
    INFO(text);
    CHECK_FALSE(RangeSpec::parse(text));
  }
}

TEST_CASE("what is taken apart means what MatchSpec says", "[app][range-spec]") {
  const std::filesystem::path file = std::filesystem::path(ETALON_SOURCE_DIR) /
                                     "../shared/data/channels/conda-forge/linux-64" /
                                     "repodata.json.zst";
  if (!std::filesystem::exists(file)) {
    WARN("the recorded channels are not there");
    return;
  }
  test::TestChannels channels;
  channels.add_channel("conda-forge");
  channels.add_subdir("linux-64", test::read_repodata(file));
  std::set<std::string> texts;
  std::set<std::string> versions;
  for (const RecordIndex& index : channels.channels().front().subdirs) {
    for (const char* name : {"numpy", "openssl", "pytorch", "libtorch", "python", "scipy"}) {
      for (const RecordView& view : index.views(name)) {
        versions.emplace(view.version());
        for (std::size_t i = 0; i < view.depends().size(); ++i) {
          texts.emplace(view.depends()[i]);
        }
      }
    }
  }
  std::size_t taken_apart = 0;
  for (const std::string& text : texts) {
    const auto range = RangeSpec::parse(text);
    if (!range) {
      continue;
    }
    ++taken_apart;
    const MatchSpec spec = MatchSpec::parse(text);
    INFO(text);
    CHECK(spec.name.to_string() == range->name);
    CHECK((spec.build ? spec.build->to_string() : "") == range->build);
    for (const std::string& each : versions) {
      const Version version = Version::parse(each);
      const bool fits = std::all_of(
          range->begin(), range->end(), [&](const auto& bound) { return holds(bound, version); });
      REQUIRE((!spec.version || spec.version->matches(version)) == fits);
    }
  }
  CHECK(taken_apart > texts.size() / 2);
}

} // namespace etalon
