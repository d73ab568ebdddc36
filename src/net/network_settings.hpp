#pragma once

#include <etalon/net/http_client.hpp>
#include <etalon/util/url.hpp>

#include <string>

namespace etalon {

// The proxy for `url`, "" for none: as HttpOptions::proxies says, else as the environment does by
// http_proxy (lower case only, since a CGI program's HTTP_PROXY comes from the network),
// https_proxy, all_proxy.
std::string find_proxy(const HttpOptions& options, const Url& url);

// no_proxy, NO_PROXY: hosts that are reached directly, separated by commas; "" for none.
std::string hosts_without_proxy(const HttpOptions& options);

// A file or directory of CA certificates; "" for the system's.
std::string find_ca_bundle(const HttpOptions& options);

} // namespace etalon
