#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace etalon {

// scheme://[user[:password]@]host[:port]/path[?query][#fragment] (RFC 3986, what channels use of
// it).
struct Url {
  std::string scheme;   // lower-case: "https", "http", "file"
  std::string userinfo; // "user:password", still percent-encoded; never shown
  std::string host;
  std::string port;
  std::string path; // percent-encoded, starts with '/'
  std::string query;
  std::string fragment;

  // Throws Error{usage} where `text` has no scheme or no path that starts with '/'.
  static Url parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;
};

// Whether `text` starts with a scheme that Etalon knows: file, http, https.
bool is_url(std::string_view text);

std::string percent_encode_path(std::string_view path); // keeps '/' and RFC 3986 unreserved
std::string percent_decode(std::string_view text);

// file:///a%20b -> "/a b"; Error{usage} where it is no file URL of this machine.
std::filesystem::path path_from_file_url(std::string_view url);
std::string file_url_from_path(const std::filesystem::path& absolute);

// `url` fit to be shown, logged and exported: "user:password@" is dropped and a conda token
// ("/t/TOKEN/") becomes "/t/<TOKEN>/".
std::string redact(std::string_view url);

// `url` without userinfo, token, query and fragment: what may be written into files.
std::string without_credentials(std::string_view url);

} // namespace etalon
