#include "match_spec_fields.hpp"

#include "subdirs.hpp"

#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {
namespace {

constexpr const char* k_name_characters = "use letters, digits, `.`, `_` and `-`";

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// In lower case, but for a regular expression: `\D` is not `\d`.
std::string in_canonical_case(std::string_view text) {
  return text.starts_with('^') ? std::string(text) : to_lower(text);
}

bool is_name_separator(char c) {
  return c == '.' || c == '-' || c == '_';
}

// What people mean who write `c` in a package's name.
std::string_view hint_for_name(char c) {
  switch (c) {
  case '^':
    return "write a range: `name >=1.20,<2`";
  case '@':
    return "write `name=1.20`";
  case ',':
    return "write one spec for each package";
  case ';':
    return "write a condition as `name[when='python <3.9']`";
  case '/':
    return "put what pip installs under `pip:`";
  default:
    return k_name_characters;
  }
}

std::vector<std::string> sorted_words(std::string_view text) {
  std::vector<std::string> words;
  const std::string blanks = replace_all(text, ",", " ");
  for (const std::string_view word : split_words(blanks)) {
    words.emplace_back(word);
  }
  std::sort(words.begin(), words.end());
  return words;
}

// Extras (CEP 44) are names, flags (CEP 45) are names or `key:value` with stars.
bool is_item_of(std::string_view key, std::string_view item) {
  return !item.empty() && std::all_of(item.begin(), item.end(), [key](char c) {
    return (is_letter_or_digit(c) && (c < 'A' || c > 'Z')) || c == '_' ||
           std::string_view(key == "flags" ? "*:" : ".+-").find(c) != std::string_view::npos;
  });
}

} // namespace

bool SpecFields::read_feature() {
  if (!m_text.ends_with('@')) {
    return false;
  }
  m_spec.track_features = feature_names({std::string(m_text.substr(0, m_text.size() - 1)), 0});
  if (m_spec.track_features.empty()) {
    refuse(0, "found no feature before `@`", "write the name of a package");
  }
  return true;
}

std::vector<std::string> SpecFields::feature_names(const BracketValue& value) const {
  std::vector<std::string> names = sorted_words(value.text);
  for (const std::string& name : names) {
    if (!std::all_of(name.begin(), name.end(), [](char c) {
          return is_letter_or_digit(c) || is_name_separator(c) || c == '+';
        })) {
      refuse(value.offset, fmt::format("found `{}`, which is no feature", name), k_name_characters);
    }
  }
  return names;
}

void SpecFields::set_channel(std::string_view channel, std::size_t offset) {
  if (const std::size_t bad = channel.find_first_of(" \t\r\n'\"[]^,|<>`");
      bad != std::string::npos) {
    refuse(offset + bad,
           fmt::format("found `{}` in a channel", channel[bad]),
           "write it as `channel::name`");
  }
  if (is_url(channel)) {
    channel = channel.substr(0, channel.find('?')); // no part of a channel, and may be a secret
  }
  const std::size_t slash = channel.rfind('/');
  if (slash != std::string_view::npos && is_known_subdir(channel.substr(slash + 1))) {
    m_spec.subdir = channel.substr(slash + 1);
    channel = channel.substr(0, slash);
  }
  while (!channel.empty() && (channel.back() == '/' || channel.back() == '\\')) {
    channel.remove_suffix(1);
  }
  check_url(channel, offset);
  m_spec.channel = channel == "*" ? "" : channel;
}

void SpecFields::set_name(std::string_view name, std::size_t offset) {
  if (end_of_regex(name, 0) != name.size() || name.empty()) {
    check_name(name, offset);
  }
  m_spec.name = matcher(in_canonical_case(name), offset);
}

// CEP 26: letters, digits and single separators; one underscore may come first, two for a virtual
// package. Of a glob only the characters are checked.
void SpecFields::check_name(std::string_view name, std::size_t offset) const {
  if (name.empty()) {
    refuse(offset, "found no package name", "start with one, or with `*` for any");
  }
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_letter_or_digit(name[i]) && !is_name_separator(name[i]) && name[i] != '*') {
      std::size_t end = i + 1;
      while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
        ++end;
      }
      refuse(offset + i,
             fmt::format("found `{}` in a package name", name.substr(i, end - i)),
             hint_for_name(name[i]));
    }
  }
  const std::string lower = to_lower(name);
  if (lower.ends_with(".conda") || lower.ends_with(".tar.bz2")) {
    refuse(offset,
           fmt::format("found the file name `{}` in place of a package name", name),
           "write the name alone, or the URL of the file alone");
  }
  if (name.find('*') != std::string_view::npos) {
    return;
  }
  const std::size_t start = std::min(name.find_first_not_of('_'), name.size());
  if (start > 2 || (start != 1 && start == name.size()) ||
      (start < name.size() && is_name_separator(name[start]))) {
    refuse(offset,
           fmt::format("found a package name that starts with `{}`", name.front()),
           "start it with a letter or a digit");
  }
  for (std::size_t i = start + 1; i < name.size(); ++i) {
    if (is_name_separator(name[i]) && is_name_separator(name[i - 1])) {
      refuse(offset + i,
             fmt::format("found `{}` in a package name", name.substr(i - 1, 2)),
             "use single separators");
    }
  }
}

