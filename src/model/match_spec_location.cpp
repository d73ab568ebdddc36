#include "match_spec_fields.hpp"
#include "subdirs.hpp"

#include <etalon/model/explicit_spec.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <filesystem>

namespace etalon {
namespace {

bool is_package_location(std::string_view text) {
  if (!text.ends_with(".conda") && !text.ends_with(".tar.bz2")) {
    return false;
  }
  return is_url(text) || text.front() == '/' || text.starts_with("./") || text.starts_with("../") ||
         text.find_first_of(" \t=<>!~[*") == std::string_view::npos;
}

} // namespace

bool SpecFields::read_package_location() {
  const std::size_t hash = m_text.find('#');
  const std::string_view location = trim(m_text.substr(0, hash));
  if (!is_package_location(location)) {
    return false;
  }
  const std::size_t slash = location.rfind('/');
  const std::size_t start = slash + 1; // npos + 1 is 0
  m_spec.file_name = percent_decode(location.substr(start));
  DistFileName file;
  try {
    file = DistFileName::parse(m_spec.file_name);
  } catch (const Error& error) {
    refuse(
        start, "found a file name that " + error.causes().front().substr(3), error.hints().front());
  }
  set_name(file.name, start);
  set_version("==" + file.version, start + file.name.size() - 1); // the "==" is not in the text
  set_build(file.build, start);
  if (hash != std::string_view::npos) {
    set_hash(trim(m_text.substr(hash + 1)));
  }
  if (!is_url(location)) {
    if (location.front() == '/') {
      m_spec.url = file_url_from_path(std::filesystem::path(location));
    }
    return true;
  }
  if (const std::size_t bad = location.find_first_of(" \t'\"<>^|`");
      bad != std::string_view::npos) {
    refuse(bad,
           fmt::format("found `{}` in a URL", location[bad]),
           fmt::format("write it as `%{:02X}`", location[bad]));
  }
  check_url(location, 0);
  m_spec.url = location;
  const std::string_view directory = location.substr(0, slash);
  const std::size_t parent = directory.rfind('/');
  const bool is_writable = directory.find_first_of("[],") == std::string_view::npos; // before `::`
  if (is_writable && is_known_subdir(directory.substr(parent + 1))) {
    set_channel(directory, 0);
  }
  return true;
}

// Anything else behind the '#' is a comment.
void SpecFields::set_hash(std::string_view written) {
  const bool marked = written.starts_with("sha256:");
  const std::string hash = to_lower(marked ? written.substr(7) : written);
  if (hash.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return;
  }
  if (hash.size() == 64) {
    m_spec.sha256 = hash;
  } else if (hash.size() == 32 && !marked) {
    m_spec.md5 = hash;
  }
}

} // namespace etalon
