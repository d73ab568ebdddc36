#pragma once

#include <string>
#include <string_view>

namespace etalon {

// Where the packages of a subdir are served (CEP 15): `base_url` of its repodata, absolute or
// relative to `subdir_url` (which has no trailing '/'); `subdir_url` itself where it is empty.
// Without trailing '/' and credentials. Throws Error{refused} where it leads from https to
// something else, or from a server to this machine's files.
std::string resolve_base_url(std::string_view subdir_url, std::string_view base_url);

} // namespace etalon
