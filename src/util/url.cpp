#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {
namespace {

constexpr std::string_view k_letters_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool is_letter_or_digit(char c) {
  return k_letters_digits.find(c) != std::string_view::npos;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

Error not_a_url(std::string_view text, std::string cause) {
  return Error(ErrorKind::usage, std::move(cause))
      .while_doing(fmt::format("`{}` is not a URL", redact(text)));
}

// "[user@]host[:port]"
void parse_authority(std::string_view authority, Url& url) {
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    url.userinfo = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  // The colons within "[::1]" separate no port.
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  url.host = to_lower(authority.substr(0, colon));
  if (colon != std::string_view::npos) {
    url.port = authority.substr(colon + 1);
  }
}

// Calls `replace` with what stands behind a "/t/" up to the next '/' and puts its answer in place.
std::string replace_token(std::string_view path, std::string_view replacement) {
  constexpr std::string_view mark = "/t/";
  const std::size_t at = path.find(mark);
  if (at == std::string_view::npos) {
    return std::string(path);
  }
  const std::string_view rest = path.substr(at + mark.size());
  const std::size_t end = std::min(rest.find_first_of("/?# `'\""), rest.size());
  if (end == 0) {
    return std::string(path);
  }
  return fmt::format("{}{}{}", path.substr(0, at), replacement, rest.substr(end));
}

} // namespace

Url Url::parse(std::string_view text) {
  const std::size_t separator = text.find("://");
  if (separator == std::string_view::npos || separator == 0) {
    throw not_a_url(text, "it has no scheme such as `https://`");
  }
  Url url;
  url.scheme = to_lower(text.substr(0, separator));
  std::string_view rest = text.substr(separator + 3);
  const std::size_t hash = rest.find('#');
  if (hash != std::string_view::npos) {
    url.fragment = rest.substr(hash + 1);
    rest = rest.substr(0, hash);
  }
  const std::size_t question = rest.find('?');
  if (question != std::string_view::npos) {
    url.query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  parse_authority(rest.substr(0, slash), url);
  url.path = rest.substr(slash);
  if (url.scheme == "file" ? url.path.empty() : url.host.empty()) {
    throw not_a_url(text, url.scheme == "file" ? "it has no absolute path" : "it has no host");
  }
  if (url.path.empty()) {
    url.path = "/";
  }
  return url;
}

std::string Url::to_string() const {
  std::string text = scheme + "://";
  if (!userinfo.empty()) {
    text += userinfo + "@";
  }
  text += host;
  if (!port.empty()) {
    text += ":" + port;
  }
  text += path;
  if (!query.empty()) {
    text += "?" + query;
  }
  if (!fragment.empty()) {
    text += "#" + fragment;
  }
  return text;
}

bool is_url(std::string_view text) {
  const std::string scheme = to_lower(text.substr(0, std::min(text.find("://"), text.size())));
  return scheme.size() < text.size() && (scheme == "https" || scheme == "http" || scheme == "file");
}

std::string percent_encode_path(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view kept = "/-._~";
  std::string encoded;
  encoded.reserve(path.size());
  for (const char c : path) {
    if (is_letter_or_digit(c) || kept.find(c) != std::string_view::npos) {
      encoded.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded.push_back('%');
      encoded.push_back(digits[byte >> 4U]);
      encoded.push_back(digits[byte & 15U]);
    }
  }
  return encoded;
}

std::string percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
        hex_value(text[i + 2]) >= 0) {
      decoded.push_back(static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

std::filesystem::path path_from_file_url(std::string_view url) {
  const Url parsed = Url::parse(url);
  if (parsed.scheme != "file" || (!parsed.host.empty() && parsed.host != "localhost")) {
    throw Error(ErrorKind::usage,
                fmt::format("`{}` does not name a file of this machine", redact(url)),
                {"write it as `file:///absolute/path`"});
  }
  return percent_decode(parsed.path);
}

std::string file_url_from_path(const std::filesystem::path& absolute) {
  return "file://" + percent_encode_path(absolute.native());
}

std::string redact(std::string_view url) {
  // Not only a lone URL: messages of libraries hold one somewhere in their text.
  std::string shown;
  for (;;) {
    const std::size_t separator = url.find("://");
    if (separator == std::string_view::npos) {
      shown += url;
      return shown;
    }
    const std::size_t start = separator + 3;
    const bool is_file = url.substr(0, separator).ends_with("file");
    shown += url.substr(0, start);
    url.remove_prefix(start);
    const std::size_t end = std::min(url.find_first_of(" `'\"\n"), url.size());
    std::string_view rest = url.substr(0, end);
    const std::size_t at = rest.substr(0, rest.find_first_of("/?#")).rfind('@');
    if (at != std::string_view::npos) {
      rest.remove_prefix(at + 1);
    }
    shown += is_file ? std::string(rest) : replace_token(rest, "/t/<TOKEN>");
    url.remove_prefix(end);
  }
}

std::string without_credentials(std::string_view url) {
  Url parsed = Url::parse(url);
  parsed.userinfo.clear();
  parsed.query.clear();
  parsed.fragment.clear();
  if (parsed.scheme != "file") {
    // What is left when a token is gone may look like another one.
    for (std::string path = replace_token(parsed.path, ""); path != parsed.path;
         path = replace_token(parsed.path, "")) {
      parsed.path = path;
    }
  }
  if (parsed.path.empty()) {
    parsed.path = "/";
  }
  return parsed.to_string();
}

} // namespace etalon
