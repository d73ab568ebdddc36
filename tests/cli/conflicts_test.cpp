#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>
#include <support/made_channel.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

using etalon::test::EtalonHome;
using etalon::test::MadeChannel;

// Each tests/data/conflicts/NAME.yml is a request (in a world of its own, or `real: true` in that
// of the real channels), and NAME.txt the whole text that a user sees. ETALON_UPDATE_GOLDEN=1
// writes the texts anew: read them as a user would before they are committed.

namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

struct Case {
  std::string name;
  YAML::Node request;

  [[nodiscard]] bool is_real() const { return request["real"] && request["real"].as<bool>(); }

  [[nodiscard]] Words command() const { return request["command"].as<Words>(); }
};

const fs::path k_folder = fs::path(ETALON_SOURCE_DIR) / "tests/data/conflicts";

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(k_folder)) {
    if (entry.path().extension() == ".yml") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Under sanitizers there is not the time for all the hints of real channels, and what is not tried
// is not told.
constexpr bool k_has_time =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    false;
#else
    true;
#endif

std::optional<fs::path> real_channels() {
  const auto* elsewhere = std::getenv("ETALON_SHARED_DATA");
  const fs::path data =
      elsewhere ? fs::path(elsewhere) : fs::path(ETALON_SOURCE_DIR) / "../shared/data";
  return k_has_time && fs::exists(data / "channels")
             ? std::optional(fs::canonical(data / "channels"))
             : std::nullopt;
}

// What the machine of the tests offers, whatever it is.
void set_machine(EtalonHome& home, const Case& each) {
  home.set("CONDA_OVERRIDE_GLIBC", "2.36");
  home.set("CONDA_OVERRIDE_LINUX", "6.1");
  home.set("CONDA_OVERRIDE_ARCHSPEC", "x86_64_v3");
  home.set("CONDA_OVERRIDE_CUDA", "");
  for (const auto& variable : each.request["environment"]) {
    home.set(variable.first.as<std::string>(), variable.second.as<std::string>());
  }
}

// One cache for all, so that the indexes are made once and hints find the same channels whichever
// test comes first.
EtalonHome& real_home(const fs::path& channels) {
  static std::unique_ptr<EtalonHome> k_home;
  if (!k_home) {
    k_home = std::make_unique<EtalonHome>();
    k_home->set("CONDA_CHANNEL_ALIAS", "file://" + channels.string());
    for (const auto* channel : {"conda-forge", "pytorch", "nvidia", "rapidsai", "pkgs/main"}) {
      k_home->etalon({"search", "python", "-c", channel, "--override-channels"});
    }
  }
  return *k_home;
}

EtalonHome& home_of(const Case& each, std::unique_ptr<EtalonHome>& own) {
  if (each.is_real()) {
    auto& home = real_home(*real_channels());
    set_machine(home, each);
    return home;
  }
  own = std::make_unique<EtalonHome>();
  set_machine(*own, each);
  for (const auto& channel : each.request["channels"]) {
    MadeChannel(channel.second)
        .save(own->files(), own->home() / "channels" / channel.first.as<std::string>());
  }
  for (const auto& before : each.request["before"]) {
    const auto done = own->etalon(before.as<Words>());
    INFO(done.standard_error);
    CHECK(done.state.ok());
  }
  return *own;
}

std::string shown_command(const Words& words) {
  std::string text = "$ etalon";
  for (const auto& word : words) {
    const bool is_plain = word.find_first_of(" *<>|[];") == std::string::npos;
    text += is_plain ? " " + word : " '" + word + "'";
  }
  return text + "\n";
}

void replace_word(Words& words, const std::string& before, const std::string& after) {
  std::replace(words.begin(), words.end(), before, after);
}

// The command as a hint says it should be; nothing for a hint that is not a promise.
std::optional<Words> follow(const nlohmann::json& hint, Words words, EtalonHome& home) {
  const std::string kind = hint.at("kind");
  if (hint.contains("changes")) {
    for (const auto& change : hint.at("changes")) {
      replace_word(words, change.at("spec"), change.at("instead"));
    }
  }
  if (kind == "relax_specs" || kind == "use_cpu_build") {
    return words;
  }
  if (kind == "leave_out_spec") {
    words.erase(std::find(words.begin(), words.end(), hint.at("spec").get<std::string>()));
  } else if (kind == "add_channel" && hint.at("outcome") == "enough") {
    words.insert(words.end(), {"-c", hint.at("channel")});
    if (!hint.at("also").is_null()) {
      words.insert(words.end(), {"-c", hint.at("also")});
    }
  } else if (kind == "override_virtual_package") {
    home.set(hint.at("variable"), hint.at("value"));
  } else if (kind == "lower_channel_priority") {
    replace_word(words, "strict", "flexible");
  } else {
    return std::nullopt;
  }
  return words;
}

void check_hints(const Case& each, EtalonHome& home) {
  auto words = each.command();
  words.emplace_back("--json");
  const auto refusal = nlohmann::json::parse(home.etalon(words).standard_output);
  CHECK(refusal.at("success") == false);
  for (const auto& hint : refusal.at("hints")) {
    if (const auto better = follow(hint, words, home)) {
      INFO("hint: " << hint.at("text"));
      const auto answer = home.etalon(*better);
      INFO(answer.standard_output << answer.standard_error);
      CHECK(answer.state.ok());
    }
    set_machine(home, each);
  }
}

} // namespace

TEST_CASE("conflicts are told as the golden texts say, and what hints promise holds",
          "[cli][conflicts]") {
  const bool updates = std::getenv("ETALON_UPDATE_GOLDEN") != nullptr;
  const auto names = case_names();
  CHECK(names.size() >= 40);
  std::size_t skipped = 0;
  for (const auto& name : names) {
    const Case each{name, YAML::LoadFile((k_folder / (name + ".yml")).string())};
    INFO(each.name);
    if (each.is_real() && !real_channels()) {
      ++skipped;
      continue;
    }
    std::unique_ptr<EtalonHome> own;
    auto& home = home_of(each, own);
    const auto refused = home.etalon(each.command());
    CHECK(refused.state.code == 1);
    CHECK(refused.standard_output.empty());
    CHECK(std::count(refused.standard_error.begin(), refused.standard_error.end(), '\n') <= 40);
    const auto text = shown_command(each.command()) + refused.standard_error;
    const auto golden = k_folder / (each.name + ".txt");
    if (updates) {
      fs::remove(golden);
      home.files().write_file(golden, text);
    }
    CHECK(text == etalon::read_file(golden));
    check_hints(each, home);
  }
  if (skipped > 0) {
    WARN(skipped << " conflicts of real channels were not tested: their indexes are not beside "
                    "this repository, nor where ETALON_SHARED_DATA says, or sanitizers are on");
  }
}
