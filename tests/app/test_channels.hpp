#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/repodata/record_index.hpp>
#include <etalon/util/file_system.hpp>

#include <nlohmann/json.hpp>
#include <zstd.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace etalon::test {

// A whole .json or .json.zst.
inline std::string read_repodata(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  if (path.extension() != ".zst") {
    return bytes;
  }
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     &ZSTD_freeDCtx);
  std::string text;
  std::string block(ZSTD_DStreamOutSize(), '\0');
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  while (in.pos < in.size) {
    ZSTD_outBuffer out{block.data(), block.size(), 0};
    if (ZSTD_isError(ZSTD_decompressStream(context.get(), &out, &in)) != 0) {
      throw std::runtime_error("not zstd: " + path.string());
    }
    text.append(block, 0, out.pos);
  }
  return text;
}

// Channels of a test, their indexes in a directory that goes with it.
class TestChannels {
public:
  TestChannels()
      : m_files(make_posix_file_system()),
        m_directory(*m_files, std::filesystem::temp_directory_path(), "etalon-channels") {}

  void add_channel(const std::string& name) {
    m_channels.push_back({Channel{name, "https://example.org/" + name}, {}});
  }

  // Adds a subdir to the last channel.
  void add_subdir(const std::string& subdir, const std::string& repodata) {
    const Channel& channel = m_channels.back().channel;
    const auto path = m_directory.path() / (std::to_string(m_count++) + ".index");
    build_record_index(
        *m_files, repodata, {channel.name, channel.url + "/" + subdir, subdir, "test"}, path);
    m_channels.back().subdirs.push_back(RecordIndex::open(path).value());
  }

  // A record with some keys of its own: {"name": ..., "version": ..., "depends": [...]}.
  static nlohmann::json repodata_of(const std::vector<nlohmann::json>& records) {
    nlohmann::json packages = nlohmann::json::object();
    for (nlohmann::json record : records) {
      record["build"] = record.value("build", "0");
      record["build_number"] = record.value("build_number", 0);
      const auto file_name = record["name"].get<std::string>() + "-" +
                             record["version"].get<std::string>() + "-" +
                             record["build"].get<std::string>() + ".conda";
      packages[file_name] = record;
    }
    return {{"info", {{"subdir", "linux-64"}}},
            {"packages", nlohmann::json::object()},
            {"packages.conda", packages}};
  }

  [[nodiscard]] const std::vector<ChannelRecords>& channels() const { return m_channels; }

private:
  std::unique_ptr<FileSystem> m_files;
  TemporaryDirectory m_directory;
  std::vector<ChannelRecords> m_channels;
  int m_count = 0;
};

} // namespace etalon::test
