#include "prefix_path.hpp"

#include <etalon/prefix/prefix_data.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace etalon {

using std::filesystem::path;

path checked_prefix(const path& prefix) {
  path normal = prefix.lexically_normal();
  if (!normal.has_filename()) {
    normal = normal.parent_path();
  }
  const auto refuse = [&prefix](std::string_view why) {
    return Error(ErrorKind::usage, std::string(why))
        .while_doing(fmt::format("cannot make an environment at `{}`", prefix.native()));
  };
  if (!normal.is_absolute()) {
    throw refuse("the path is not absolute");
  }
  if (normal == normal.root_path()) {
    throw refuse("this is the root of all files");
  }
  const std::string& text = normal.native();
  const auto bad = std::find_if(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20U ||
           std::string_view(":\"$`\\\x7f").find(c) != std::string_view::npos;
  });
  if (bad != text.end()) {
    const bool is_printable = static_cast<unsigned char>(*bad) > 0x20U && *bad != '\x7f';
    throw refuse(is_printable ? fmt::format("PATH and scripts cannot express the `{}` in it", *bad)
                              : std::string("there is a control character in it"));
  }
  return normal;
}

void refuse_unless_free(const path& prefix) {
  switch (get_prefix_state(prefix)) {
  case PrefixState::absent:
  case PrefixState::half_made:
    return;
  case PrefixState::environment:
    throw Error(ErrorKind::refused,
                fmt::format("there is an environment at `{}` already", prefix.native()))
        .with_hint(fmt::format("remove it first: `etalon env remove -p {}`", prefix.native()));
  case PrefixState::foreign:
    throw Error(ErrorKind::refused,
                fmt::format("`{}` exists and is no environment", prefix.native()))
        .with_hint("choose another path: `-p PATH`");
  }
}

} // namespace etalon
