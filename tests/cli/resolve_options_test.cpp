#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

#include <chrono>

using etalon::test::EtalonHome;
using nlohmann::json;
using Strings = std::vector<std::string>;

// What can be said about how an answer is looked for.

namespace {

json record(const std::string& name, const std::string& version, json more = json::object()) {
  more["name"] = name;
  more["version"] = version;
  more["build"] = "0";
  more["build_number"] = 0;
  return more;
}

// A channel of which there is only the index.
void write_channel(const EtalonHome& home,
                   const std::string& name,
                   const std::vector<json>& records,
                   const std::string& subdir = "noarch") {
  json packages = json::object();
  for (const json& each : records) {
    const auto stem = each["name"].get<std::string>() + "-" + each["version"].get<std::string>();
    packages[stem + "-0.conda"] = each;
  }
  const std::string folder = "home/channels/" + name + "/";
  home.write(folder + subdir + "/repodata.json",
             json{{"info", {{"subdir", subdir}}}, {"packages.conda", packages}}.dump());
  if (subdir != "noarch") {
    home.write(folder + "noarch/repodata.json", R"({"info": {"subdir": "noarch"}})");
  }
}

Strings planned(const EtalonHome& home, Strings words) {
  words.insert(words.begin(), {"create", "-n", "demo", "--dry-run"});
  const json plan = home.json(words);
  Strings packages;
  for (const json& package : plan.at("packages")) {
    packages.push_back(package.at("name").get<std::string>() + " " +
                       package.at("version").get<std::string>());
  }
  return packages;
}

// One pigeon more than there are holes: no solver that learns clauses sees it soon.
void write_pigeons(const EtalonHome& home, int holes) {
  std::vector<json> records;
  for (int pigeon = 0; pigeon <= holes; ++pigeon) {
    const std::string number = std::to_string(pigeon);
    for (int hole = 1; hole <= holes; ++hole) {
      const std::string place = "hole" + std::to_string(hole);
      records.push_back(
          record("pigeon" + number, std::to_string(hole), {{"depends", {place + " ==" + number}}}));
      records.push_back(record(place, number));
    }
  }
  write_channel(home, "pigeons", records);
}

Strings ask_for_pigeons(int holes, Strings words) {
  for (int pigeon = 0; pigeon <= holes; ++pigeon) {
    words.push_back("pigeon" + std::to_string(pigeon));
  }
  return words;
}

constexpr int k_too_many_holes = 14;

} // namespace

TEST_CASE("channel priority can be disabled: then the newest counts", "[cli][resolve]") {
  const EtalonHome home;
  write_channel(home, "first", {record("tool", "1")});
  write_channel(home, "second", {record("tool", "2")});
  const auto with = [&](const std::string& priority, const std::string& spec) {
    return planned(home, {"-c", "first", "-c", "second", "--channel-priority", priority, spec});
  };
  CHECK(with("disabled", "tool") == Strings{"tool 2"});
  CHECK(with("flexible", "tool") == Strings{"tool 1"});
  CHECK(with("flexible", "tool>=2") == Strings{"tool 2"});
  CHECK(with("strict", "tool") == Strings{"tool 1"});
  const auto refused = home.etalon({"create",
                                    "-n",
                                    "demo",
                                    "--dry-run",
                                    "-c",
                                    "first",
                                    "-c",
                                    "second",
                                    "--channel-priority",
                                    "strict",
                                    "tool>=2"});
  CHECK(refused.state.code == 1);
}

