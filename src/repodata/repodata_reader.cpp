#include "repodata_reader.hpp"

#include "json_fault.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/log.hpp>

#include <fmt/format.h>

#include <cstddef>

namespace etalon {
namespace {

namespace json = simdjson::ondemand;

// The text of a key as it stands in the document.
std::string unescaped(std::string_view token) {
  if (token.find('\\') == std::string_view::npos) {
    return std::string(token.substr(1, token.size() - 2));
  }
  const simdjson::padded_string padded(token);
  json::parser parser;
  std::string_view text;
  json::document document;
  const bool is_read = parser.iterate(padded).get(document) == simdjson::SUCCESS &&
                       document.get_string().get(text) == simdjson::SUCCESS;
  return std::string(is_read ? text : token);
}

// simdjson loses some errors between members: its loop then ends as if there were no more.
void expect_end(json::document& document) {
  if (!document.is_alive() ||
      document.current_location().error() != simdjson::OUT_OF_BOUNDS) { // that is, behind the end
    throw simdjson::simdjson_error(simdjson::TAPE_ERROR);
  }
}

json::object get_object(json::document& document) {
  json::object object;
  if (!was_read(document.get_object().get(object))) {
    throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  }
  return object;
}

} // namespace

RepoDataReader::RepoDataReader(IndexWriter& writer, const IndexSource& source)
    : m_writer(writer), m_source(source), m_builder(writer, source.subdir), m_records(m_builder) {}

JsonUse RepoDataReader::on_member(std::string_view key) {
  const std::string name = unescaped(key);
  if (m_is_in_v3) {
    // CEP 48: records by kind of archive. Wheels and kinds to come are not for a prefix as they
    // are.
    return name == "conda" || name == "tar.bz2" ? begin_packages("." + name, RecordRevision::third)
                                                : JsonUse::skip;
  }
  if (name == "packages" || name == "packages.conda") {
    return begin_packages("", RecordRevision::first);
  }
  if (name == "v3") {
    m_part = Part::v3;
    m_is_in_v3 = true;
    return JsonUse::enter;
  }
  if (name == "removed") {
    m_part = Part::removed;
    return JsonUse::elements;
  }
  m_part = name == "info" ? Part::info : name == "repodata_version" ? Part::version : Part::other;
  return m_part == Part::other ? JsonUse::skip : JsonUse::whole;
}

JsonUse RepoDataReader::begin_packages(std::string_view extension, RecordRevision revision) {
  m_part = Part::packages;
  m_extension = extension;
  m_revision = revision;
  return JsonUse::elements;
}

void RepoDataReader::on_text(std::string_view text, std::uint64_t offset) {
  json::document document;
  m_file_name.clear();
  try {
    document = m_parser.iterate(text.data(), text.size(), text.size() + JsonSplitter::k_room);
    read_part(document);
  } catch (const simdjson::simdjson_error& error) {
    throw damage(error.error(), document, text, offset);
  }
}

void RepoDataReader::read_part(json::document& document) {
  switch (m_part) {
  case Part::removed:
    read_removed(document);
    break;
  case Part::info:
    read_info(document);
    break;
  case Part::version:
    static_cast<void>(was_read(document.get_uint64().get(m_facts.version)));
    break;
  default: // a v3 that is no object is told here
    read_packages(document);
  }
}

void RepoDataReader::read_packages(json::document& document) {
  for (json::field member : get_object(document)) {
    try {
      std::string_view key;
      if (!read_key(member, key)) {
        throw BadRecord{"its file name cannot be read"};
      }
      m_file_name = key;
      m_file_name += m_extension;
      json::object record;
      if (!was_read(member.value().get_object().get(record))) {
        throw BadRecord{"it is no object"};
      }
      m_records.read(m_file_name, record, m_revision);
    } catch (const BadRecord& bad) {
      skip_record(bad.reason);
    }
  }
  expect_end(document);
}

void RepoDataReader::skip_record(std::string_view why) {
  ++m_writer.skipped_records;
  log_debug(fmt::format("{}: the record `{}` is skipped: {}", m_source.file, m_file_name, why));
}

void RepoDataReader::read_removed(json::document& document) {
  json::array files;
  if (!was_read(document.get_array().get(files))) {
    return;
  }
  for (json::value file : files) {
    std::string_view text;
    if (was_read(file.get_string().get(text))) {
      m_writer.add_removed(text);
    }
  }
  expect_end(document);
}

void RepoDataReader::read_info(json::document& document) {
  json::object info;
  if (!was_read(document.get_object().get(info))) {
    return;
  }
  for (json::field member : info) {
    std::string_view text;
    const std::string_view key = member.unescaped_key();
    if (key == "base_url" && was_read(member.value().get_string().get(text))) {
      m_facts.base_url = text;
    }
  }
  expect_end(document);
}

void RepoDataReader::on_oversized(std::string_view beginning) {
  if (m_part == Part::packages) {
    const std::size_t first = beginning.find('"') + 1;
    m_file_name = std::string(beginning.substr(first, beginning.find('"', first) - first));
    skip_record("it is too large");
  }
}

// simdjson loses its place at most errors: a slower parser finds it.
Error RepoDataReader::damage(simdjson::error_code code,
                             json::document& document,
                             std::string_view text,
                             std::uint64_t offset) const {
  if (code == simdjson::INCORRECT_TYPE) {
    return json_damage(offset, "there must be an object");
  }
  const char* place = nullptr;
  const auto fault = find_json_fault(text);
  const bool is_alive =
      document.is_alive() && document.current_location().get(place) == simdjson::SUCCESS;
  const std::size_t within = fault      ? *fault
                             : is_alive ? static_cast<std::size_t>(place - text.data())
                                        : 0;
  return json_damage(offset + within, simdjson::error_message(code), m_file_name);
}

} // namespace etalon
