#pragma once

#include "record_builder.hpp"

#include <simdjson.h>

#include <string_view>

namespace etalon {

// Whether a value of the wanted type was read; throws simdjson_error where the text is no JSON, so
// that nothing behind this place can be read.
bool was_read(simdjson::error_code code);

// A key's text, valid as long as the parsed text and its parser; was_read() of it. In place where
// it has no escapes: simdjson copies every key, byte after byte where the processor is not known.
bool read_key(simdjson::ondemand::field& member, std::string_view& key);

// Reads the records of a repodata.json (CEP 36).
class JsonRecordReader {
public:
  explicit JsonRecordReader(RecordBuilder& builder) : m_builder(builder) {}

  // Adds the record to the builder's writer. Throws BadRecord where it cannot be used,
  // simdjson_error where its text is no JSON.
  void
  read(std::string_view file_name, simdjson::ondemand::object members, RecordRevision revision);

private:
  void read_field(RecordField field, simdjson::ondemand::value& value);
  void read_text(RecordField field, simdjson::ondemand::value& value);
  void read_list(RecordField field, simdjson::ondemand::value& value);
  void read_number(RecordField field, simdjson::ondemand::value& value);
  void read_noarch(simdjson::ondemand::value& value);

  RecordBuilder& m_builder;
};

} // namespace etalon
