#pragma once

#include "index_writer.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A record that cannot be used, and why; the records around it can.
struct BadRecord {
  std::string reason;
};

// The keys of a record (CEP 34, CEP 36, CEP 47) that an index keeps.
enum class RecordField : std::uint8_t {
  unknown,
  name,
  version,
  build,
  subdir,
  license,
  license_family,
  features,
  arch,
  platform,
  python_site_packages_path,
  depends,
  constrains,
  track_features,
  build_number,
  size,
  timestamp,
  indexed_timestamp,
  md5,
  sha256,
  noarch,
};

RecordField find_record_field(std::string_view key);

enum class FieldKind : std::uint8_t { unknown, text, list, number, timestamp, hash, noarch };

FieldKind kind_of(RecordField field);

// Makes an index's entries out of the fields that a reader of JSON or MessagePack finds, one record
// after another: begin(), any number of the others, finish(). A fault is noted and the reading goes
// on, so that the reader stays in step.
class RecordBuilder {
public:
  RecordBuilder(IndexWriter& writer, std::string_view default_subdir);

  void begin();
  void set_text(RecordField field, std::string_view text);
  void begin_list(RecordField field);
  void add_item(std::string_view text); // which must stay until end_list()
  void end_list();
  // Words between spaces and commas: the old form of track_features.
  void set_words(RecordField field, std::string_view words);
  void set_number(RecordField field, std::uint64_t number);
  void set_timestamp(RecordField field, double timestamp); // seconds or milliseconds
  void set_hash(RecordField field, std::string_view hexadecimal);
  void set_hash_bytes(RecordField field, std::string_view bytes);
  void set_noarch(std::string_view text);
  void set_noarch_flag(); // of conda-build before 2.1
  // A field that has a value of the wrong type.
  void set_wrong(RecordField field);
  // A record of a shard is of the shard's name.
  void check_name(std::string_view expected);
  // Adds the record to the writer's. Throws BadRecord where a field of it is not to be used.
  void finish(std::string_view file_name, RecordRevision revision);

private:
  // The place of a text's or a list's number.
  static std::uint32_t& number_of(RecordEntry& record, RecordField field);
  void fault(std::string_view key, std::string_view what);
  void check();
  void check_site_packages_path();
  bool is_version(std::uint32_t string);
  bool is_file_name_part(std::uint32_t string);
  void set_file_name(std::string_view file_name);

  struct Item {
    std::string_view text;
    std::uint64_t hash;
  };

  enum class Known : std::uint8_t { unknown, good, bad };

  Known& known(std::vector<Known>& table, std::uint32_t string) const;

  IndexWriter& m_writer;
  std::uint32_t m_subdir;
  RecordEntry m_record{};
  RecordEntry m_last{}; // the record before, which most texts and lists are equal to
  std::string m_problem;
  RecordField m_list_field = RecordField::depends;
  std::uint32_t m_last_list = 0; // that field's in the record before
  std::vector<Item> m_items;     // of the list, their numbers still to be found
  std::vector<std::uint32_t> m_list;
  // Channels hold some ten versions' texts a thousand times each: what was found of a string.
  std::vector<Known> m_versions;
  std::vector<Known> m_parts;
  std::string m_stem;
};

} // namespace etalon
