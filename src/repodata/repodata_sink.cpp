#include "repodata_sink.hpp"

#include "base_url.hpp"
#include "index_writer.hpp"
#include "json_splitter.hpp"
#include "repodata_reader.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>

namespace etalon {

// One attempt at the text.
struct RepoDataSink::Reading {
  explicit Reading(const IndexSource& source) : reader(writer, source), splitter(reader) {
    writer.expect_many_records();
  }

  IndexWriter writer;
  RepoDataReader reader;
  JsonSplitter splitter;
  std::string base_url; // absolute
};

RepoDataSink::RepoDataSink(const IndexSource& source)
    : m_source(source), m_reading(std::make_unique<Reading>(source)) {}

RepoDataSink::~RepoDataSink() = default;

void RepoDataSink::restart() {
  m_reading = std::make_unique<Reading>(m_source);
}

void RepoDataSink::write(std::string_view bytes) {
  m_reading->splitter.write(bytes);
}

void RepoDataSink::finish() {
  m_reading->splitter.finish();
  const RepoDataFacts& facts = m_reading->reader.facts();
  if (facts.version > 2) {
    throw Error(
        ErrorKind::refused,
        fmt::format("its format is of version {}, and versions 1 and 2 are known", facts.version),
        {"use a newer Etalon: `etalon --version` shows this one's"});
  }
  m_reading->base_url = resolve_base_url(m_source.subdir_url, facts.base_url);
}

void RepoDataSink::save(FileSystem& files, const std::filesystem::path& out) {
  m_reading->writer.save(files, out, {m_source.subdir, m_source.channel, m_reading->base_url});
}

} // namespace etalon
