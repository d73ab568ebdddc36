#pragma once

#include <etalon/config/config.hpp>
#include <etalon/net/http_client.hpp>

#include <map>
#include <string>

namespace etalon {

// How to speak with servers: `proxy_servers` and `ssl_verify`, then the caller's environment.
// Throws Error{usage} where ssl_verify names certificates that do not exist.
HttpOptions http_options(const Config& config,
                         const std::map<std::string, std::string>& environment);

} // namespace etalon
