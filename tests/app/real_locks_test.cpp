#include "resolution/answers.hpp"
#include "resolution/real_channels.hpp"
#include "resolution/record_validator.hpp"

#include <etalon/model/explicit_spec.hpp>
#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

namespace etalon {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Strings = std::vector<std::string>;

const fs::path k_data = fs::path(ETALON_SOURCE_DIR) / "../shared/data";

// "CHANNEL/SUBDIR/FILE", where a channel may have slashes of its own.
struct Place {
  explicit Place(const std::string& text) {
    const auto last = text.rfind('/');
    const auto before = text.rfind('/', last - 1);
    channel = text.substr(0, before);
    subdir = text.substr(before + 1, last - before - 1);
    file = text.substr(last + 1);
  }

  std::string channel;
  std::string subdir;
  std::string file;
};

// A lock that another tool wrote, with the request that it answers.
class RealLock {
public:
  explicit RealLock(const fs::path& file) : m_json(json::parse(read_file(file))) {}

  [[nodiscard]] Strings channels() const { return m_json["channels"]; }

  // Four locks have some packages of channels that are not among the data (bioconda, maresb, pyg).
  // Of these the lock tells name, version and build; what they need is not known and not checked.
  [[nodiscard]] test::MoreRepodata unknown_channels() const {
    std::map<std::string, std::map<std::string, json>> packages;
    for (const std::string& text : this->packages()) {
      const Place place(text);
      if (!fs::exists(k_data / "channels" / place.channel)) {
        const auto name = DistFileName::parse(place.file);
        packages[place.channel][place.subdir][place.file] = {{"name", name.name},
                                                             {"version", name.version},
                                                             {"build", name.build},
                                                             {"build_number", 0},
                                                             {"depends", json::array()}};
      }
    }
    test::MoreRepodata repodata;
    for (const auto& [channel, subdirs] : packages) {
      for (const auto& [subdir, records] : subdirs) {
        repodata[channel][subdir] =
            json{{"info", {{"subdir", subdir}}}, {"packages", records}}.dump();
      }
    }
    return repodata;
  }

  // Where a spec is bound to a channel, with that.
  [[nodiscard]] Strings specs() const {
    const json& request = m_json["request"];
    Strings specs = request["specs"];
    for (std::string& spec : specs) {
      for (const json& detail : request["spec_details"]) {
        if (detail["spec"] == spec && detail.contains("channel")) {
          spec = detail["channel"].get<std::string>() + "::" + spec;
          break;
        }
      }
    }
    return specs;
  }

  // What pixi takes for granted on Linux, and what the request says about it.
  [[nodiscard]] std::vector<VirtualPackage> machine() const {
    const json& system = m_json["request"]["system_requirements"];
    const json libc = system.value("libc", json::object());
    std::vector<VirtualPackage> packages = {{"__unix", "0", "0", "lock"},
                                            {"__linux", system.value("linux", "6.1"), "0", "lock"},
                                            {"__glibc", libc.value("version", "2.36"), "0", "lock"},
                                            {"__archspec", "1", "x86_64", "lock"}};
    if (system.contains("cuda")) {
      packages.push_back({"__cuda", system["cuda"], "0", "lock"});
    }
    return packages;
  }

  [[nodiscard]] std::uint64_t date() const { return m_json["max_timestamp"]; }

  // As Place reads them.
  [[nodiscard]] Strings packages() const { return m_json["packages"]; }

private:
  json m_json;
};

std::vector<const test::WorldRecord*> locked_records(test::RecordWorld& world,
                                                     const RealLock& lock) {
  std::vector<const test::WorldRecord*> records;
  for (const std::string& text : lock.packages()) {
    const Place place(text);
    const auto* found = world.find(place.channel, place.subdir, place.file);
    INFO(text);
    REQUIRE(found != nullptr);
    records.push_back(found);
  }
  return records;
}

// The channels of a lock, loaded once: for the solver and for the checks.
struct LoadedChannels {
  explicit LoadedChannels(const RealLock& lock)
      : real(k_data / "channels", lock.channels(), lock.unknown_channels()),
        world(real.load_world({})) {}

  test::RealChannels real;
  test::RecordWorld world;
};

std::vector<RealLock> load_locks() {
  std::vector<RealLock> locks;
  if (!fs::exists(k_data / "locks")) {
    WARN("skipped: " << k_data / "locks"
                     << " is not there");
    return locks;
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(k_data / "locks")) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    locks.emplace_back(file);
  }
  return locks;
}

} // namespace

TEST_CASE("real locks are valid, and so are the answers to the same requests", "[solve][locks]") {
  std::map<std::pair<Strings, test::MoreRepodata>, std::unique_ptr<LoadedChannels>> loaded;
  int count = 0;
  for (const RealLock& lock : load_locks()) {
    INFO(join(lock.specs(), ", "));
    auto& channels = loaded[{lock.channels(), lock.unknown_channels()}];
    if (!channels) {
      channels = std::make_unique<LoadedChannels>(lock);
    }
    test::RecordWorld& world = channels->world;
    world.set_machine(lock.machine());
    const test::WorldQuestion question{lock.specs(), {}, ChannelPriority::strict, lock.date()};
    CHECK(find_faults(world, question, locked_records(world, lock)) == Strings{});

    CandidateOptions options;
    options.channel_priority = ChannelPriority::strict;
    options.pip_dependency = PipDependency::as_recorded;
    options.exclude_newer = {lock.date(), "the lock"};
    const test::Answer answer =
        test::resolve(channels->real.channels(), lock.machine(), lock.specs(), options);
    INFO(answer.refusal());
    REQUIRE(answer.is_solved());
    const auto records = test::find_in_world(world, answer.packages());
    CHECK(find_faults(world, question, records) == Strings{});
    CHECK(find_superfluous(question, records) == Strings{});
    ++count;
  }
  CHECK((count == 0 || count >= 23));
}

} // namespace etalon
