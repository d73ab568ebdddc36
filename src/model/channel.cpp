#include <etalon/model/channel.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

namespace etalon {
namespace {

// What stands for "defaults" in conda, which makes no difference between the three.
constexpr std::array<std::string_view, 4> k_defaults{
    "defaults", "pkgs/main", "pkgs/msys2", "pkgs/r"};

bool is_of_defaults(std::string_view name) {
  return std::find(k_defaults.begin(), k_defaults.end(), name) != k_defaults.end();
}

std::string_view without_final_slashes(std::string_view text) {
  while (text.size() > 1 && text.back() == '/') {
    text.remove_suffix(1);
  }
  return text;
}

// The label that a channel without one has (CEP 26).
std::string_view without_main_label(std::string_view text) {
  constexpr std::string_view label = "/label/main";
  return text.ends_with(label) ? text.substr(0, text.size() - label.size()) : text;
}

// What two ways of writing a URL have in common.
std::string plain_url(std::string_view url) {
  const std::string plain = without_credentials(url);
  return std::string(without_main_label(without_final_slashes(plain)));
}

// "distr" of file:///path/to/distr, "team/stable" of https://host/team/stable: conda lets a spec
// call a channel so.
std::string path_name(std::string_view url) {
  const Url parsed = Url::parse(url);
  const std::string_view path = parsed.path;
  return std::string(path.substr((parsed.scheme == "file" ? path.rfind('/') : 0) + 1));
}

} // namespace

std::string Channel::to_string() const {
  return is_url(name) ? plain_url(name) : name;
}

std::string Channel::subdir_url(std::string_view subdir) const {
  std::string text = url;
  text += '/';
  text += subdir;
  return text;
}

bool channel_matches(std::string_view written, const Channel& channel) {
  written = without_main_label(without_final_slashes(written));
  const std::string name(without_main_label(channel.to_string()));
  if (written.empty() || written == name) {
    return true;
  }
  if (is_url(written)) {
    return is_url(channel.url) && plain_url(written) == plain_url(channel.url);
  }
  if (written.find('*') != std::string_view::npos) {
    return glob_matches(written, name);
  }
  if (is_of_defaults(written)) {
    return is_of_defaults(name);
  }
  if (!is_url(channel.url)) {
    return false;
  }
  const std::string url = plain_url(channel.url);
  if (written.front() == '/') {
    return file_url_from_path(std::filesystem::path(written)) == url;
  }
  return is_url(name) && path_name(url) == written;
}

} // namespace etalon
