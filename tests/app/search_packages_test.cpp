#include "test_channels.hpp"

#include <etalon/app/search_packages.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using nlohmann::json;
using test::TestChannels;

namespace {

json record(const std::string& name,
            const std::string& version,
            const std::string& build = "0",
            int build_number = 0) {
  return {{"name", name}, {"version", version}, {"build", build}, {"build_number", build_number}};
}

class TwoChannels {
public:
  TwoChannels() {
    m_channels.add_channel("forge");
    m_channels.add_subdir("linux-64",
                          TestChannels::repodata_of({record("numpy", "1.10.0", "a_1", 1),
                                                     record("numpy", "1.10.0", "b_0", 0),
                                                     record("numpy", "1.9.0"),
                                                     record("numpy-base", "1.9.0")})
                              .dump());
    m_channels.add_channel("other");
    m_channels.add_subdir("linux-64", TestChannels::repodata_of({record("numpy", "1.9.5")}).dump());
  }

  SearchResult search(const std::string& spec) {
    return search_records({spec, MatchSpec::parse(spec), Platform::parse("linux-64"), {}},
                          m_channels.channels());
  }

  // "version build channel" of each.
  std::vector<std::string> rows(const std::string& spec) {
    std::vector<std::string> texts;
    for (const auto& found : search(spec).packages) {
      texts.push_back(found.package.name + " " + found.package.version.to_string() + " " +
                      found.package.build + " " + found.channel);
    }
    return texts;
  }

private:
  TestChannels m_channels;
};

} // namespace

TEST_CASE("what was found is sorted by version, then build number", "[app][search]") {
  TwoChannels channels;
  CHECK(channels.rows("numpy") == std::vector<std::string>{"numpy 1.9.0 0 forge",
                                                           "numpy 1.9.5 0 other",
                                                           "numpy 1.10.0 b_0 forge",
                                                           "numpy 1.10.0 a_1 forge"});
  CHECK(channels.rows("NumPy>1.9.5,<2") ==
        std::vector<std::string>{"numpy 1.10.0 b_0 forge", "numpy 1.10.0 a_1 forge"});
  CHECK(channels.rows("num*=1.9") == std::vector<std::string>{"numpy 1.9.0 0 forge",
                                                              "numpy 1.9.5 0 other",
                                                              "numpy-base 1.9.0 0 forge"});
  CHECK(channels.rows("other::numpy") == std::vector<std::string>{"numpy 1.9.5 0 other"});
}

TEST_CASE("nothing found comes with what may be meant", "[app][search]") {
  TwoChannels channels;
  CHECK(channels.search("nmpy").near_names == std::vector<std::string>{"numpy"});
  CHECK(channels.search("base").near_names == std::vector<std::string>{"numpy-base"});
  const auto too_new = channels.search("numpy>=2");
  CHECK(too_new.near_names.empty());
  CHECK(too_new.newest_version == "1.10.0");
  CHECK(channels.search("xyz*").near_names.empty());
}
