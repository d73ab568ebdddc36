#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

#include <random>

using etalon::test::EtalonHome;

namespace {

std::string random_bytes(std::size_t count) {
  std::mt19937 generator(7);
  std::string bytes(count, '\0');
  for (auto& byte : bytes) {
    byte = static_cast<char>(generator());
  }
  return bytes;
}

} // namespace

// In a mount namespace of its own, where a small tmpfs is the disk.
TEST_CASE("a full disk is told and leaves no environment and no package", "[cli][bad]") {
  EtalonHome home;
  home.make_channel("world", {{"big", "1.0", {}, {{"share/big", random_bytes(1U << 20U)}}}});
  const std::string script =
      "mkdir -p small && mount -t tmpfs -o size=512k tmpfs small || exit 99\n"
      "ETALON_HOME=$PWD/small " +
      EtalonHome::program().string() +
      " create -n demo -c ./home/channels/world big\n"
      "code=$?\n"
      "ls small/envs 2>/dev/null\n"
      "ls small/pkgs-v1 2>/dev/null\n"
      "exit $code\n";

  const auto output = home.command({"unshare", "--map-root-user", "--mount", "sh", "-c", script});

  if (output.state.code == 99 || output.standard_error.find("unshare") != std::string::npos) {
    WARN("no mount namespaces here: not tested");
    return;
  }
  CHECK(output.state.code == 4);
  CHECK(output.standard_error.find("No space left on device") != std::string::npos);
  CHECK(output.standard_error.find("hint: ") != std::string::npos);
  CHECK(output.standard_output.empty());
}
