// etalon-spec-rates: how many specs and versions Etalon reads and prints in a second. They are
// those of real manifests, taken in turns until there are a million.
#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

#include <ctime>
#include <exception>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace etalon;

constexpr std::size_t k_count = 1'000'000;

// The first column of a table, without its heading.
std::vector<std::string> load_column(const std::filesystem::path& file) {
  std::vector<std::string> texts;
  const std::string content = read_file(file);
  for (const std::string_view line : split(content, '\n')) {
    if (const std::string_view text = line.substr(0, line.find('\t')); !text.empty()) {
      texts.emplace_back(text);
    }
  }
  texts.erase(texts.begin());
  return texts;
}

// Of the processor, which others may use at the same time.
double seconds_now() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// Calls `step` with 0, 1, ... and prints how fast that was. What it returns keeps the work alive.
template <typename Step>
std::size_t measure(const char* what, Step step) {
  const double start = seconds_now();
  std::size_t sum = 0;
  for (std::size_t i = 0; i < k_count; ++i) {
    sum += step(i);
  }
  const double seconds = seconds_now() - start;
  std::cout << std::left << std::setw(22) << what << std::right << std::fixed << std::setw(7)
            << std::setprecision(3) << seconds << " s " << std::setw(12) << std::setprecision(0)
            << static_cast<double>(k_count) / seconds << " /s\n";
  return sum;
}

int run(const std::filesystem::path& data) {
  const auto texts = load_column(data / "vectors" / "manifest_specs.tsv");
  const auto versions = load_column(data / "vectors" / "version_order.tsv");
  std::vector<MatchSpec> specs;
  specs.reserve(texts.size());
  for (const std::string& text : texts) {
    specs.push_back(MatchSpec::parse(text));
  }
  std::vector<Version> parsed;
  parsed.reserve(versions.size());
  for (const std::string& text : versions) {
    parsed.push_back(Version::parse(text));
  }
  std::cout << k_count << " of " << texts.size() << " specs and " << versions.size()
            << " versions\n";
  std::size_t sum = 0;
  sum += measure("parse specs", [&](std::size_t i) {
    return MatchSpec::parse(texts[i % texts.size()]).channel.size();
  });
  sum += measure("print specs",
                 [&](std::size_t i) { return specs[i % specs.size()].to_string().size(); });
  sum += measure("parse versions", [&](std::size_t i) {
    return Version::parse(versions[i % versions.size()]).to_string().size();
  });
  sum += measure("compare versions", [&](std::size_t i) {
    return parsed[i % parsed.size()] < parsed[(i * 7) % parsed.size()] ? 1U : 0U;
  });
  std::string yaml = "name: x\ndependencies:\n";
  for (std::size_t i = 0; i < k_count / 10; ++i) {
    yaml += "  - '" + replace_all(texts[i % texts.size()], "'", "''") + "'\n";
  }
  const double start = seconds_now();
  sum += EnvironmentManifest::parse(yaml, "f.yml").dependencies.size();
  const double seconds = seconds_now() - start;
  std::cout << "a manifest of " << k_count / 10 << " dependencies: " << std::setprecision(3)
            << seconds << " s\n";
  return sum > 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2) {
      std::cerr << "usage: etalon-spec-rates DATA (the folder that has vectors/)\n";
      return 2;
    }
    return run(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 4;
  }
}
