// etalon-repodata-rates: what the cold path of an index costs, each step in a process of its own.
//   etalon-repodata-rates index REPODATA.json.zst      a plain parse, and the index made of it
//   etalon-repodata-rates shards CHANNEL-URL NAME...   lists and shards, with an empty cache
// SSL_CERT_FILE names the certificate of a test server.
#include <etalon/net/http_client.hpp>
#include <etalon/repodata/record_index.hpp>
#include <etalon/repodata/subdir_cache.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <repodata/repodata_sink.hpp>
#include <repodata/zstd_sink.hpp>
#include <simdjson.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace etalon;

constexpr int k_rounds = 11;

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

// Runs the step in a child, some times, and prints medians.
void measure(const char* what, const std::function<void()>& step) {
  std::vector<double> wall;
  std::vector<double> cpu;
  long peak_kib = 0;
  for (int round = 0; round < k_rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        step();
        ::_exit(0);
      } catch (const Error& error) {
        std::cerr << error.message() << "\n";
        ::_exit(1);
      }
    }
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    if (status != 0) {
      throw Error(ErrorKind::io, std::string(what) + " failed");
    }
    wall.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    cpu.push_back(seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime));
    peak_kib = std::max(peak_kib, usage.ru_maxrss);
  }
  std::sort(wall.begin(), wall.end());
  std::sort(cpu.begin(), cpu.end());
  std::cout << std::left << std::setw(24) << what << std::right << std::fixed
            << std::setprecision(0) << std::setw(8) << 1000 * wall[k_rounds / 2] << " ms (from "
            << 1000 * wall.front() << "), cpu " << 1000 * cpu[k_rounds / 2] << " ms (from "
            << 1000 * cpu.front() << "), peak " << static_cast<double>(peak_kib) / 1024 << " MiB\n";
}

std::string decompress_file(const std::string& file) {
  StringSink text;
  ZstdSink zstd(text, UINT64_MAX);
  zstd.write(read_file(file));
  zstd.finish();
  return text.bytes();
}

// Every value is visited once, as text or number, and none is kept.
std::size_t visit(simdjson::ondemand::value value) {
  std::size_t count = 1;
  switch (value.type()) {
  case simdjson::ondemand::json_type::object:
    for (auto member : value.get_object()) {
      count += visit(member.value());
    }
    break;
  case simdjson::ondemand::json_type::array:
    for (auto element : value.get_array()) {
      count += visit(element.value());
    }
    break;
  case simdjson::ondemand::json_type::string:
    count += std::string_view(value.get_string()).size();
    break;
  default:
    count += std::string_view(value.raw_json_token()).size();
  }
  return count;
}

void parse_plainly(const std::string& file) {
  std::string text = decompress_file(file);
  text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::parser parser;
  auto document = parser.iterate(text.data(), text.size(), text.capacity());
  std::size_t count = 0;
  for (auto member : document.get_object()) {
    count += visit(member.value());
  }
  if (count == 0) {
    throw Error(ErrorKind::corrupt, "nothing was read");
  }
}

void measure_index(const std::string& file, const std::filesystem::path& work) {
  const auto files = make_posix_file_system();
  measure("decompress", [&] { static_cast<void>(decompress_file(file)); });
  measure("decompress, parse", [&] { parse_plainly(file); });
  measure("decompress, index", [&] {
    const IndexSource source{"c", "https://host/c/x", "x", file};
    RepoDataSink records(source);
    ZstdSink zstd(records, UINT64_MAX);
    zstd.write(read_file(file));
    zstd.finish();
    records.finish();
    records.save(*files, work / "x.index");
  });
}

void measure_shards(const std::string& url,
                    const std::vector<std::string>& names,
                    const std::filesystem::path& work) {
  const auto files = make_posix_file_system();
  const Channel channel{"bench", url};
  const std::vector<SubdirRequest> subdirs = {{channel, "linux-64"}, {channel, "noarch"}};
  HttpOptions options;
  options.parallel_transfers = 100;
  if (const char* authority = std::getenv("SSL_CERT_FILE")) {
    options.environment["SSL_CERT_FILE"] = authority;
  }
  const auto step = [&](bool with_shards) {
    SubdirCache cache(*files, work / "cache");
    files->remove_tree(work / "cache");
    const auto client = make_curl_http_client(options);
    for (const SubdirRequest& each : subdirs) {
      cache.refresh(*client, each.channel, each.subdir, nullptr, CancellationToken());
    }
    if (with_shards) {
      cache.load_shards(
          *client, subdirs, names, ShardReach::dependencies, nullptr, CancellationToken());
    }
  };
  measure("lists", [&] { step(false); });
  measure("lists and shards", [&] { step(true); });
  step(true);
  SubdirCache cache(*files, work / "cache");
  for (const SubdirRequest& each : subdirs) {
    const auto index = cache.find_any(each.channel, each.subdir);
    const auto all = index->names();
    std::cout << each.subdir << ": "
              << std::count_if(all.begin(),
                               all.end(),
                               [&](const auto& name) { return index->is_loaded(name); })
              << " of " << all.size() << " names, " << index->record_count() << " records\n";
  }
}

} // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    const auto files = make_posix_file_system();
    const TemporaryDirectory work(
        *files, std::filesystem::temp_directory_path(), "etalon-repodata-rates");
    if (words.size() == 2 && words[0] == "index") {
      measure_index(words[1], work.path());
    } else if (words.size() > 2 && words[0] == "shards") {
      measure_shards(words[1], {words.begin() + 2, words.end()}, work.path());
    } else {
      std::cerr << "usage: etalon-repodata-rates index FILE | shards URL NAME...\n";
      return 2;
    }
    return 0;
  } catch (const Error& error) {
    std::cerr << "error: " << error.message() << "\n";
    return 4;
  }
}
