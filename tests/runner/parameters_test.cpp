#include "runner/parameters.hpp"

#include <catch2/catch.hpp>

#include <functional>

namespace etalon_runner {

namespace {

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

Parameters one(const std::string& name, const std::string& value) {
  return Parameters(std::map<std::string, std::string>{{name, value}});
}

} // namespace

TEST_CASE("parameters have values or defaults", "[runner][parameters]") {
  const Parameters parameters(
      {{"n", "12"}, {"rate", "1e-3"}, {"flag", "true"}, {"kind", "b"}, {"shape", "3x8x9"}});
  CHECK(parameters.get_integer("n", 1, 0, 100) == 12);
  CHECK(parameters.get_integer("absent", 7, 0, 100) == 7);
  CHECK(parameters.get_positive("rate", 1) == 1e-3);
  CHECK(parameters.get_positive("absent", 0.5) == 0.5);
  CHECK(parameters.get_flag("flag", false));
  CHECK_FALSE(parameters.get_flag("absent", false));
  CHECK(parameters.get_choice("kind", "a", {"a", "b"}) == "b");
  CHECK(parameters.get_shape("shape", "1") == std::vector<std::int64_t>{3, 8, 9});
  CHECK(parameters.get_shape("absent", "3x224x224") == std::vector<std::int64_t>{3, 224, 224});
  CHECK(parameters.has("n"));
  CHECK_FALSE(parameters.has("absent"));
}

TEST_CASE("a value that does not fit is refused with what would", "[runner][parameters]") {
  const auto with = [](const char* value) { return one("p", value); };
  for (const char* value : {"", "x", "1x", "1.5", " 1", "-1", "101", "99999999999999999999"}) {
    CHECK(refusal([&] { static_cast<void>(with(value).get_integer("p", 1, 0, 100)); }) ==
          std::string("`p` is a whole number from 0 to 100, not `") + value + "`");
  }
  for (const char* value : {"", "0", "-1", "nan", "inf", "1x"}) {
    CHECK(refusal([&] { static_cast<void>(with(value).get_positive("p", 1)); }) ==
          std::string("`p` is a number above 0, not `") + value + "`");
  }
  CHECK(refusal([&] { static_cast<void>(with("yes").get_flag("p", true)); }) ==
        "`p` is one of false, true, not `yes`");
  for (const char* value : {"", "3x", "x3", "3x0", "3xx3", "3x-1", "a", "3x99999999"}) {
    CHECK(refusal([&] { static_cast<void>(with(value).get_shape("p", "1")); }) ==
          std::string("`p` is a shape such as 3x224x224, not `") + value + "`");
  }
}

TEST_CASE("a parameter that the workload has not is refused with those it has",
          "[runner][parameters]") {
  CHECK(refusal([] {
          one("bad", "1").check_names("train", {"model", "steps"});
        }) == "workload `train` has no parameter `bad`; it has model, steps");
  CHECK(refusal([] { one("steps", "1").check_names("train", {"model", "steps"}); }).empty());
}

} // namespace etalon_runner