void SpecFields::set_version(std::string_view version, std::size_t offset) {
  try {
    m_spec.version = VersionSpec::parse(version);
  } catch (const SyntaxFault& fault) {
    throw fault.placed_in("spec", m_text, offset);
  }
  if (m_spec.version->is_any()) {
    m_spec.version.reset();
  }
}

void SpecFields::set_build(std::string_view build, std::size_t offset) {
  m_spec.build = matcher(build, offset);
  if (build == "*") {
    m_spec.build.reset();
  }
}

void SpecFields::set_brackets(const Brackets& brackets) {
  m_spec.optional = m_spec.optional || brackets.optional;
  // A channel may bring a subdir, which the key `subdir` overrides.
  if (const auto channel = brackets.values.find("channel"); channel != brackets.values.end()) {
    set_channel(channel->second.text, channel->second.offset);
  }
  for (const auto& [key, value] : brackets.values) {
    set_bracket(key, value);
  }
}

void SpecFields::set_bracket(const std::string& key, const BracketValue& value) {
  if (key == "version") {
    set_version(value.text, value.offset);
  } else if (key == "build") {
    set_build(value.text, value.offset);
  } else if (key == "build_number") {
    set_build_number(value);
  } else if (key == "license") {
    m_spec.license = matcher(in_canonical_case(value.text), value.offset);
  } else if (key == "license_family") {
    m_spec.license_family = matcher(in_canonical_case(value.text), value.offset);
  } else if (key == "track_features") {
    m_spec.track_features = feature_names(value);
  } else if (key == "features") {
    m_spec.features = feature_names(value);
  } else if (key == "optional") {
    m_spec.optional = to_lower(value.text) != "false";
  } else if (key == "extras" || key == "flags" || key == "when") {
    set_other(key, value);
  } else if (key != "name" && key != "channel" && key != "target") {
    static_cast<void>(matcher(value.text, value.offset)); // read again where it is a pattern
    check_url(value.text, value.offset);
    std::string& field = key == "subdir"   ? m_spec.subdir
                         : key == "md5"    ? m_spec.md5
                         : key == "sha256" ? m_spec.sha256
                         : key == "url"    ? m_spec.url
                                           : m_spec.file_name;
    field = value.text;
  }
}

void SpecFields::set_build_number(const BracketValue& value) {
  if (const std::size_t bad = value.text.find_first_not_of("0123456789=<>!~,|() *");
      bad != std::string::npos) {
    refuse(value.offset + bad,
           fmt::format("found `{}` in a build number", value.text[bad]),
           "write a number or a range: `[build_number='>=3']`");
  }
  try {
    m_spec.build_number = VersionSpec::parse(value.text);
  } catch (const SyntaxFault& fault) {
    throw fault.placed_in("spec", m_text, value.offset);
  }
}

void SpecFields::set_other(const std::string& key, const BracketValue& value) {
  std::string text = value.text;
  if (key != "when") {
    const std::vector<std::string> items = sorted_words(text);
    for (const std::string& item : items) {
      if (!is_item_of(key, item)) {
        refuse(value.offset,
               fmt::format("found `{}` in `{}`", item, key),
               "use lower-case letters, digits and `_`");
      }
    }
    text = join(items, ",");
  }
  m_spec.other_keys[key] = std::move(text);
}

void SpecFields::check_url(std::string_view text, std::size_t offset) const {
  if (!is_url(text)) {
    return;
  }
  if (const std::size_t bad = text.find('\\'); bad != std::string_view::npos) {
    refuse(offset + bad, "found `\\` in a URL", "write `/`");
  }
  try {
    Url::parse(text);
  } catch (const Error& error) { // "it has no host"
    refuse(offset, "found a URL and " + error.causes().front(), "write `https://HOST/CHANNEL`");
  }
}

StringMatcher SpecFields::matcher(std::string_view text, std::size_t offset) const {
  try {
    return StringMatcher::parse(text);
  } catch (const SyntaxFault& fault) {
    throw fault.placed_in("spec", m_text, offset);
  }
}

void SpecFields::refuse(std::size_t offset, std::string_view reason, std::string_view hint) const {
  throw SyntaxFault("spec", {m_text, offset}, reason, hint);
}

} // namespace etalon
