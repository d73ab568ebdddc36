#pragma once

#include <etalon/net/http_client.hpp>
#include <etalon/repodata/record_index.hpp>
#include <etalon/util/file_system.hpp>

#include <filesystem>
#include <memory>
#include <string_view>

namespace etalon {

// Takes the text of a repodata.json as it comes and makes the index of its records, as
// build_record_index() has it; no more of the text is held than a piece. Errors are what that
// function gives as causes.
class RepoDataSink final : public ByteSink {
public:
  explicit RepoDataSink(const IndexSource& source); // which must outlive it
  RepoDataSink(const RepoDataSink&) = delete;
  RepoDataSink& operator=(const RepoDataSink&) = delete;
  ~RepoDataSink() override;

  void restart() override;
  void write(std::string_view bytes) override;
  // After the last byte: what can only be told then.
  void finish();
  // After finish(): replaces `out` atomically. The sink is spent afterwards.
  void save(FileSystem& files, const std::filesystem::path& out);

private:
  struct Reading;

  const IndexSource& m_source;
  std::unique_ptr<Reading> m_reading;
};

} // namespace etalon
