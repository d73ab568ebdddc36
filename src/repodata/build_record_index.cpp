#include "base_url.hpp"
#include "index_writer.hpp"
#include "record_builder.hpp"

#include <etalon/repodata/record_index.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/log.hpp>

#include <fmt/format.h>
#include <simdjson.h>

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

// Whether a value of the wanted type was read; throws where the text is no JSON.
bool was_read(simdjson::error_code code) {
  if (is_fatal(code)) {
    throw simdjson::simdjson_error(code);
  }
  return code == simdjson::SUCCESS;
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

class RecordReader {
public:
  RecordReader(IndexWriter& writer, std::string_view subdir) : m_builder(writer, subdir) {}

  void read(std::string_view file_name, json::object members, RecordRevision revision) {
    m_builder.begin();
    for (json::field member : members) {
      std::string_view key;
      if (!was_read(member.unescaped_key().get(key))) {
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

private:
  void read_field(RecordField field, json::value& value) {
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

  void read_text(RecordField field, json::value& value) {
    std::string_view text;
    if (!read_string(value, text)) {
      m_builder.set_wrong(field);
    } else if (kind_of(field) == FieldKind::hash) {
      m_builder.set_hash(field, text);
    } else {
      m_builder.set_text(field, text);
    }
  }

  void read_list(RecordField field, json::value& value) {
    json::array array;
    std::string_view text;
    if (was_read(value.get_array().get(array))) {
      for (json::value element : array) {
        if (read_string(element, text)) {
          m_builder.add_item(text);
        } else {
          m_builder.set_wrong(field);
        }
      }
      m_builder.end_list(field);
    } else if (field == RecordField::track_features && read_string(value, text)) {
      m_builder.set_words(field, text);
    } else {
      m_builder.set_wrong(field);
    }
  }

  void read_number(RecordField field, json::value& value) {
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

  void read_noarch(json::value& value) {
    std::string_view text;
    bool flag = false;
    if (read_string(value, text)) {
      m_builder.set_noarch(text);
    } else if (was_read(value.get_bool().get(flag)) && flag) {
      m_builder.set_noarch_flag();
    }
  }

  RecordBuilder m_builder;
};

// What a repodata.json says besides its records.
struct RepoDataFacts {
  std::string base_url;
  std::uint64_t version = 1;
};

class RepoDataReader {
public:
  RepoDataReader(IndexWriter& writer, const IndexSource& source)
      : m_writer(writer), m_source(source), m_records(writer, source.subdir) {}

  RepoDataFacts read(json::document& document) {
    json::object root = document.get_object();
    for (json::field member : root) {
      const std::string_view key = member.unescaped_key();
      json::value value = member.value();
      if (key == "packages" || key == "packages.conda") {
        read_packages(value, "", RecordRevision::first);
      } else if (key == "v3") {
        read_third_revision(value);
      } else if (key == "removed") {
        read_removed(value);
      } else if (key == "info") {
        read_info(value);
      } else if (key == "repodata_version") {
        static_cast<void>(was_read(value.get_uint64().get(m_facts.version)));
      }
    }
    return m_facts;
  }

  // The name of the record read last; valid as long as the parser.
  [[nodiscard]] std::string_view last_record() const { return m_last_record; }

private:
  // `extension`: what the keys leave out of the file names.
  void read_packages(json::value& value, std::string_view extension, RecordRevision revision) {
    json::object packages;
    if (!was_read(value.get_object().get(packages))) {
      throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
    }
    for (json::field member : packages) {
      try {
        std::string_view key;
        if (!was_read(member.unescaped_key().get(key))) {
          throw BadRecord{"its file name cannot be read"};
        }
        m_last_record = key;
        json::object record;
        if (!was_read(member.value().get_object().get(record))) {
          throw BadRecord{"it is no object"};
        }
        m_file_name = key;
        m_file_name += extension;
        m_records.read(m_file_name, record, revision);
      } catch (const BadRecord& bad) {
        ++m_writer.skipped_records;
        log_debug(fmt::format(
            "{}: the record `{}` is skipped: {}", m_source.file, m_last_record, bad.reason));
      }
    }
  }

  // CEP 48: records by kind of archive. Wheels and kinds to come are not for a prefix as they are.
  void read_third_revision(json::value& value) {
    json::object kinds;
    if (!was_read(value.get_object().get(kinds))) {
      throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
    }
    for (json::field member : kinds) {
      const std::string_view kind = member.unescaped_key();
      if (kind == "conda" || kind == "tar.bz2") {
        const std::string extension = "." + std::string(kind);
        json::value packages = member.value();
        read_packages(packages, extension, RecordRevision::third);
      }
    }
  }

  void read_removed(json::value& value) {
    json::array files;
    if (!was_read(value.get_array().get(files))) {
      return;
    }
    for (json::value file : files) {
      std::string_view text;
      if (was_read(file.get_string().get(text))) {
        m_writer.add_removed(text);
      }
    }
  }

  void read_info(json::value& value) {
    json::object info;
    if (!was_read(value.get_object().get(info))) {
      return;
    }
    for (json::field member : info) {
      std::string_view text;
      const std::string_view key = member.unescaped_key();
      if (key == "base_url" && was_read(member.value().get_string().get(text))) {
        m_facts.base_url = text;
      }
    }
  }

  IndexWriter& m_writer;
  const IndexSource& m_source;
  RecordReader m_records;
  RepoDataFacts m_facts;
  std::string_view m_last_record;
  std::string m_file_name;
};

std::string attempt_text(const IndexSource& source) {
  return fmt::format("cannot read the package list `{}`", source.file);
}

// simdjson loses its place at some errors; the record it was at is then the nearest that is known.
std::string
place_of(json::document& document, std::string_view text, std::string_view last_record) {
  const char* place = nullptr;
  if (document.is_alive() && document.current_location().get(place) == simdjson::SUCCESS) {
    return fmt::format("at byte {} of {}", place - text.data(), text.size());
  }
  return last_record.empty()
             ? fmt::format("({} bytes)", text.size())
             : fmt::format("({} bytes), at or behind the record `{}`", text.size(), last_record);
}

RepoDataFacts read_records(std::string& text, const IndexSource& source, IndexWriter& writer) {
  text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  json::parser parser;
  json::document document;
  RepoDataReader reader(writer, source);
  try {
    document = parser.iterate(text.data(), text.size(), text.capacity());
    return reader.read(document);
  } catch (const simdjson::simdjson_error& error) {
    const std::string_view what = error.error() == simdjson::INCORRECT_TYPE
                                      ? std::string_view("there must be an object")
                                      : std::string_view(error.what());
    throw Error(
        ErrorKind::corrupt,
        fmt::format("it is damaged {}: {}", place_of(document, text, reader.last_record()), what))
        .while_doing(attempt_text(source));
  }
}

} // namespace

void build_record_index(FileSystem& files,
                        std::string repodata_json,
                        const IndexSource& source,
                        const std::filesystem::path& out) {
  IndexWriter writer;
  const RepoDataFacts facts = read_records(repodata_json, source, writer);
  repodata_json = {}; // its memory is wanted no more while the index is written
  if (facts.version > 2) {
    throw Error(
        ErrorKind::refused,
        fmt::format("its format is of version {}, and versions 1 and 2 are known", facts.version),
        {"use a newer Etalon: `etalon --version` shows this one's"})
        .while_doing(attempt_text(source));
  }
  std::string base_url;
  try {
    base_url = resolve_base_url(source.subdir_url, facts.base_url);
  } catch (Error& error) {
    throw std::move(error).while_doing(attempt_text(source));
  }
  writer.save(files, out, {source.subdir, source.channel, base_url});
}

} // namespace etalon
