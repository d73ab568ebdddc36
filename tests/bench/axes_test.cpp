#include <etalon/bench/axes.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

namespace etalon {

using Texts = std::vector<std::string>;

TEST_CASE("an axis is the values between commas", "[bench][axes]") {
  const Axis axis = parse_axis("batch_size", "16, 32,64");
  CHECK(axis.name == "batch_size");
  CHECK(axis.values == Texts{"16", "32", "64"});
  CHECK(parse_axis("shape", "3x224x224").values == Texts{"3x224x224"});
}

TEST_CASE("an axis with an empty or a repeated value is refused", "[bench][axes]") {
  const Error empty = thrown_error([] { parse_axis("batch_size", "16,,64"); });
  CHECK(empty.kind() == ErrorKind::usage);
  CHECK(empty.message() == "a value of `batch_size` is empty in `16,,64`");
  CHECK(empty.hints() == Texts{"write --batch-size 16,32,64"});
  CHECK_THROWS_AS(parse_axis("batch_size", ""), Error);

  const Error twice = thrown_error([] { parse_axis("num_workers", "0,1,0"); });
  CHECK(twice.message() == "`0` is twice in `0,1,0` of `num_workers`");
  CHECK(twice.hints() == Texts{"write each value once"});
}

TEST_CASE("a grid is every combination, the last axis fastest", "[bench][axes]") {
  const std::vector<GridPoint> grid = expand_grid({{"a", {"1", "2"}}, {"b", {"x", "y", "z"}}});
  REQUIRE(grid.size() == 6);
  CHECK(grid[0] == GridPoint{{"a", "1"}, {"b", "x"}});
  CHECK(grid[1] == GridPoint{{"a", "1"}, {"b", "y"}});
  CHECK(grid[5] == GridPoint{{"a", "2"}, {"b", "z"}});
  CHECK(expand_grid({}) == std::vector<GridPoint>{{}});
}

TEST_CASE("the workloads and their defaults are known", "[bench][axes]") {
  CHECK(workload_names() == Texts{"dataloader", "train"});
  CHECK(workload_defaults("dataloader").at("num_workers") == "4");
  CHECK(workload_defaults("train").at("model") == "mlp");
}

TEST_CASE("a grid that the runner understands passes", "[bench][axes]") {
  CHECK_NOTHROW(check_grid("dataloader",
                           {{"batch_size", {"16"}},
                            {"num_workers", {"0", "1"}},
                            {"pin_memory", {"true", "false"}},
                            {"shape", {"3x8x8"}}}));
  CHECK_NOTHROW(
      check_grid("dataloader", {{"num_workers", {"1"}}, {"prefetch_factor", {"2", "4"}}}));
  CHECK_NOTHROW(check_grid("train", {{"model", {"mlp", "convnet"}}, {"learning_rate", {"1e-3"}}}));
}

TEST_CASE("what the runner would not understand is refused before it starts", "[bench][axes]") {
  const Error workload = thrown_error([] { check_grid("dataloder", {}); });
  CHECK(workload.message() == "there is no workload `dataloder`");
  CHECK(workload.hints() == Texts{"did you mean `--workload dataloader`?"});
  CHECK(thrown_error([] { workload_defaults("zzzzzzzzzzzz"); }).hints() ==
        Texts{"workloads are dataloader, train"});

  const Error name = thrown_error([] { check_grid("train", {{"num_workers", {"1"}}}); });
  CHECK(name.message() == "workload `train` has no parameter `num_workers`");
  CHECK(name.hints() == Texts{"it has --model, --batch-size, --steps, --learning-rate, "
                              "--dataset-size, --seed"});

  const Error value = thrown_error([] { check_grid("dataloader", {{"batch_size", {"0"}}}); });
  CHECK(value.message() == "`0` is no value for `batch_size`");
  CHECK(value.hints() == Texts{"--batch-size takes a whole number from 1"});

  const auto refused = [](const char* workload_name, const char* axis, const char* text) {
    return thrown_error([&] { check_grid(workload_name, {{axis, {text}}}); }).hints().front();
  };
  CHECK(refused("dataloader", "num_workers", "-1") == "--num-workers takes a whole number from 0");
  CHECK(refused("dataloader", "pin_memory", "yes") == "--pin-memory takes true or false");
  CHECK(refused("dataloader", "shape", "3x0") == "--shape takes a shape such as 3x224x224");
  CHECK(refused("dataloader", "batches", "1e2") == "--batches takes a whole number from 1");
  CHECK(refused("train", "model", "resnet") == "--model takes mlp or convnet");
  CHECK(refused("train", "learning_rate", "-1") == "--learning-rate takes a number above 0");
}

TEST_CASE("fetching ahead without workers is refused", "[bench][axes]") {
  const Error error = thrown_error([] {
    check_grid("dataloader", {{"num_workers", {"0", "2"}}, {"prefetch_factor", {"2"}}});
  });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.message() ==
        "`prefetch_factor` needs `num_workers` above 0: without workers nothing is fetched ahead");
  CHECK(error.hints() == Texts{"leave out --prefetch-factor, or 0 from --num-workers"});
}

} // namespace etalon
