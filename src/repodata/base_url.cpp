#include "base_url.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <vector>

namespace etalon {
namespace {

// "/a/b/../c/" -> "/a/c"
std::string without_dots(std::string_view path) {
  std::vector<std::string> kept;
  for (const std::string_view piece : split(path, '/')) {
    if (piece == ".." && !kept.empty()) {
      kept.pop_back();
    } else if (!piece.empty() && piece != "." && piece != "..") {
      kept.emplace_back(piece);
    }
  }
  return "/" + join(kept, "/");
}

} // namespace

std::string resolve_base_url(std::string_view subdir_url, std::string_view base_url) {
  const Url from = Url::parse(subdir_url);
  Url to = from;
  if (base_url.find("://") != std::string_view::npos) {
    to = Url::parse(base_url);
  } else if (base_url.starts_with("/")) {
    to.path = base_url;
  } else {
    to.path = fmt::format("{}/{}", from.path, base_url);
  }
  if (to.scheme != from.scheme && !(from.scheme == "http" && to.scheme == "https") &&
      from.scheme != "file") {
    throw Error(ErrorKind::refused,
                fmt::format("its packages are said to be at `{}`, which is less safe than `{}`",
                            redact(base_url),
                            redact(subdir_url)));
  }
  to.userinfo.clear();
  to.query.clear();
  to.fragment.clear();
  to.path = without_dots(to.path);
  std::string text = to.to_string();
  while (text.ends_with("/")) {
    text.pop_back();
  }
  return text;
}

} // namespace etalon
