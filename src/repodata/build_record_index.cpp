#include "base_url.hpp"
#include "index_writer.hpp"

#include <etalon/repodata/record_index.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/log.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <simdjson.h>

#include <cstddef>

namespace etalon {
namespace {

namespace json = simdjson::ondemand;

// A record that cannot be used, and why; the records around it can.
struct BadRecord {
  std::string reason;
};

// The text is no JSON: nothing behind this place can be read.
bool is_fatal(simdjson::error_code code) {
  return code != simdjson::SUCCESS && code != simdjson::INCORRECT_TYPE &&
         code != simdjson::NUMBER_ERROR && code != simdjson::NUMBER_OUT_OF_RANGE;
}

// Whether a value of the wanted type was read; throws where the text is no JSON.
bool was_read(simdjson::error_code code) {
  if (is_fatal(code)) {
    throw simdjson::simdjson_error(code);
  }
  return code == simdjson::SUCCESS;
}

template <std::size_t size>
bool read_digest(std::string_view text, std::array<std::uint8_t, size>& digest) {
  const auto value_of = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (text.size() != 2 * size) {
    return false;
  }
  for (std::size_t i = 0; i < size; ++i) {
    const int high = value_of(text[2 * i]);
    const int low = value_of(text[2 * i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    digest[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

class RecordReader {
public:
  RecordReader(IndexWriter& writer, std::string_view subdir)
      : m_writer(writer), m_subdir(writer.strings.add(subdir)) {}

  void read(std::string_view file_name, json::object members) {
    m_record = {};
    m_record.subdir = m_subdir;
    m_problem.clear();
    for (json::field member : members) {
      const std::string_view key = member.unescaped_key();
      json::value value = member.value();
      if (!value.is_null() && !read_text(key, value) && !read_list(key, value)) {
        read_other(key, value);
      }
    }
    check();
    set_file_name(file_name);
    m_writer.records.push_back(m_record);
  }

private:
  // A fault is noted and the reading goes on, so that the parser stays in step.
  void fault(std::string_view key, std::string_view what) {
    if (m_problem.empty()) {
      m_problem = fmt::format("`{}` {}", key, what);
    }
  }

  bool read_text(std::string_view key, json::value& value) {
    std::uint32_t* const to = key == "name"                        ? &m_record.name
                              : key == "version"                   ? &m_record.version
                              : key == "build"                     ? &m_record.build
                              : key == "subdir"                    ? &m_record.subdir
                              : key == "license"                   ? &m_record.license
                              : key == "license_family"            ? &m_record.license_family
                              : key == "features"                  ? &m_record.features
                              : key == "arch"                      ? &m_record.arch
                              : key == "platform"                  ? &m_record.platform
                              : key == "python_site_packages_path" ? &m_record.site_packages_path
                                                                   : nullptr;
    if (to == nullptr) {
      return false;
    }
    std::string_view text;
    if (was_read(value.get_string().get(text))) {
      *to = m_writer.strings.add(text);
    } else if (to == &m_record.name || to == &m_record.version || to == &m_record.build) {
      fault(key, "is not a string");
    }
    return true;
  }

  bool read_list(std::string_view key, json::value& value) {
    std::uint32_t* const to = key == "depends"          ? &m_record.depends
                              : key == "constrains"     ? &m_record.constrains
                              : key == "track_features" ? &m_record.track_features
                                                        : nullptr;
    if (to == nullptr) {
      return false;
    }
    m_list.clear();
    json::array array;
    std::string_view text;
    if (was_read(value.get_array().get(array))) {
      for (json::value element : array) {
        if (was_read(element.get_string().get(text))) {
          m_list.push_back(m_writer.strings.add(text));
        } else {
          fault(key, "is not a list of strings");
        }
      }
    } else if (to == &m_record.track_features && was_read(value.get_string().get(text))) {
      const std::string words = replace_all(text, ",", " ");
      for (const std::string_view word : split_words(words)) {
        m_list.push_back(m_writer.strings.add(word));
      }
    } else {
      fault(key, "is not a list of strings");
    }
    *to = m_writer.lists.add(m_list);
    return true;
  }

  void read_other(std::string_view key, json::value& value) {
    if (key == "build_number" || key == "size") {
      std::uint64_t& to = key == "size" ? m_record.size : m_record.build_number;
      if (!was_read(value.get_uint64().get(to))) {
        fault(key, "is not a whole number");
      }
    } else if (key == "timestamp") {
      read_timestamp(value, m_record.timestamp);
    } else if (key == "indexed_timestamp") {
      read_timestamp(value, m_record.indexed_timestamp);
    } else if (key == "md5" || key == "sha256") {
      read_hash(key, value);
    } else if (key == "noarch") {
      read_noarch(value);
    }
  }

  static void read_timestamp(json::value& value, std::uint64_t& to) {
    // conda takes smaller numbers for seconds: it is the last second of the year 9999.
    constexpr double last_second = 253402300799;
    double timestamp = 0;
    if (was_read(value.get_double().get(timestamp)) && timestamp > 0 && timestamp < 1e18) {
      const double milliseconds = timestamp <= last_second ? timestamp * 1000 : timestamp;
      to = static_cast<std::uint64_t>(milliseconds);
    }
  }

  void read_hash(std::string_view key, json::value& value) {
    std::string_view text;
    const bool is_text = was_read(value.get_string().get(text));
    if (is_text && text.empty()) {
      return;
    }
    const bool is_digest = is_text && (key == "md5" ? read_digest(text, m_record.md5)
                                                    : read_digest(text, m_record.sha256));
    if (!is_digest) {
      // A record whose hash cannot be checked must not be installed as one that has none.
      fault(key, "is no hash");
      return;
    }
    (key == "md5" ? m_record.has_md5 : m_record.has_sha256) = 1;
  }

  void read_noarch(json::value& value) {
    std::string_view text;
    bool flag = false;
    NoArch noarch = NoArch::none;
    if (was_read(value.get_string().get(text))) {
      noarch = text.empty()                 ? NoArch::none
               : to_lower(text) == "python" ? NoArch::python
                                            : NoArch::generic;
    } else if (was_read(value.get_bool().get(flag)) && flag) {
      noarch = NoArch::generic; // of conda-build before 2.1
    }
    m_record.noarch = static_cast<std::uint8_t>(noarch);
  }

  void check() {
    if (m_record.name == 0) {
      fault("name", "is missing");
    } else if (m_record.version == 0) {
      fault("version", "is missing");
    } else if (!is_version(m_record.version)) {
      fault("version", fmt::format("is no version: `{}`", m_writer.strings.at(m_record.version)));
    }
    check_site_packages_path();
    if (!m_problem.empty()) {
      throw BadRecord{m_problem};
    }
  }

  // CEP 17: it counts for python alone and must stay inside the prefix.
  void check_site_packages_path() {
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

  // Channels hold some ten versions' texts a thousand times each.
  bool is_version(std::uint32_t string) {
    if (m_versions.size() <= string) {
      m_versions.resize(m_writer.strings.size(), Known::unknown);
    }
    Known& known = m_versions[string];
    if (known == Known::unknown) {
      try {
        static_cast<void>(Version::parse(m_writer.strings.at(string)));
        known = Known::good;
      } catch (const Error&) {
        known = Known::bad;
      }
    }
    return known == Known::good;
  }

  void set_file_name(std::string_view file_name) {
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

  enum class Known : std::uint8_t { unknown, good, bad };

  IndexWriter& m_writer;
  std::uint32_t m_subdir;
  RecordEntry m_record{};
  std::string m_problem;
  std::vector<std::uint32_t> m_list;
  std::vector<Known> m_versions;
  std::string m_stem;
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
        json::object packages;
        if (!was_read(value.get_object().get(packages))) {
          throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
        }
        read_packages(packages);
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
  void read_packages(json::object& packages) {
    for (json::field member : packages) {
      const std::string_view file_name = member.unescaped_key();
      m_last_record = file_name;
      try {
        json::object record;
        if (!was_read(member.value().get_object().get(record))) {
          throw BadRecord{"it is no object"};
        }
        m_records.read(file_name, record);
      } catch (const BadRecord& bad) {
        ++m_writer.skipped_records;
        log_debug(fmt::format(
            "{}: the record `{}` is skipped: {}", m_source.file, file_name, bad.reason));
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
