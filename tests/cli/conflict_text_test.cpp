#include <catch2/catch.hpp>
#include <cli/conflict_text.hpp>
#include <nlohmann/json.hpp>

namespace etalon {

TEST_CASE("each kind of hint has its words", "[cli][hints]") {
  CHECK(render_hint(RelaxSpecs{{{"a=1", "a=2"}}}) == "write `a=2` instead of `a=1`");
  CHECK(render_hint(RelaxSpecs{{{"a=1", "a=2"}, {"b=1", "b=2"}, {"c=1", "c=2"}}}) ==
        "write `a=2` instead of `a=1`, `b=2` instead of `b=1` and `c=2` instead of `c=1`");
  CHECK(render_hint(UseCpuBuild{{"a", "a=*=cpu*"}}) ==
        "take a build that does without CUDA: write `a=*=cpu*` instead of `a`");
  CHECK(render_hint(LeaveOutSpec{"a"}) == "leave out `a`: the rest can be installed");
  CHECK(render_hint(TakeOutPin{"a=1", "/etc/condarc:3"}) ==
        "`a=1` is pinned by `pinned_packages` (/etc/condarc:3): take the pin out there, or add "
        "--no-pin");
  CHECK(render_hint(UseNearName{"librery", "library"}) == "did you mean `library`?");
  CHECK(render_hint(OnlyOnPlatforms{"a", "linux-64", {"osx-64", "win-64"}}) ==
        "`a` is there for osx-64, win-64 only, not for linux-64");
  CHECK(render_hint(LowerChannelPriority{"a", "first", "second"}) ==
        "channel `second` has a `a` that fits: add --channel-priority flexible");
  CHECK(render_hint(LaterDate{"a", "1.2", 1714644000000}) ==
        "a 1.2 came after that date, and with it there is an answer: give --exclude-newer "
        "2024-05-02T10:00:01Z or later");
}

TEST_CASE("a hint at a channel says how much it helps", "[cli][hints]") {
  using Outcome = AddChannel::Outcome;
  CHECK(render_hint(AddChannel{"a", "", "", Outcome::unknown}) ==
        "none of the channels has `a`: add the one that does with -c");
  CHECK(render_hint(AddChannel{"a", "x", "", Outcome::enough}) == "channel `x` has `a`: add -c x");
  CHECK(render_hint(AddChannel{"a", "x", "y", Outcome::enough}) ==
        "channel `x` has `a`, and `y` what that needs: add -c x -c y");
  CHECK(render_hint(AddChannel{"a", "x", "", Outcome::not_enough}) ==
        "channel `x` has `a`, which needs more than that channel has: add -c x and others");
  CHECK(render_hint(AddChannel{"a", "x", "", Outcome::enough, {{"b=1", "b=2"}}}) ==
        "channel `x` has `a`, though in other versions: add -c x and write `b=2` instead of `b=1`");
  CHECK(render_hint(AddChannel{"a", "x", "", Outcome::untried}) ==
        "channel `x` has `a`: try -c x (whether that is enough could not be told from what is in "
        "the cache)");
  CHECK(render_hint(AddChannel{"a", "x", "", Outcome::unknown}) ==
        "`x` is asked for, but is no channel in use: add -c x");
}

TEST_CASE("a hint at another machine says what this one has", "[cli][hints]") {
  CHECK(render_hint(OverrideVirtualPackage{
            "__cuda >=12", "11.4", "from libcuda", "CONDA_OVERRIDE_CUDA", "12"}) ==
        "`__cuda >=12` is needed, and this machine has 11.4 (from libcuda): to solve for another "
        "machine set CONDA_OVERRIDE_CUDA=12");
  CHECK(render_hint(OverrideVirtualPackage{"__cuda", "", "", "CONDA_OVERRIDE_CUDA", "12"}) ==
        "`__cuda` is needed, and this machine has none: to solve for another machine set "
        "CONDA_OVERRIDE_CUDA=12");
}

TEST_CASE("hints in JSON have their kind and all their fields", "[cli][hints]") {
  using Json = nlohmann::ordered_json;
  CHECK(hint_json(LaterDate{"a", "1.2", 1714644000000}) ==
        Json({{"kind", "later_date"},
              {"name", "a"},
              {"package_version", "1.2"},
              {"timestamp", 1714644000000},
              {"date", "2024-05-02T10:00:01Z"},
              {"text", render_hint(LaterDate{"a", "1.2", 1714644000000})}}));
  const AddChannel unknown{"a", "", "", AddChannel::Outcome::unknown};
  CHECK(hint_json(unknown) == Json({{"kind", "add_channel"},
                                    {"name", "a"},
                                    {"channel", nullptr},
                                    {"also", nullptr},
                                    {"changes", Json::array()},
                                    {"outcome", "unknown"},
                                    {"text", render_hint(unknown)}}));
  for (const auto& [hint, kind] : std::vector<std::pair<ConflictHint, std::string>>{
           {RelaxSpecs{}, "relax_specs"},
           {UseCpuBuild{}, "use_cpu_build"},
           {LeaveOutSpec{}, "leave_out_spec"},
           {TakeOutPin{}, "take_out_pin"},
           {UseNearName{}, "use_near_name"},
           {OnlyOnPlatforms{}, "only_on_platforms"},
           {OverrideVirtualPackage{}, "override_virtual_package"},
           {LowerChannelPriority{}, "lower_channel_priority"}}) {
    CHECK(hint_json(hint).at("kind") == kind);
  }
}

} // namespace etalon