TEST_CASE("what channels had later can be left out", "[cli][resolve]") {
  const EtalonHome home;
  write_channel(
      home,
      "world",
      {record("tool", "1", {{"timestamp", 1714521600000}}), // 2024-05-01T00:00:00Z
       record("tool", "2", {{"timestamp", 1714608000000}}),
       record("tool", "3", {{"timestamp", 1600000000000}, {"indexed_timestamp", 1714694400000}})});
  const auto on = [&](const std::string& date) {
    return planned(home, {"-c", "world", "--exclude-newer", date, "tool"});
  };
  CHECK(planned(home, {"-c", "world", "tool"}) == Strings{"tool 3"});
  CHECK(on("2024-05-01") == Strings{"tool 1"});
  CHECK(on("2024-05-02") == Strings{"tool 2"});
  CHECK(on("2024-05-02T23:59:59.999Z") == Strings{"tool 2"});
  CHECK(on("2024-05-03T00:00:00Z") == Strings{"tool 3"});
  CHECK(on("1d") == Strings{"tool 3"});

  const auto refused = home.etalon({"create",
                                    "-n",
                                    "demo",
                                    "--dry-run",
                                    "-c",
                                    "world",
                                    "--exclude-newer",
                                    "2024-05-01",
                                    "tool>=2"});
  CHECK(refused.state.code == 1);
  CHECK(refused.standard_error.find("it is newer than `--exclude-newer 2024-05-01` allows") !=
        std::string::npos);
  const auto unread = home.etalon(
      {"create", "-n", "demo", "--dry-run", "-c", "world", "--exclude-newer", "soon", "tool"});
  CHECK(unread.state.code == 2);
  CHECK(unread.standard_error ==
        "error: --exclude-newer cannot be read\n"
        "  caused by: `soon` is no date\n"
        "\n"
        "hint: write a date (`2024-05-01`), a time (`2024-05-01T12:00:00Z`) or how long ago "
        "(`7d`, `36h`, `2 weeks`)\n");
}

TEST_CASE("what channels had later can be left out by the configuration", "[cli][resolve]") {
  const EtalonHome home;
  write_channel(home,
                "world",
                {record("tool", "1", {{"timestamp", 1714521600000}}), // 2024-05-01T00:00:00Z
                 record("tool", "2", {{"timestamp", 1714608000000}})});
  home.write("user/.condarc", "exclude_newer: 2024-05-01\n");
  CHECK(planned(home, {"-c", "world", "tool"}) == Strings{"tool 1"});
  CHECK(planned(home, {"-c", "world", "--exclude-newer", "2024-05-02", "tool"}) ==
        Strings{"tool 2"});
  CHECK(planned(home, {"-c", "world", "--exclude-newer", "none", "tool"}) == Strings{"tool 2"});
  const auto refused = home.etalon({"create", "-n", "demo", "--dry-run", "-c", "world", "tool=2"});
  CHECK(refused.state.code == 1);
  CHECK(refused.standard_error ==
        "error: no set of packages satisfies what `demo` asks for\n"
        "  caused by: `tool=2` is requested, but tool 2 is excluded: it is newer than "
        "`exclude_newer: 2024-05-01` (<home>/user/.condarc:1) allows\n"
        "\n"
        "hint: tool 2 came after that date, and with it there is an answer: give "
        "--exclude-newer 2024-05-02T00:00:01Z or later\n"
        "hint: write `tool=1` instead of `tool=2`\n");
  // A list is taken as it is: only a date that was given for it is contradicted.
  const std::string list = "@EXPLICIT\nhttps://example.org/world/noarch/tool-2-0.conda\n";
  home.write("list.txt", list);
  CHECK(planned(home, {"-f", "list.txt"}) == Strings{"tool 2"});
  const auto dated = home.etalon(
      {"create", "-n", "demo", "--dry-run", "-f", "list.txt", "--exclude-newer", "2024-05-01"});
  CHECK(dated.state.code == 2);
  CHECK(dated.standard_error.find("error: an @EXPLICIT list is taken whole\n") == 0);
}

TEST_CASE("a lock holds what there was at a date", "[cli][resolve][lock]") {
  const EtalonHome home;
  const std::string hash(64, 'a');
  write_channel(home,
                "world",
                {record("tool", "1", {{"timestamp", 1714521600000}, {"sha256", hash}}),
                 record("tool", "2", {{"timestamp", 1714608000000}, {"sha256", hash}})});
  home.write("environment.yml", "channels: [world]\ndependencies: [tool]\n");
  const auto locked = home.etalon({"lock", "--exclude-newer", "2024-05-01"});
  CHECK(locked.state.code == 0);
  const auto text = etalon::read_file(home.path("conda-lock.yml"));
  CHECK(text.find("tool-1-0.conda") != std::string::npos);
  CHECK(text.find("tool-2-0.conda") == std::string::npos);
}

