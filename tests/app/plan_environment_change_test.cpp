#include <etalon/app/change_environment.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

namespace etalon {

TEST_CASE("an environment's pins stand one a line", "[app][changes]") {
  const ScratchDirectory scratch;
  CHECK(load_pinned_specs(scratch.path()).empty());
  scratch.write("conda-meta/pinned", "# all of it\nnumpy 1.*\n\n  scipy >=1.2  # and why\n");
  CHECK(load_pinned_specs(scratch.path()) == std::vector<std::string>{"numpy 1.*", "scipy >=1.2"});
}

TEST_CASE("a frozen environment says why, where its mark does", "[app][changes]") {
  const ScratchDirectory scratch;
  const Config config{};
  refuse_frozen(scratch.path(), config, FrozenUse::honoured);
  scratch.write("conda-meta/frozen", "");
  refuse_frozen(scratch.path(), config, FrozenUse::overridden);
  const auto error =
      thrown_error([&] { refuse_frozen(scratch.path(), config, FrozenUse::honoured); });
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.message() ==
        "environment `" + scratch.path().string() + "` is frozen: it is not to be changed");
  CHECK(error.causes() == std::vector<std::string>{"`conda-meta/frozen` is there"});
}

} // namespace etalon
