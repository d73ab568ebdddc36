#include "record_builder.hpp"

#include <etalon/model/package_record.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace etalon {
namespace {

constexpr std::uint32_t k_not_found = UINT32_MAX;

struct FieldName {
  std::string_view key;
  FieldKind kind;
};

// [RecordField]
constexpr std::array<FieldName, 21> k_fields = {{
    {"", FieldKind::unknown},
    {"name", FieldKind::text},
    {"version", FieldKind::text},
    {"build", FieldKind::text},
    {"subdir", FieldKind::text},
    {"license", FieldKind::text},
    {"license_family", FieldKind::text},
    {"features", FieldKind::text},
    {"arch", FieldKind::text},
    {"platform", FieldKind::text},
    {"python_site_packages_path", FieldKind::text},
    {"depends", FieldKind::list},
    {"constrains", FieldKind::list},
    {"track_features", FieldKind::list},
    {"build_number", FieldKind::number},
    {"size", FieldKind::number},
    {"timestamp", FieldKind::timestamp},
    {"indexed_timestamp", FieldKind::timestamp},
    {"md5", FieldKind::hash},
    {"sha256", FieldKind::hash},
    {"noarch", FieldKind::noarch},
}};

std::string_view key_of(RecordField field) {
  return k_fields[static_cast<std::size_t>(field)].key;
}

template <std::size_t size>
bool read_digest(std::string_view text, std::array<std::uint8_t, size>& digest) {
  // 16 for what is no digit.
  static constexpr auto values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(16);
    for (std::uint8_t digit = 0; digit < 16; ++digit) {
      table.at(static_cast<unsigned char>("0123456789abcdef"[digit])) = digit;
    }
    return table;
  }();
  if (text.size() != 2 * size) {
    return false;
  }
  unsigned all = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const unsigned high = values[static_cast<unsigned char>(text[2 * i])];
    const unsigned low = values[static_cast<unsigned char>(text[2 * i + 1])];
    all |= high | low;
    digest[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return all < 16;
}

template <std::size_t size>
bool copy_digest(std::string_view bytes, std::array<std::uint8_t, size>& digest) {
  if (bytes.size() != size) {
    return false;
  }
  std::memcpy(digest.data(), bytes.data(), size);
  return true;
}

// What would lead a file name out of its folder, or a terminal astray.
bool has_foreign_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '/' || c == '\\' || c == 0x7f;
  });
}

} // namespace

// Asked for every member of every record: the length leaves few keys to compare with.
RecordField find_record_field(std::string_view key) {
  static const auto by_length = [] {
    std::array<std::vector<RecordField>, 32> fields;
    for (std::size_t i = 1; i < k_fields.size(); ++i) {
      fields.at(k_fields[i].key.size()).push_back(static_cast<RecordField>(i));
    }
    return fields;
  }();
  if (key.size() < by_length.size()) {
    for (const RecordField field : by_length[key.size()]) {
      if (key_of(field) == key) {
        return field;
      }
    }
  }
  return RecordField::unknown;
}

FieldKind kind_of(RecordField field) {
  return k_fields[static_cast<std::size_t>(field)].kind;
}

RecordBuilder::RecordBuilder(IndexWriter& writer, std::string_view default_subdir)
    : m_writer(writer), m_subdir(writer.strings.add(default_subdir)) {}

void RecordBuilder::begin() {
  m_last = m_record;
  m_record = {};
  m_record.subdir = m_subdir;
  m_problem.clear();
}

void RecordBuilder::fault(std::string_view key, std::string_view what) {
  if (m_problem.empty()) {
    m_problem = fmt::format("`{}` {}", key, what);
  }
}

