#include <etalon/config/channel_resolution.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>
#include <utility>

namespace etalon {

namespace {

constexpr std::string_view k_anaconda = "https://repo.anaconda.com/";

// Channels that are made on this machine by a program of the source tree: name and program.
constexpr std::array<std::pair<std::string_view, std::string_view>, 1> k_local_channels = {
    {{"debian", "debian-channel"}}};

bool folder_exists(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

// Only the subdirs that exist (CEP 26): a channel may be called "conda-forge" or "linux-tools".
bool is_subdir(std::string_view text) {
  constexpr std::array<std::string_view, 7> systems = {
      "linux", "osx", "win", "freebsd", "emscripten", "wasi", "zos"};
  constexpr std::array<std::string_view, 13> machines = {"32",
                                                         "64",
                                                         "aarch64",
                                                         "arm64",
                                                         "armv6l",
                                                         "armv7l",
                                                         "ppc64",
                                                         "ppc64le",
                                                         "riscv32",
                                                         "riscv64",
                                                         "s390x",
                                                         "wasm32",
                                                         "z"};
  const std::size_t dash = std::min(text.find('-'), text.size());
  const auto is_one_of = [](const auto& known, std::string_view word) {
    return std::find(known.begin(), known.end(), word) != known.end();
  };
  return text == "noarch" || (is_one_of(systems, text.substr(0, dash)) && dash < text.size() &&
                              is_one_of(machines, text.substr(dash + 1)));
}

// `text` without trailing slashes and a trailing subdir.
std::string_view channel_part(std::string_view text) {
  const auto drop_slashes = [&] {
    while (text.size() > 1 && text.ends_with('/')) {
      text.remove_suffix(1);
    }
  };
  drop_slashes();
  const std::size_t slash = text.rfind('/');
  if (slash != std::string_view::npos && slash > 0 && is_subdir(text.substr(slash + 1))) {
    text = text.substr(0, slash);
    drop_slashes();
  }
  return text;
}

bool is_path(std::string_view text) {
  constexpr std::array<std::string_view, 4> starts = {"./", "../", "/", "~/"};
  return text == "." || text == ".." || text == "~" ||
         std::any_of(starts.begin(), starts.end(), [&](std::string_view start) {
           return text.starts_with(start);
         });
}

// A name whose channel lies at a place of its own.
struct KnownPlace {
  std::string name;
  std::string url;
};

// As conda does: each channel of a list can be named by the path of its URL as well, so a mirror of
// `https://repo.anaconda.com/pkgs/main` that keeps the path serves `pkgs/main`.
void add_members(const std::vector<std::string>& members, std::vector<KnownPlace>& places) {
  for (const std::string& member : members) {
    if (!is_url(member)) {
      continue;
    }
    const std::string url(channel_part(member));
    std::string path = Url::parse(without_credentials(url)).path;
    path.erase(0, path.find_first_not_of('/'));
    if (!path.empty() && !member.starts_with("file:")) {
      places.push_back({std::move(path), url});
    }
  }
}

std::string
custom_channel_url(const std::string& name, const std::string& base, const Config& config) {
  const bool is_below_home = base.starts_with("~/");
  const std::filesystem::path path =
      is_below_home ? config.user_home.value / base.substr(2) : std::filesystem::path(base);
  std::string url = is_url(base) ? base : file_url_from_path(path.lexically_normal());
  while (url.ends_with('/')) {
    url.pop_back();
  }
  return url + "/" + name;
}

// Of custom_channels, then of the lists; longer names first, for they say more.
std::vector<KnownPlace> known_places(const Config& config) {
  std::vector<KnownPlace> places;
  for (const auto& [name, base] : config.custom_channels.value) {
    const std::string plain(channel_part(name));
    places.push_back({plain, custom_channel_url(plain, base, config)});
  }
  add_members(config.default_channels.value, places);
  for (const auto& [name, members] : config.custom_multichannels.value) {
    add_members(members, places);
  }
  std::stable_sort(places.begin(), places.end(), [](const KnownPlace& a, const KnownPlace& b) {
    return a.name.size() > b.name.size();
  });
  return places;
}

// What follows `base` in `text`, where `text` is `base` or continues it after a '/'.
std::optional<std::string> part_below(std::string_view text, std::string_view base) {
  if (!text.starts_with(base) || (text.size() > base.size() && text[base.size()] != '/')) {
    return std::nullopt;
  }
  return std::string(text.substr(base.size()));
}

Channel channel_of_url(std::string_view written, const Config& config) {
  const std::string url(channel_part(written));
  Url::parse(url + "/"); // refuses what is none
  const std::string plain = without_credentials(url);
  for (const KnownPlace& place : known_places(config)) {
    if (const auto below = part_below(plain, without_credentials(place.url))) {
      return {place.name + *below, url};
    }
  }
  const std::string alias = without_credentials(config.channel_alias.value + "/");
  const std::string local = file_url_from_path(config.channels_directory()) + "/";
  for (const std::string_view base :
       {std::string_view(local), std::string_view(alias), k_anaconda}) {
    if (plain.size() > base.size() && plain.starts_with(base)) {
      return {plain.substr(base.size()), url};
    }
  }
  return {plain, url};
}

Channel channel_of_path(std::string_view written,
                        const Config& config,
                        const std::filesystem::path& relative_to) {
  std::filesystem::path path(channel_part(written));
  if (written.starts_with('~')) {
    if (config.user_home.value.empty()) {
      throw Error(ErrorKind::usage,
                  fmt::format("cannot find the channel `{}`: HOME is not set", written));
    }
    path = config.user_home.value / path.lexically_relative("~");
  }
  const std::filesystem::path base = relative_to.empty() ? std::filesystem::current_path()
                                                         : std::filesystem::absolute(relative_to);
  path = (base / path).lexically_normal();
  if (!folder_exists(path)) {
    Error error(ErrorKind::not_found, fmt::format("there is no folder `{}`", path.string()));
    throw std::move(error)
        .while_doing(fmt::format("cannot find the channel `{}`", written))
        .with_hint(fmt::format("a relative path starts from `{}`", base.string()));
  }
  const std::string url(channel_part(file_url_from_path(path)));
  return {url, url};
}

void check_name(std::string_view written, std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789-_./";
  const auto parts = split(name, '/');
  const bool dots = std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part == "." || part == "..";
  });
  if (dots || name.find_first_not_of(allowed) != std::string_view::npos) {
    throw Error(ErrorKind::usage,
                fmt::format("`{}` is no channel", redact(written)),
                {"write a name such as `conda-forge`, a URL, or a path that starts with `./`"});
  }
}

Channel channel_of_name(std::string_view written, const Config& config) {
  const std::string name(channel_part(written));
  check_name(written, name);
  const std::filesystem::path local = config.channels_directory() / name;
  if (folder_exists(local)) {
    return {name, file_url_from_path(local)};
  }
  for (const auto& [known, program] : k_local_channels) {
    if (name == known) {
      throw Error(ErrorKind::not_found,
                  fmt::format("channel `{}` has not been made yet", name),
                  {fmt::format("make it with `{0}` (tools/{0} in the source tree)", program)});
    }
  }
  for (const KnownPlace& place : known_places(config)) {
    if (const auto below = part_below(name, place.name)) {
      return {name, place.url + *below};
    }
  }
  if (name.starts_with("pkgs/")) {
    return {name, std::string(k_anaconda) + name};
  }
  return {name, config.channel_alias.value + "/" + name};
}

// The channels that a name stands for; nullptr where it stands for one.
const std::vector<std::string>* find_list(std::string_view name, const Config& config) {
  if (name == "defaults") {
    return &config.default_channels.value;
  }
  const auto found = config.custom_multichannels.value.find(std::string(name));
  return found == config.custom_multichannels.value.end() ? nullptr : &found->second;
}

} // namespace

Channel resolve_channel(std::string_view written,
                        const Config& config,
                        const std::filesystem::path& relative_to) {
  const std::string_view text = trim(written);
  if (text == "nodefaults" || find_list(text, config) != nullptr) {
    throw Error(ErrorKind::usage,
                fmt::format("`{}` stands for a list of channels, not for one", text),
                {"name one channel, such as `pkgs/main`"});
  }
  if (is_url(text)) {
    return channel_of_url(text, config);
  }
  return is_path(text) ? channel_of_path(text, config, relative_to) : channel_of_name(text, config);
}

std::vector<Channel> resolve_channels(std::string_view written,
                                      const Config& config,
                                      const std::filesystem::path& relative_to) {
  const std::string_view text = trim(written);
  if (text == "nodefaults") {
    return {};
  }
  const std::vector<std::string>* list = find_list(text, config);
  if (list == nullptr) {
    return {resolve_channel(text, config, relative_to)};
  }
  std::vector<Channel> channels;
  for (const std::string& member : *list) {
    try {
      channels.push_back(resolve_channel(member, config, relative_to));
    } catch (Error& error) {
      throw std::move(error).while_doing(fmt::format("cannot use the channels of `{}`", text));
    }
  }
  return channels;
}

} // namespace etalon