TEST_CASE("packages come without what they need, or that without them", "[cli][resolve]") {
  const EtalonHome home;
  home.make_channel("world",
                    {{"base", "1"},
                     {"library", "1", {"base"}},
                     {"app", "1", {"library >=1"}},
                     {"other", "1", {"base"}}});
  CHECK(planned(home, {"-c", "world", "--no-deps", "app"}) == Strings{"app 1"});
  CHECK(planned(home, {"-c", "world", "--only-deps", "app"}) == Strings{"base 1", "library 1"});
  CHECK(planned(home, {"-c", "world", "--only-deps", "app", "library"}) ==
        Strings{"base 1", "library 1"});

  home.json({"create", "-n", "made", "-c", "world", "--only-deps", "app"});
  const auto manifest = home.output_of({"env", "export", "-n", "made", "--from-history"});
  CHECK(manifest.find("library >=1") != std::string::npos);
  CHECK(manifest.find("app") == std::string::npos);

  const auto both = home.etalon(
      {"create", "-n", "demo", "--dry-run", "-c", "world", "--only-deps", "--no-deps", "app"});
  CHECK(both.state.code == 2);
  home.write("list.txt", home.output_of({"env", "export", "-n", "made", "--explicit"}));
  const auto listed = home.etalon({"create", "-n", "demo", "-f", "list.txt", "--no-deps"});
  CHECK(listed.state.code == 2);
  CHECK(listed.standard_error ==
        "error: an @EXPLICIT list is taken whole\n"
        "\n"
        "hint: --exclude-newer, --no-deps and --only-deps choose from what is resolved: create "
        "from specs or from a manifest\n");
}

TEST_CASE("a platform's packages and noarch ones are resolved together, for any platform",
          "[cli][resolve]") {
  const EtalonHome home;
  write_channel(home, "world", {record("app", "1", {{"depends", {"native"}}})});
  home.write("home/channels/world/osx-arm64/repodata.json",
             json{{"info", {{"subdir", "osx-arm64"}}},
                  {"packages.conda", {{"native-2-0.conda", record("native", "2")}}}}
                 .dump());
  home.write("home/channels/world/linux-aarch64/repodata.json",
             json{{"info", {{"subdir", "linux-aarch64"}}},
                  {"packages.conda", {{"native-3-0.conda", record("native", "3")}}}}
                 .dump());
  CHECK(planned(home, {"-c", "world", "--platform", "osx-arm64", "app"}) ==
        Strings{"app 1", "native 2"});
  CHECK(planned(home, {"-c", "world", "--platform", "linux-aarch64", "app"}) ==
        Strings{"app 1", "native 3"});
}

TEST_CASE("the search ends when its time is over", "[cli][resolve]") {
  const EtalonHome home;
  write_pigeons(home, k_too_many_holes);
  const auto began = std::chrono::steady_clock::now();
  const auto ended = home.etalon(ask_for_pigeons(
      k_too_many_holes,
      {"create", "-n", "demo", "--dry-run", "-c", "pigeons", "--solve-timeout", "1"}));
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
  CHECK(ended.state.code == 4);
  CHECK(ended.standard_output.empty());
  CHECK(ended.standard_error ==
        "error: no answer was found within 1 second\n"
        "\n"
        "hint: ask for exact versions of some packages: that leaves less to try\n"
        "hint: allow more time with --solve-timeout SECONDS\n");
  const auto unread = home.etalon(
      {"create", "-n", "demo", "--dry-run", "-c", "pigeons", "--solve-timeout", "1m", "pigeon1"});
  CHECK(unread.state.code == 2);
  CHECK(unread.standard_error == "error: `--solve-timeout 1m` is no number of seconds\n"
                                 "\n"
                                 "hint: write whole seconds, 0 for as long as it takes\n");
}

TEST_CASE("Ctrl-C ends a search at once", "[cli][resolve]") {
  const EtalonHome home;
  write_pigeons(home, k_too_many_holes);
  const auto began = std::chrono::steady_clock::now();
  const auto ended = home.command(ask_for_pigeons(k_too_many_holes,
                                                  {"timeout",
                                                   "--preserve-status",
                                                   "--signal=INT",
                                                   "--kill-after=60",
                                                   "3",
                                                   EtalonHome::program().string(),
                                                   "create",
                                                   "-n",
                                                   "demo",
                                                   "--dry-run",
                                                   "-c",
                                                   "pigeons"}));
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
  CHECK(ended.state.code == 130);
  CHECK(ended.standard_output.empty());
  CHECK(ended.standard_error == "error: interrupted\n");
}