std::uint32_t& RecordBuilder::number_of(RecordEntry& record, RecordField field) {
  switch (field) {
  case RecordField::name:
    return record.name;
  case RecordField::version:
    return record.version;
  case RecordField::build:
    return record.build;
  case RecordField::subdir:
    return record.subdir;
  case RecordField::license:
    return record.license;
  case RecordField::license_family:
    return record.license_family;
  case RecordField::features:
    return record.features;
  case RecordField::arch:
    return record.arch;
  case RecordField::platform:
    return record.platform;
  case RecordField::python_site_packages_path:
    return record.site_packages_path;
  case RecordField::depends:
    return record.depends;
  case RecordField::constrains:
    return record.constrains;
  default:
    return record.track_features;
  }
}

void RecordBuilder::set_text(RecordField field, std::string_view text) {
  number_of(m_record, field) = m_writer.strings.add_likely(text, number_of(m_last, field));
}

void RecordBuilder::begin_list(RecordField field) {
  m_list_field = field;
  m_last_list = number_of(m_last, field);
  m_list.clear();
  m_items.clear();
}

void RecordBuilder::add_item(std::string_view text) {
  const std::vector<std::uint32_t>& words = m_writer.lists.words();
  const std::size_t place = m_list.size();
  if (place < words[m_last_list]) {
    const std::uint32_t likely = words[m_last_list + 1 + place];
    if (m_writer.strings.at(likely) == text) {
      m_list.push_back(likely);
      return;
    }
  }
  m_list.push_back(k_not_found);
  m_items.push_back({text, m_writer.strings.prepare(text)});
}

void RecordBuilder::end_list() {
  std::size_t next = 0;
  for (std::uint32_t& number : m_list) {
    if (number == k_not_found) {
      number = m_writer.strings.add_prepared(m_items[next].text, m_items[next].hash);
      ++next;
    }
  }
  number_of(m_record, m_list_field) = m_writer.lists.add_likely(m_list, m_last_list);
}

void RecordBuilder::set_words(RecordField field, std::string_view words) {
  const std::string spaced = replace_all(words, ",", " ");
  begin_list(field);
  for (const std::string_view word : split_words(spaced)) {
    add_item(word);
  }
  end_list();
}

void RecordBuilder::set_number(RecordField field, std::uint64_t number) {
  (field == RecordField::size ? m_record.size : m_record.build_number) = number;
}

void RecordBuilder::set_timestamp(RecordField field, double timestamp) {
  // conda takes smaller numbers for seconds: it is the last second of the year 9999.
  constexpr double last_second = 253402300799;
  if (timestamp > 0 && timestamp < 1e18) {
    const double milliseconds = timestamp <= last_second ? timestamp * 1000 : timestamp;
    (field == RecordField::timestamp ? m_record.timestamp : m_record.indexed_timestamp) =
        static_cast<std::uint64_t>(milliseconds);
  }
}

void RecordBuilder::set_hash(RecordField field, std::string_view hexadecimal) {
  if (hexadecimal.empty()) {
    return;
  }
  const bool is_md5 = field == RecordField::md5;
  if (!(is_md5 ? read_digest(hexadecimal, m_record.md5)
               : read_digest(hexadecimal, m_record.sha256))) {
    set_wrong(field);
    return;
  }
  (is_md5 ? m_record.has_md5 : m_record.has_sha256) = 1;
}

void RecordBuilder::set_hash_bytes(RecordField field, std::string_view bytes) {
  if (bytes.empty()) {
    return;
  }
  const bool is_md5 = field == RecordField::md5;
  if (!(is_md5 ? copy_digest(bytes, m_record.md5) : copy_digest(bytes, m_record.sha256))) {
    set_wrong(field);
    return;
  }
  (is_md5 ? m_record.has_md5 : m_record.has_sha256) = 1;
}

void RecordBuilder::set_noarch(std::string_view text) {
  m_record.noarch = static_cast<std::uint8_t>(text.empty()                 ? NoArch::none
                                              : to_lower(text) == "python" ? NoArch::python
                                                                           : NoArch::generic);
}

void RecordBuilder::set_noarch_flag() {
  m_record.noarch = static_cast<std::uint8_t>(NoArch::generic);
}

