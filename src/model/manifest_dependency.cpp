#include "manifest_reader.hpp"

#include <etalon/model/match_spec.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

namespace etalon {

namespace {

constexpr std::size_t k_longest = 64U << 10U; // the message has to be read by somebody

bool is_package_file(std::string_view text) {
  return text.ends_with(".conda") || text.ends_with(".tar.bz2");
}

// `channel:name` is read as conda reads it, which takes the channel for a namespace and drops it.
void warn_of_single_colon(std::string_view text,
                          ManifestPlace place,
                          const ManifestReading& reading) {
  const std::string_view head = text.substr(0, text.find_first_of(" \t[=<>!~#"));
  const std::size_t colon = head.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == head.size() ||
      head.find(':', colon + 1) != std::string_view::npos || is_package_file(text) ||
      is_url(text)) {
    return;
  }
  const std::string_view channel = head.substr(0, colon);
  const std::string_view name = head.substr(colon + 1);
  reading.problems.warning(
      place,
      fmt::format("`{}` takes `{}` from any channel, not from `{}`", text, name, channel),
      fmt::format("write two colons: `{}::{}`", channel, text.substr(colon + 1)));
}

// A list below `- pip` without a colon, or items in different columns: YAML joins the lines, and
// what comes of it happens to be a spec, with the version `-`.
void warn_of_joined_lines(std::string_view text,
                          ManifestPlace place,
                          const ManifestReading& reading) {
  if (text.find(" - ") == std::string_view::npos) {
    return;
  }
  reading.problems.warning(
      place,
      fmt::format("`{}` is one item, joined from several lines", text),
      text.starts_with("pip - ")
          ? "to list packages for pip, write `- pip:` and each of them on a line of its own below, "
            "indented deeper"
          : "start all items of a list in one column");
}

// What a person meant who wrote what is no spec; empty where that is not clear.
std::string hint_for_bad_spec(std::string_view text) {
  if (text.starts_with("-") || text.starts_with("git+") || text.find(" @ ") != text.npos) {
    return "what pip installs belongs into a list under `- pip:`";
  }
  if (text.find("{{") != std::string_view::npos) {
    return "fill the template in first: Etalon reads the file as it is";
  }
  return {};
}

} // namespace

void read_dependency(std::string_view text, ManifestPlace place, const ManifestReading& reading) {
  if (text.size() > k_longest) {
    reading.problems.error(place,
                           fmt::format("a dependency of {}; a spec may have {}",
                                       format_bytes(text.size()),
                                       format_bytes(k_longest)),
                           "write one spec an item");
    return;
  }
  try {
    MatchSpec::parse(text);
  } catch (const Error& error) {
    reading.problems.error(place, error, hint_for_bad_spec(text));
    return;
  }
  warn_of_single_colon(text, place, reading);
  warn_of_joined_lines(text, place, reading);
  reading.manifest.dependencies.push_back(
      {std::string(text), place.line, std::string(reading.file_name)});
}

} // namespace etalon
