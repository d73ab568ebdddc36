#include "index_memory.hpp"

#include <etalon/archive/package_reader.hpp>
#include <etalon/archive/package_writer.hpp>
#include <etalon/channel/channel_indexer.hpp>
#include <etalon/channel/shard_writer.hpp>
#include <etalon/model/explicit_spec.hpp>
#include <etalon/model/package_record.hpp>
#include <etalon/model/platform.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_blocks.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/thread_pool.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace etalon {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr int k_repodata_level = 19;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_subdir_name(const std::string& name) {
  if (name == "noarch") {
    return true;
  }
  try {
    Platform::parse(name);
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::set<std::string> subdirs_of(const fs::path& channel) {
  std::set<std::string> names = {"linux-64", "noarch"};
  for (const fs::directory_entry& item : fs::directory_iterator(channel)) {
    const std::string name = item.path().filename().string();
    if (item.is_directory() && is_subdir_name(name)) {
      names.insert(name);
    }
  }
  return names;
}

std::vector<fs::path> archives_of(const fs::path& subdir) {
  std::vector<fs::path> archives;
  for (const fs::directory_entry& item : fs::directory_iterator(subdir)) {
    const std::string name = item.path().filename().string();
    if (name.front() != '.' && (ends_with(name, ".conda") || ends_with(name, ".tar.bz2")) &&
        item.is_regular_file()) {
      archives.push_back(item.path());
    }
  }
  std::sort(archives.begin(), archives.end());
  return archives;
}

// Whether the archive's own words agree with where it lies.
void check_place(const fs::path& archive, const std::string& subdir, const PackageRecord& record) {
  const std::string name = archive.filename().string();
  const DistFileName written = DistFileName::parse(name);
  if (record.dist_name() != written.name + "-" + written.version + "-" + written.build) {
    throw Error(ErrorKind::corrupt,
                fmt::format("`{}` holds the package `{}`", name, record.dist_name()),
                {fmt::format("rename it to `{}{}`", record.dist_name(), written.extension)});
  }
  if (record.subdir != subdir) {
    throw Error(
        ErrorKind::corrupt,
        fmt::format("`{}` is a package for `{}` but lies in `{}`", name, record.subdir, subdir),
        {fmt::format("move it to the folder `{}`", record.subdir)});
  }
}

// The archive's entry of repodata.json: its index.json, whole, with size and hashes.
Json read_entry(const fs::path& archive,
                const std::string& subdir,
                const CancellationToken& token) {
  std::string text;
  try {
    text = read_info_member(archive, "info/index.json");
    check_place(archive, subdir, parse_package_record(text, subdir));
  } catch (Error& error) {
    if (error.hints().empty()) {
      throw std::move(error)
          .while_doing(fmt::format("cannot index `{}`", archive.string()))
          .with_hint("put a good archive in its place, or remove it");
    }
    throw std::move(error).while_doing(fmt::format("cannot index `{}`", archive.string()));
  }
  Json entry = Json::parse(text);
  entry["subdir"] = subdir;
  Sha256 sha256;
  Md5 md5;
  std::uint64_t size = 0;
  read_blocks(archive, [&](std::string_view block) {
    token.throw_if_cancelled();
    sha256.update(block);
    md5.update(block);
    size += block.size();
  });
  entry["size"] = size;
  entry["sha256"] = sha256.finish_hex();
  entry["md5"] = md5.finish_hex();
  return entry;
}

Json without_file_facts(Json entry) {
  for (const char* key : {"size", "sha256", "md5"}) {
    entry.erase(key);
  }
  return entry;
}

// One package in both formats is usual in channels; two packages of one name are a mistake.
void check_twins(const std::map<std::string, Json>& entries) {
  constexpr std::string_view k_old = ".tar.bz2";
  for (const auto& entry : entries) {
    if (!ends_with(entry.first, k_old)) {
      continue;
    }
    const std::string stem = entry.first.substr(0, entry.first.size() - k_old.size());
    const auto twin = entries.find(stem + ".conda");
    if (twin != entries.end() &&
        without_file_facts(twin->second) != without_file_facts(entry.second)) {
      throw Error(
          ErrorKind::corrupt,
          fmt::format("`{}` and `{}` are different packages of one name", twin->first, entry.first),
          {"give one of them another build string, or remove it"});
    }
  }
}

std::string to_repodata(const std::string& subdir, const std::map<std::string, Json>& entries) {
  Json repodata = {{"info", {{"subdir", subdir}}},
                   {"packages", Json::object()},
                   {"packages.conda", Json::object()},
                   {"removed", Json::array()},
                   {"repodata_version", 1}};
  for (const auto& entry : entries) {
    repodata[ends_with(entry.first, ".conda") ? "packages.conda" : "packages"][entry.first] =
        entry.second;
  }
  return repodata.dump() + "\n";
}

void write_where_different(FileSystem& files, const fs::path& path, const std::string& bytes) {
  if (find_file(path) != bytes) {
    write_file_atomically(files, path, bytes);
  }
}

class SubdirIndexing {
public:
  SubdirIndexing(FileSystem& files, const fs::path& channel, std::string subdir)
      : m_files(files), m_subdir(std::move(subdir)), m_directory(channel / m_subdir) {}

  IndexedSubdir index(const IndexOptions& options) {
    m_files.create_directories(m_directory);
    const fs::path memory_path = m_directory / ".etalon-index.json";
    const IndexMemory before = IndexMemory::load(memory_path);
    const std::vector<fs::path> archives = archives_of(m_directory);
    std::vector<IndexMemory::File> read(archives.size());
    std::atomic<std::size_t> opened{0};
    std::atomic<std::size_t> done{0};
    ThreadPool pool(std::max<std::size_t>(options.threads, 1));
    for (std::size_t i = 0; i < archives.size(); ++i) {
      pool.submit([&, i] {
        options.token.throw_if_cancelled();
        read[i] = IndexMemory::stat(archives[i]);
        const Json* known = before.find(archives[i].filename().string(), read[i]);
        opened += known == nullptr ? 1 : 0;
        read[i].entry =
            known != nullptr ? *known : read_entry(archives[i], m_subdir, options.token);
        report(options, archives[i], ++done, archives.size());
      });
    }
    pool.wait();
    write(archives, read, memory_path, options.shards);
    return {m_subdir, archives.size(), opened};
  }

private:
  static void report(const IndexOptions& options,
                     const fs::path& archive,
                     std::size_t done,
                     std::size_t total) {
    if (options.progress) {
      options.progress({ProgressEvent::Stage::build,
                        ProgressEvent::State::advanced,
                        archive.filename().string(),
                        done,
                        total});
    }
  }

  void write(const std::vector<fs::path>& archives,
             const std::vector<IndexMemory::File>& read,
             const fs::path& memory_path,
             ShardOutput shards) {
    IndexMemory memory;
    std::map<std::string, Json> entries;
    for (std::size_t i = 0; i < archives.size(); ++i) {
      const std::string name = archives[i].filename().string();
      entries[name] = read[i].entry;
      memory.add(name, read[i]);
    }
    check_twins(entries);
    const std::string repodata = to_repodata(m_subdir, entries);
    write_where_different(m_files, m_directory / "repodata.json", repodata);
    write_where_different(
        m_files, m_directory / "repodata.json.zst", compress_zstd(repodata, k_repodata_level));
    if (shards == ShardOutput::beside_the_list) {
      write_shards(m_files, m_directory, repodata);
    }
    write_where_different(m_files, memory_path, memory.to_json());
  }

  FileSystem& m_files;
  std::string m_subdir;
  fs::path m_directory;
};

} // namespace

std::vector<IndexedSubdir>
index_channel(FileSystem& files, const fs::path& directory, const IndexOptions& options) {
  std::error_code absent;
  if (!fs::is_directory(directory, absent)) {
    throw Error(ErrorKind::not_found,
                fmt::format("the channel directory `{}` does not exist", directory.string()),
                {"name a directory with subfolders such as `linux-64` and `noarch`"});
  }
  try {
    std::vector<IndexedSubdir> indexed;
    for (const std::string& subdir : subdirs_of(directory)) {
      indexed.push_back(SubdirIndexing(files, directory, subdir).index(options));
    }
    return indexed;
  } catch (const fs::filesystem_error& error) {
    throw system_error("read", error.path1().string(), error.code().value());
  }
}

} // namespace etalon
