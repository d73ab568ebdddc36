#pragma once

#include <etalon/pip/installed_packages.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace etalon {

// A direct_url.json (PEP 610): where a package came from that no index gave.
struct DirectUrl {
  PipOrigin origin = PipOrigin::index;
  std::string url;    // without credentials; "git+https://...@COMMIT" for a repository
  std::string sha256; // of the archive, where it is known
};

// Of text that is none: the value for an index, as pip takes it.
DirectUrl parse_direct_url(std::string_view text);
DirectUrl read_direct_url(const nlohmann::json& json);

} // namespace etalon
