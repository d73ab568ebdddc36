#include <etalon/model/explicit_spec.hpp>
#include <etalon/model/variable_expansion.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <array>

namespace etalon {
namespace {

constexpr std::string_view k_marker = "@EXPLICIT";
constexpr std::array<std::string_view, 2> k_extensions{".conda", ".tar.bz2"};

std::string_view package_extension(std::string_view text) {
  for (const std::string_view extension : k_extensions) {
    if (text.ends_with(extension)) {
      return extension;
    }
  }
  return {};
}

bool is_hexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

struct Line {
  std::string_view text;
  std::string_view file_name;
  std::size_t number;
};

[[noreturn]] void refuse(const Line& line, std::string cause) {
  throw Error(ErrorKind::usage,
              std::move(cause),
              {"write a package's URL and its hash: `https://HOST/CHANNEL/SUBDIR/"
               "NAME-VERSION-BUILD.conda#sha256:HASH`"})
      .while_doing(fmt::format(
          "{}:{}: `{}` is not a package", line.file_name, line.number, redact(line.text)));
}

void read_hash(const Line& line, std::string_view written, ExplicitEntry& entry) {
  const bool marked = written.starts_with("sha256:");
  const std::string hash = to_lower(marked ? written.substr(7) : written);
  if (is_hexadecimal(hash) && hash.size() == 64) {
    entry.sha256 = hash;
  } else if (is_hexadecimal(hash) && hash.size() == 32 && !marked) {
    entry.md5 = hash;
  } else {
    refuse(line, fmt::format("`{}` is neither an MD5 nor a SHA-256 hash", written));
  }
}

ExplicitEntry parse_entry(const Line& line) {
  ExplicitEntry entry;
  const std::size_t hash = line.text.rfind('#');
  entry.url = trim(line.text.substr(0, hash));
  if (package_extension(entry.url).empty()) {
    refuse(line, "its name ends neither in `.conda` nor in `.tar.bz2`");
  }
  if (is_url(entry.url)) {
    try {
      Url::parse(entry.url);
    } catch (const Error& error) {
      refuse(line, error.causes().front());
    }
  }
  if (hash != std::string_view::npos) {
    read_hash(line, trim(line.text.substr(hash + 1)), entry);
  }
  return entry;
}

// The value of a "# platform: linux-64" comment, else empty.
std::string_view platform_of_comment(std::string_view line) {
  constexpr std::string_view key = "platform:";
  line = trim(line.substr(1));
  return line.starts_with(key) ? trim(line.substr(key.size())) : std::string_view();
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

} // namespace

bool ExplicitSpec::looks_like(std::string_view text) {
  for (const std::string_view line : split(without_byte_order_mark(text), '\n')) {
    if (trim(line) == k_marker) {
      return true;
    }
  }
  return false;
}

ExplicitSpec ExplicitSpec::parse(std::string_view text, std::string_view file_name) {
  ExplicitSpec spec;
  std::size_t number = 0;
  for (const std::string_view raw : split(without_byte_order_mark(text), '\n')) {
    const Line line{trim(raw), file_name, ++number};
    if (line.text.empty() || line.text == k_marker) {
      continue;
    }
    if (line.text.front() != '#') {
      spec.entries.push_back(parse_entry(line));
    } else if (spec.platform.empty()) {
      spec.platform = platform_of_comment(line.text);
    }
  }
  return spec;
}

ExplicitSpec ExplicitSpec::expanded(const std::map<std::string, std::string>& environment) const {
  ExplicitSpec spec = *this;
  for (ExplicitEntry& entry : spec.entries) {
    entry.url = expand_home_and_variables(entry.url, environment);
  }
  return spec;
}

std::string ExplicitSpec::to_string() const {
  std::string text;
  if (!platform.empty()) {
    text += fmt::format("# platform: {}\n", platform);
  }
  text += fmt::format("{}\n", k_marker);
  for (const ExplicitEntry& entry : entries) {
    text += is_url(entry.url) ? without_credentials(entry.url) : entry.url;
    if (!entry.sha256.empty()) {
      text += "#sha256:" + entry.sha256;
    } else if (!entry.md5.empty()) {
      text += "#" + entry.md5;
    }
    text += '\n';
  }
  return text;
}

DistFileName DistFileName::parse(std::string_view file_name) {
  const std::string_view extension = package_extension(file_name);
  const std::string_view stem = file_name.substr(0, file_name.size() - extension.size());
  const std::size_t build = stem.rfind('-');
  const std::size_t version = build == std::string_view::npos || build == 0
                                  ? std::string_view::npos
                                  : stem.rfind('-', build - 1);
  const bool complete = version != std::string_view::npos && version > 0 && version + 1 < build &&
                        build + 1 < stem.size();
  if (extension.empty() || !complete) {
    throw Error(ErrorKind::usage,
                extension.empty() ? "it ends neither in `.conda` nor in `.tar.bz2`"
                                  : "it has no name, version and build joined by `-`",
                {"a package file is named like `numpy-1.26.0-py311_0.conda`"})
        .while_doing(fmt::format("`{}` is not a package file name", file_name));
  }
  return {std::string(stem.substr(0, version)),
          std::string(stem.substr(version + 1, build - version - 1)),
          std::string(stem.substr(build + 1)),
          std::string(extension)};
}

} // namespace etalon
