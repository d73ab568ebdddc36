#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

using etalon::test::EtalonHome;

namespace {

// Some hundred KiB of index, so that there are several blocks: a chain of packages, each of which
// needs the one before it.
std::string chain_of_packages(int count) {
  nlohmann::json packages = nlohmann::json::object();
  for (int i = 0; i < count; ++i) {
    const std::string name = "package" + std::to_string(i);
    nlohmann::json record = {{"name", name},
                             {"version", "1." + std::to_string(i)},
                             {"build", "0"},
                             {"build_number", 0},
                             {"depends", nlohmann::json::array()}};
    if (i > 0) {
      record["depends"].push_back("package" + std::to_string(i - 1) + " >=1");
    }
    packages[name + "-1." + std::to_string(i) + "-0.conda"] = std::move(record);
  }
  return nlohmann::json{{"packages.conda", std::move(packages)}}.dump();
}

std::filesystem::path index_of(const EtalonHome& home) {
  std::filesystem::path largest;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(home.path("cache/etalon"))) {
    if (entry.path().extension() == ".index" &&
        (largest.empty() || entry.file_size() > std::filesystem::file_size(largest))) {
      largest = entry.path();
    }
  }
  return largest;
}

} // namespace

TEST_CASE("an index that is damaged anywhere is made again in the midst of a resolve",
          "[cli][create]") {
  EtalonHome home;
  home.write("channel/linux-64/repodata.json", chain_of_packages(1500));
  const std::vector<std::string> words = {
      "create", "-n", "x", "--dry-run", "-c", home.path("channel").string(), "package1499"};
  const auto packages = home.json(words).at("packages");
  REQUIRE(packages.size() == 1500);

  const auto index = index_of(home);
  const std::string whole = etalon::read_file(index);
  REQUIRE(whole.size() > 4 * 65536UL);
  for (std::size_t at = 1000; at < whole.size(); at += 65536) {
    INFO("byte " << at);
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    home.write(std::filesystem::relative(index, home.path(".")).string(), damaged);
    CHECK(home.json(words).at("packages") == packages);
    CHECK(etalon::read_file(index) == whole);
  }
}
