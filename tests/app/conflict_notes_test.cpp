#include "test_channels.hpp"

#include <etalon/util/file_system.hpp>

#include <app/conflict_notes.hpp>
#include <catch2/catch.hpp>

namespace etalon {

namespace {

using Node = ConflictGraph::Node;
using NodeKind = ConflictGraph::NodeKind;

// The note of one node that `spec` leads to.
std::string note_on(const Node& node,
                    const std::string& spec,
                    const std::vector<ChannelRecords>& channels,
                    const std::vector<VirtualPackage>& offered,
                    const std::map<std::string, std::string>& environment = {},
                    const Platform& platform = Platform::current()) {
  ConflictGraph graph;
  graph.nodes = {Node{}, node};
  graph.edges = {{ConflictGraph::EdgeKind::requires_one, 0, 1, {spec}}};
  const Config config{};
  const auto files = make_posix_file_system();
  const CancellationToken token;
  const PlanDetail detail{};
  add_conflict_notes(
      graph, channels, offered, {platform, config, environment, *files, token, detail});
  return graph.nodes[1].note;
}

Node missing(const std::string& name) {
  return Node{NodeKind::unknown, name, {}, {}, "", ""};
}

Node unresolved(const std::string& name) {
  return Node{NodeKind::unresolved, name, {"1"}, {}, "", ""};
}

std::string absent(const std::string& name,
                   const std::map<std::string, std::string>& environment = {},
                   const Platform& platform = Platform::current()) {
  return note_on(missing(name), name, {}, {}, environment, platform);
}

} // namespace

TEST_CASE("a virtual package that is not there is told with the reason", "[app][explain]") {
  CHECK(absent("__cuda") == "this machine has no NVIDIA driver (no libcuda was found)");
  CHECK(absent("__cuda_arch") == "this machine shows no NVIDIA GPU");
  CHECK(absent("__cuda", {{"CONDA_OVERRIDE_CUDA", ""}}) ==
        "CONDA_OVERRIDE_CUDA is set to nothing, which takes it away");
  CHECK(absent("__cuda", {}, Platform::parse("osx-arm64")) == "for osx-arm64 none is assumed");
  CHECK(absent("__win", {}, Platform::parse("linux-64")) ==
        "that is on Windows only, and this is for linux-64");
  CHECK(absent("__rocm") == "this machine has no `__rocm`");
}

TEST_CASE("a virtual package that is too old is told with how it was found", "[app][explain]") {
  const auto note = [](const std::string& name,
                       const std::string& version,
                       const std::string& build,
                       const std::string& origin) {
    return note_on(unresolved(name), name + " >=99", {}, {{name, version, build, origin}});
  };
  CHECK(note("__cuda", "11.4", "0", "libcuda") == "this machine has 11.4 (from libcuda)");
  CHECK(note("__glibc", "2.12", "0", "CONDA_OVERRIDE_GLIBC") ==
        "this machine has 2.12 (set by CONDA_OVERRIDE_GLIBC)");
  CHECK(note("__linux", "3.10.0", "0", "default") == "this machine has 3.10.0 (assumed)");
  CHECK(note("__archspec", "1", "zen2", "/proc/cpuinfo") ==
        "this machine has 1 zen2 (from /proc/cpuinfo)");
  CHECK(note_on(Node{NodeKind::package, "__cuda", {"11.4"}, {}, "", ""},
                "__cuda",
                {},
                {{"__cuda", "11.4", "0", "libcuda"}}) == "from libcuda");
}

TEST_CASE("of a spec that nothing satisfies the part is told that fails", "[app][explain]") {
  test::TestChannels world;
  world.add_channel("first");
  world.add_subdir(
      "linux-64",
      test::TestChannels::repodata_of(
          {{{"name", "torch"}, {"version", "2.5.1"}, {"build", "cpu_py310_habcdef12_0"}},
           {{"name", "torch"}, {"version", "2.5.1"}, {"build", "cpu_py311_habcdef34_0"}},
           {{"name", "torch"}, {"version", "2.6.0"}, {"build", "cuda_0"}}})
          .dump());
  world.add_channel("second");
  world.add_subdir("linux-64",
                   test::TestChannels::repodata_of({{{"name", "other"}, {"version", "1"}}}).dump());
  const auto note = [&](const std::string& name, const std::string& spec) {
    return note_on(unresolved(name), spec, world.channels(), {});
  };

  CHECK(note("torch", "torch=2.5.1=rocm*") == "no build of torch 2.5.1 is `rocm*`: there is cpu_*");
  CHECK(note("torch", "torch=*=rocm*") ==
        "no build of torch 2.5.1..2.6.0 is `rocm*`: there are cpu_*, cuda_0");
  CHECK(note("torch", "torch=2.5=cpu*") == "exactly that version is not there, only 2.5.1");
  CHECK(note("torch", "torch=3").empty());
  CHECK(note("torch", "second::torch") == "channel `second` does not have it, only `first`");
  CHECK(note("torch", "third::torch") == "`third` is not among the channels in use");
}

TEST_CASE("versions that are excluded are told newest first", "[app][explain]") {
  ConflictGraph graph;
  graph.nodes = {Node{}, Node{NodeKind::excluded, "a", {"1.9", "1.10", "1.2"}, {}, "no", ""}};
  const Config config{};
  const std::map<std::string, std::string> environment;
  const auto platform = Platform::current();
  const auto files = make_posix_file_system();
  const CancellationToken token;
  const PlanDetail detail{};
  add_conflict_notes(graph, {}, {}, {platform, config, environment, *files, token, detail});
  CHECK(graph.nodes[1].versions == std::vector<std::string>{"1.10", "1.9", "1.2"});
}

} // namespace etalon