void RecordBuilder::set_wrong(RecordField field) {
  switch (kind_of(field)) {
  case FieldKind::text:
    if (field == RecordField::name || field == RecordField::version ||
        field == RecordField::build) {
      fault(key_of(field), "is not a string");
    }
    break;
  case FieldKind::list:
    fault(key_of(field), "is not a list of strings");
    break;
  case FieldKind::number:
    fault(key_of(field), "is not a whole number");
    break;
  case FieldKind::hash:
    // A record whose hash cannot be checked must not be installed as one that has none.
    fault(key_of(field), "is no hash");
    break;
  case FieldKind::timestamp:
  case FieldKind::noarch:
  case FieldKind::unknown:
    break;
  }
}

void RecordBuilder::check_name(std::string_view expected) {
  if (m_writer.strings.at(m_record.name) != expected) {
    fault("name", "is another than that of the shard");
  }
}

void RecordBuilder::finish(std::string_view file_name, RecordRevision revision) {
  check();
  if (has_foreign_character(file_name)) {
    fault("file name", "has a character that leads elsewhere");
  }
  if (!m_problem.empty()) {
    throw BadRecord{m_problem};
  }
  m_record.revision = revision;
  set_file_name(file_name);
  m_writer.records.push_back(m_record);
}

void RecordBuilder::check() {
  if (m_record.name == 0) {
    fault("name", "is missing");
  } else if (m_record.version == 0) {
    fault("version", "is missing");
  } else if (!is_version(m_record.version)) {
    fault("version", fmt::format("is no version: `{}`", m_writer.strings.at(m_record.version)));
  }
  if (!is_file_name_part(m_record.name)) {
    fault("name", "has a character that leads elsewhere");
  }
  if (!is_file_name_part(m_record.build)) {
    fault("build", "has a character that leads elsewhere");
  }
  check_site_packages_path();
}

// CEP 17: it counts for python alone and must stay inside the prefix.
void RecordBuilder::check_site_packages_path() {
  if (m_record.site_packages_path == 0) {
    return;
  }
  if (m_writer.strings.at(m_record.name) != "python") {
    m_record.site_packages_path = 0;
    return;
  }
  const std::string_view path = m_writer.strings.at(m_record.site_packages_path);
  bool leaves = path.starts_with("/");
  for (const std::string_view piece : split(path, '/')) {
    leaves = leaves || piece == "..";
  }
  if (leaves) {
    fault("python_site_packages_path", "leaves the prefix");
  }
}

RecordBuilder::Known& RecordBuilder::known(std::vector<Known>& table, std::uint32_t string) const {
  if (table.size() <= string) {
    table.resize(m_writer.strings.size(), Known::unknown);
  }
  return table[string];
}

bool RecordBuilder::is_version(std::uint32_t string) {
  Known& found = known(m_versions, string);
  if (found == Known::unknown) {
    try {
      static_cast<void>(Version::parse(m_writer.strings.at(string)));
      found = Known::good;
    } catch (const Error&) {
      found = Known::bad;
    }
  }
  return found == Known::good;
}

bool RecordBuilder::is_file_name_part(std::uint32_t string) {
  Known& found = known(m_parts, string);
  if (found == Known::unknown) {
    found = has_foreign_character(m_writer.strings.at(string)) ? Known::bad : Known::good;
  }
  return found == Known::good;
}

void RecordBuilder::set_file_name(std::string_view file_name) {
  m_stem.clear();
  for (const std::uint32_t part : {m_record.name, m_record.version, m_record.build}) {
    m_stem += m_stem.empty() ? "" : "-";
    m_stem += m_writer.strings.at(part);
  }
  const bool is_named_so = file_name.starts_with(m_stem);
  const std::string_view extension =
      is_named_so ? file_name.substr(m_stem.size()) : std::string_view();
  m_record.file_name_form = extension == ".conda"     ? FileNameForm::conda
                            : extension == ".tar.bz2" ? FileNameForm::tar_bz2
                                                      : FileNameForm::as_given;
  if (m_record.file_name_form == FileNameForm::as_given) {
    m_record.file_name = m_writer.strings.add(file_name);
  }
}

} // namespace etalon
