#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

#include <cstdlib>

using etalon::test::EtalonHome;

// The manifest for the public channels against their real indexes, which are no part of this
// repository: beside it, or where ETALON_SHARED_DATA says.
TEST_CASE("pt_benchmark.yml resolves to the CUDA 11.8 build of pytorch 2.0.1", "[cli][real]") {
  const auto* elsewhere = std::getenv("ETALON_SHARED_DATA");
  const std::string data = elsewhere ? elsewhere : ETALON_SOURCE_DIR "/../shared/data";
  if (!std::filesystem::exists(data + "/channels")) {
    WARN("no real channel indexes at " << data << ": not tested");
    return;
  }
  EtalonHome home;
  home.set("CONDA_CHANNEL_ALIAS",
           "file://" + std::filesystem::canonical(data).string() + "/channels");
  home.set("CONDA_OVERRIDE_CUDA", "12.2");
  home.set("CONDA_OVERRIDE_GLIBC", "2.36");

  const auto plan =
      home.json({"env", "create", "-f", ETALON_SOURCE_DIR "/envs/pt_benchmark.yml", "--dry-run"});

  const auto& packages = plan.at("packages");
  CHECK(packages.size() > 230);
  CHECK(packages.size() < 270);
  bool found = false;
  for (const auto& package : packages) {
    if (package.at("name") == "pytorch") {
      found = true;
      CHECK(package.at("version") == "2.0.1");
      CHECK(package.at("build") == "py3.9_cuda11.8_cudnn8.7.0_0");
      CHECK(package.at("channel") == "pytorch");
    }
  }
  CHECK(found);
}
