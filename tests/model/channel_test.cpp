#include <etalon/model/channel.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

namespace {

const Channel k_conda_forge{"conda-forge", "https://conda.anaconda.org/conda-forge"};

} // namespace

TEST_CASE("a channel shows its name and no credentials", "[model][channel]") {
  CHECK(k_conda_forge.to_string() == "conda-forge");
  const Channel secret{"https://u:p@host/t/TOKEN/ch", "https://u:p@host/t/TOKEN/ch"};
  CHECK(secret.to_string() == "https://host/ch");
  CHECK(secret.subdir_url("noarch") == "https://u:p@host/t/TOKEN/ch/noarch");
}

TEST_CASE("a channel is meant by its name or URL", "[model][channel]") {
  CHECK(channel_matches("", k_conda_forge));
  CHECK(channel_matches("conda-forge", k_conda_forge));
  CHECK(channel_matches("conda-*", k_conda_forge));
  CHECK(channel_matches("https://conda.anaconda.org/conda-forge", k_conda_forge));
  CHECK(channel_matches("https://conda.anaconda.org/conda-forge/", k_conda_forge));
  CHECK(channel_matches("https://u:p@CONDA.anaconda.org/t/TOKEN/conda-forge", k_conda_forge));
  CHECK_FALSE(channel_matches("conda", k_conda_forge));
  CHECK_FALSE(channel_matches("https://host/conda-forge", k_conda_forge));
}

TEST_CASE("a channel with a token is meant by its URL without it", "[model][channel]") {
  const Channel channel{"https://host/t/TOKEN/team/stable", "https://host/t/TOKEN/team/stable"};
  CHECK(channel_matches("https://host/team/stable", channel));
  CHECK(channel_matches("https://host/t/OTHER/team/stable", channel));
  CHECK(channel_matches("team/stable", channel));
  CHECK_FALSE(channel_matches("stable", channel));
}

TEST_CASE("a label is part of a channel, but for main", "[model][channel]") {
  const Channel label{"nvidia/label/cuda-11.8.0",
                      "https://conda.anaconda.org/nvidia/label/cuda-11.8.0"};
  CHECK(channel_matches("nvidia/label/cuda-11.8.0", label));
  CHECK_FALSE(channel_matches("nvidia", label));
  CHECK(channel_matches("conda-forge/label/main", k_conda_forge));
  CHECK(channel_matches("https://conda.anaconda.org/conda-forge/label/main", k_conda_forge));
}

TEST_CASE("defaults and its parts are one channel by name", "[model][channel]") {
  const Channel main{"pkgs/main", "https://repo.anaconda.com/pkgs/main"};
  CHECK(channel_matches("defaults", main));
  CHECK(channel_matches("pkgs/r", main));
  CHECK(channel_matches("https://repo.anaconda.com/pkgs/main", main));
  CHECK_FALSE(channel_matches("https://repo.anaconda.com/pkgs/r", main));
  CHECK_FALSE(channel_matches("defaults", k_conda_forge));
}

TEST_CASE("a folder is meant by its path, URL or last name", "[model][channel]") {
  const Channel folder{"file:///srv/my%20channel", "file:///srv/my%20channel"};
  CHECK(channel_matches("/srv/my channel", folder));
  CHECK(channel_matches("file:///srv/my%20channel", folder));
  CHECK(channel_matches("my%20channel", folder));
  CHECK_FALSE(channel_matches("/srv", folder));
  const Channel relative{"./channel", "./channel"};
  CHECK(channel_matches("./channel", relative));
  CHECK_FALSE(channel_matches("channel", relative));
}
