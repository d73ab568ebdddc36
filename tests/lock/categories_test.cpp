#include <etalon/lock/categories.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

LockedPackage package(const std::string& name, const Strings& depends) {
  LockedPackage locked;
  locked.record.package.name = name;
  locked.record.package.depends = depends;
  return locked;
}

LockedPlatform platform_of(std::vector<AskedSpec> specs) {
  LockedPlatform platform;
  platform.specs = std::move(specs);
  platform.packages = {package("app", {"library >=1"}),
                       package("library", {"__glibc"}),
                       package("pip", {"python"}),
                       package("pytest", {"library", "pluggy"}),
                       package("pluggy", {}),
                       package("python", {}),
                       package("sphinx", {"pluggy 1.*", "python"})};
  return platform;
}

std::map<std::string, Strings> categories_of(LockedPlatform platform) {
  assign_categories(platform);
  std::map<std::string, Strings> categories;
  for (const LockedPackage& locked : platform.packages) {
    categories[locked.record.package.name] = locked.categories;
  }
  return categories;
}

} // namespace

TEST_CASE("packages have the categories of the specs that lead to them", "[lock][categories]") {
  const auto categories =
      categories_of(platform_of({{"App >=1"}, {"pytest", "dev"}, {"sphinx=7", "docs"}}));
  CHECK(categories.at("app") == Strings{"main"});
  CHECK(categories.at("library") == Strings{"main"}); // what `main` needs is of nothing else
  CHECK(categories.at("pytest") == Strings{"dev"});
  CHECK(categories.at("pluggy") == Strings{"dev", "docs"});
  CHECK(categories.at("sphinx") == Strings{"docs"});
  CHECK(categories.at("python") == Strings{"docs"});
  CHECK(categories.at("pip") == Strings{"docs"}); // python brings it
}

TEST_CASE("pip is of `main` where it is to install something", "[lock][categories]") {
  LockedPlatform platform = platform_of({AskedSpec{"sphinx", "docs"}});
  platform.pip_specs = std::vector{AskedSpec{"furo", "docs"}};
  const auto categories = categories_of(platform);
  CHECK(categories.at("pip") == Strings{"main"});
  CHECK(categories.at("python") == Strings{"main"});
  CHECK(categories.at("sphinx") == Strings{"docs"});
}

TEST_CASE("what no spec leads to is of `main`", "[lock][categories]") {
  CHECK(categories_of(platform_of({AskedSpec{"pytest", "dev"}})).at("sphinx") == Strings{"main"});
  LockedPlatform unknown = platform_of({});
  unknown.specs.reset();
  CHECK(categories_of(unknown).at("app") == Strings{"main"});
}

TEST_CASE("a package is wanted where one of its categories is", "[lock][categories]") {
  CHECK(is_wanted({"dev", "docs"}, {"main", "docs"}));
  CHECK_FALSE(is_wanted({"dev", "docs"}, {"main"}));
}
