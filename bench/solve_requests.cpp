// etalon-solve-requests: answers many requests to real channels in one process.
#include "resolution/answers.hpp"
#include "resolution/random_requests.hpp"
#include "resolution/real_channels.hpp"
#include "sat_oracle/record_sat.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace etalon;
using nlohmann::json;
using Strings = std::vector<std::string>;

constexpr const char* k_usage =
    "usage: etalon-solve-requests DIR draw COUNT SEED\n"
    "       etalon-solve-requests DIR answer [--oracle] < REQUESTS\n"
    "       etalon-solve-requests DIR measure COUNT SEED\n\n"
    "DIR      CHANNEL/SUBDIR/repodata.json.zst of real channels\n"
    "draw     prints requests, one a line: {\"channels\": [...], \"specs\": [...]}\n"
    "answer   prints for each {\"solved\", \"packages\", \"refusal\", \"milliseconds\"}, with "
    "strict\n"
    "         channel priority and without the pip that conda adds; --oracle adds \"solvable\", "
    "the\n"
    "         verdict of a SAT solver\n"
    "measure  draws and answers, and prints the median, the 99th of a hundred and the slowest, in\n"
    "         milliseconds of CPU time\n";

// Every fifth request is to three channels.
const std::vector<test::ChannelNames> k_channel_lists = {{"conda-forge"},
                                                         {"pytorch", "nvidia", "conda-forge"}};

// What is loaded of one list of channels, each part when it is needed first.
class Channels {
public:
  Channels(std::filesystem::path folder, test::ChannelNames names)
      : m_real(std::move(folder), std::move(names)) {}

  test::Answer answer(const Strings& specs) {
    CandidateOptions options;
    options.channel_priority = ChannelPriority::strict;
    options.pip_dependency = PipDependency::as_recorded;
    return test::resolve(m_real.channels(), test::example_machine(), specs, options);
  }

  test::RecordWorld& world() {
    if (!m_world) {
      m_world = std::make_unique<test::RecordWorld>(m_real.load_world(test::example_machine()));
    }
    return *m_world;
  }

  bool is_solvable(const Strings& specs) {
    if (!m_sat) {
      m_sat = std::make_unique<test::RecordSat>(world(), test::WorldQuestion{});
    }
    std::vector<int> wanted;
    for (const std::string& spec : specs) {
      wanted.push_back(m_sat->needed(spec));
    }
    return m_sat->is_solvable(wanted);
  }

private:
  test::RealChannels m_real;
  std::unique_ptr<test::RecordWorld> m_world;
  std::unique_ptr<test::RecordSat> m_sat;
};

class Program {
public:
  explicit Program(std::filesystem::path folder) : m_folder(std::move(folder)) {}

  void draw(int count, std::uint32_t seed) {
    for_each_drawn(count, seed, [](const test::ChannelNames& names, const Strings& specs) {
      std::cout << json{{"channels", names}, {"specs", specs}}.dump() << '\n';
    });
  }

  void answer(bool has_oracle) {
    std::string line;
    while (std::getline(std::cin, line)) {
      const json request = json::parse(line);
      const Strings specs = request.at("specs");
      Channels& channels = get(request.at("channels"));
      const test::Answer answer = channels.answer(specs);
      json packages = json::array();
      for (const RepoDataRecord& record : answer.packages()) {
        packages.push_back(record.channel + "/" + record.package.subdir + "/" + record.file_name);
      }
      json shown = {{"solved", answer.is_solved()},
                    {"packages", packages},
                    {"refusal", answer.refusal()},
                    {"milliseconds", answer.milliseconds}};
      if (has_oracle) {
        shown["solvable"] = channels.is_solvable(specs);
      }
      std::cout << shown.dump() << '\n';
    }
  }

  void measure(int count, std::uint32_t seed) {
    struct Run {
      double milliseconds;
      std::string text;
    };

    std::vector<Run> runs;
    int solved = 0;
    for_each_drawn(count, seed, [&](const test::ChannelNames& names, const Strings& specs) {
      const test::Answer answer = get(names).answer(specs);
      solved += answer.is_solved() ? 1 : 0;
      runs.push_back({answer.milliseconds, join(names, ",") + ": " + join(specs, ", ")});
    });
    std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
      return a.milliseconds < b.milliseconds;
    });
    const auto place = [&](std::size_t percent) {
      return runs[std::min(runs.size() - 1, runs.size() * percent / 100)].milliseconds;
    };
    std::cout << std::fixed << std::setprecision(1) << runs.size() << " requests, " << solved
              << " solved; CPU milliseconds: median " << place(50) << ", 99th " << place(99)
              << ", slowest " << runs.back().milliseconds << '\n';
    constexpr std::size_t shown = 10;
    for (std::size_t i = runs.size() - std::min(shown, runs.size()); i < runs.size(); ++i) {
      std::cout << std::setw(8) << runs[i].milliseconds << "  " << runs[i].text << '\n';
    }
  }

private:
  Channels& get(const test::ChannelNames& names) {
    auto& channels = m_channels[names];
    if (!channels) {
      channels = std::make_unique<Channels>(m_folder, names);
    }
    return *channels;
  }

  template <typename Use>
  void for_each_drawn(int count, std::uint32_t seed, Use use) {
    std::vector<test::RequestDrawer> drawers;
    for (const auto& names : k_channel_lists) {
      drawers.emplace_back(get(names).world(), seed);
    }
    for (int i = 0; i < count; ++i) {
      const std::size_t list = i % 5 == 4 ? 1 : 0;
      use(k_channel_lists[list], drawers[list].draw());
    }
  }

  std::filesystem::path m_folder;
  std::map<test::ChannelNames, std::unique_ptr<Channels>> m_channels;
};

int run(const Strings& words) {
  const std::string verb = words.size() < 2 ? "" : words[1];
  if (verb == "answer" && (words.size() == 2 || (words.size() == 3 && words[2] == "--oracle"))) {
    Program(words[0]).answer(words.size() == 3);
  } else if ((verb == "draw" || verb == "measure") && words.size() == 4) {
    Program program(words[0]);
    const int count = std::stoi(words[2]);
    const auto seed = static_cast<std::uint32_t>(std::stoul(words[3]));
    verb == "draw" ? program.draw(count, seed) : program.measure(count, seed);
  } else {
    std::cerr << k_usage;
    return 2;
  }
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 3;
  }
}
