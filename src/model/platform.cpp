#include "subdirs.hpp"

#include <etalon/model/platform.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {
namespace {

constexpr const char* k_current =
#if defined(__linux__) && defined(__x86_64__)
    "linux-64";
#elif defined(__linux__) && defined(__aarch64__)
    "linux-aarch64";
#elif defined(__linux__) && defined(__powerpc64__)
    "linux-ppc64le";
#elif defined(__linux__) && defined(__riscv) && __riscv_xlen == 64
    "linux-riscv64";
#elif defined(__APPLE__) && defined(__aarch64__)
    "osx-arm64";
#elif defined(__APPLE__)
    "osx-64";
#else
#  error "no conda subdir is known for this machine"
#endif

bool is_lower_alphanumeric(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

// "{os}-{arch}" (CEP 26): a platform may be newer than this program.
bool has_form_of_platform(std::string_view text) {
  const std::size_t dash = text.find('-');
  return dash != std::string_view::npos && text.size() <= 32 &&
         is_lower_alphanumeric(text.substr(0, dash)) &&
         is_lower_alphanumeric(text.substr(dash + 1));
}

} // namespace

const std::vector<std::string>& known_subdirs() {
  static const std::vector<std::string> subdirs{
      "emscripten-wasm32", "freebsd-64",   "linux-32",    "linux-64",      "linux-aarch64",
      "linux-armv6l",      "linux-armv7l", "linux-ppc64", "linux-ppc64le", "linux-riscv32",
      "linux-riscv64",     "linux-s390x",  "noarch",      "osx-64",        "osx-arm64",
      "wasi-wasm32",       "win-32",       "win-64",      "win-arm64",     "zos-z"};
  return subdirs;
}

bool is_known_subdir(std::string_view text) {
  return std::binary_search(known_subdirs().begin(), known_subdirs().end(), text);
}

Platform Platform::parse(std::string_view text) {
  if (text != "noarch" && (is_known_subdir(text) || has_form_of_platform(text))) {
    return Platform(std::string(text));
  }
  std::vector<std::string> platforms = known_subdirs();
  platforms.erase(std::find(platforms.begin(), platforms.end(), "noarch"));
  std::vector<std::string> near = near_names(text, platforms);
  if (near.empty()) {
    near = {"linux-64", "linux-aarch64", "osx-arm64"};
  }
  throw Error(ErrorKind::usage,
              fmt::format("`{}` is not a platform", text),
              {fmt::format("write one such as `{}`", join(near, "`, `"))});
}

Platform Platform::current() {
  return Platform(k_current);
}

bool Platform::is_linux() const {
  return m_subdir.rfind("linux-", 0) == 0;
}

bool Platform::is_osx() const {
  return m_subdir.rfind("osx-", 0) == 0;
}

bool Platform::is_windows() const {
  return m_subdir.rfind("win-", 0) == 0;
}

} // namespace etalon
