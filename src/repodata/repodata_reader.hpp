#pragma once

#include "index_writer.hpp"
#include "json_record_reader.hpp"
#include "json_splitter.hpp"
#include "record_builder.hpp"

#include <etalon/repodata/record_index.hpp>
#include <etalon/util/error.hpp>

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace etalon {

// What a repodata.json says besides its records.
struct RepoDataFacts {
  std::string base_url; // as written; "" for none
  std::uint64_t version = 1;
};

// Reads a repodata.json (CEP 36, `info.base_url` of CEP 15, `v3` of CEP 48) out of the texts that a
// JsonSplitter makes of it. Throws Error{corrupt}, "it is damaged at byte N ...", where it is no
// JSON or has another value than an object where records are to be.
class RepoDataReader final : public JsonVisitor {
public:
  // The writer gets the records; both must outlive the reader.
  RepoDataReader(IndexWriter& writer, const IndexSource& source);

  [[nodiscard]] const RepoDataFacts& facts() const { return m_facts; }

  JsonUse on_member(std::string_view key) override;
  void on_text(std::string_view text, std::uint64_t offset) override;
  void on_oversized(std::string_view beginning) override;

  void on_leave() override { m_is_in_v3 = false; }

private:
  enum class Part { other, packages, v3, removed, info, version };

  JsonUse begin_packages(std::string_view extension, RecordRevision revision);
  void read_part(simdjson::ondemand::document& document);
  void read_packages(simdjson::ondemand::document& document);
  void read_removed(simdjson::ondemand::document& document);
  void read_info(simdjson::ondemand::document& document);
  void skip_record(std::string_view why);
  [[nodiscard]] Error damage(simdjson::error_code code,
                             simdjson::ondemand::document& document,
                             std::string_view text,
                             std::uint64_t offset) const;

  IndexWriter& m_writer;
  const IndexSource& m_source;
  RecordBuilder m_builder;
  JsonRecordReader m_records;
  simdjson::ondemand::parser m_parser;
  RepoDataFacts m_facts;
  bool m_is_in_v3 = false;
  Part m_part = Part::other; // what the last member is
  RecordRevision m_revision = RecordRevision::first;
  std::string m_extension; // what the keys of its records leave out of the file names
  std::string m_file_name; // of the record that was begun last
};

} // namespace etalon
