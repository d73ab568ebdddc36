#include "json_record_reader.hpp"

#include <cstddef>

namespace etalon {
namespace {

namespace json = simdjson::ondemand;

// The text is no JSON: nothing behind this place can be read.
bool is_fatal(simdjson::error_code code) {
  switch (code) {
  case simdjson::SUCCESS:
  case simdjson::INCORRECT_TYPE:
  case simdjson::NUMBER_ERROR:
  case simdjson::NUMBER_OUT_OF_RANGE:
  case simdjson::STRING_ERROR: // half of a surrogate pair, an unknown escape
  case simdjson::T_ATOM_ERROR:
  case simdjson::F_ATOM_ERROR:
    return false;
  default:
    return true;
  }
}

// The text of a string in place, where it has no escapes: a copy by the parser of all texts would
// take as much memory again as the list itself.
bool find_plain_text(json::value& value, std::string_view& text) {
  const std::string_view token = value.raw_json_token();
  if (!token.starts_with('"')) {
    return false;
  }
  const std::size_t end = token.rfind('"');
  text = token.substr(1, end - 1);
  return end > 0 && text.find('\\') == std::string_view::npos;
}

// A string's text, valid as long as the parsed text and its parser.
bool read_string(json::value& value, std::string_view& text) {
  return find_plain_text(value, text) || was_read(value.get_string().get(text));
}

} // namespace

bool read_key(json::field& member, std::string_view& key) {
  const char* const begin = member.key().raw();
  const char* end = begin;
  while (*end != '"' && *end != '\\') { // each string has an end, or the text would not be parsed
    ++end;
  }
  if (*end == '"') {
    key = {begin, static_cast<std::size_t>(end - begin)};
    return true;
  }
  return was_read(member.unescaped_key().get(key));
}

bool was_read(simdjson::error_code code) {
  if (is_fatal(code)) {
    throw simdjson::simdjson_error(code);
  }
  return code == simdjson::SUCCESS;
}

void JsonRecordReader::read(std::string_view file_name,
                            json::object members,
                            RecordRevision revision) {
  m_builder.begin();
  for (json::field member : members) {
    std::string_view key;
    if (!read_key(member, key)) {
      continue;
    }
    const RecordField field = find_record_field(key);
    json::value value = member.value();
    if (field != RecordField::unknown && !value.is_null()) {
      read_field(field, value);
    }
  }
  m_builder.finish(file_name, revision);
}

void JsonRecordReader::read_field(RecordField field, json::value& value) {
  switch (kind_of(field)) {
  case FieldKind::text:
  case FieldKind::hash:
    read_text(field, value);
    break;
  case FieldKind::list:
    read_list(field, value);
    break;
  case FieldKind::number:
  case FieldKind::timestamp:
    read_number(field, value);
    break;
  case FieldKind::noarch:
    read_noarch(value);
    break;
  case FieldKind::unknown:
    break;
  }
}

void JsonRecordReader::read_text(RecordField field, json::value& value) {
  std::string_view text;
  if (!read_string(value, text)) {
    m_builder.set_wrong(field);
  } else if (kind_of(field) == FieldKind::hash) {
    m_builder.set_hash(field, text);
  } else {
    m_builder.set_text(field, text);
  }
}

void JsonRecordReader::read_list(RecordField field, json::value& value) {
  json::array array;
  std::string_view text;
  if (was_read(value.get_array().get(array))) {
    m_builder.begin_list(field);
    for (json::value element : array) {
      if (read_string(element, text)) {
        m_builder.add_item(text);
      } else {
        m_builder.set_wrong(field);
      }
    }
    m_builder.end_list();
  } else if (field == RecordField::track_features && read_string(value, text)) {
    m_builder.set_words(field, text);
  } else {
    m_builder.set_wrong(field);
  }
}

void JsonRecordReader::read_number(RecordField field, json::value& value) {
  std::uint64_t number = 0;
  double timestamp = 0;
  if (kind_of(field) == FieldKind::timestamp) {
    if (was_read(value.get_double().get(timestamp))) {
      m_builder.set_timestamp(field, timestamp);
    }
  } else if (was_read(value.get_uint64().get(number))) {
    m_builder.set_number(field, number);
  } else {
    m_builder.set_wrong(field);
  }
}

void JsonRecordReader::read_noarch(json::value& value) {
  std::string_view text;
  bool flag = false;
  if (read_string(value, text)) {
    m_builder.set_noarch(text);
  } else if (was_read(value.get_bool().get(flag)) && flag) {
    m_builder.set_noarch_flag();
  }
}

} // namespace etalon
