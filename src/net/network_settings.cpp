#include "network_settings.hpp"

#include <initializer_list>

namespace etalon {
namespace {

std::string first_set(const HttpOptions& options, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = options.environment.find(name);
    if (found != options.environment.end() && !found->second.empty()) {
      return found->second;
    }
  }
  return {};
}

} // namespace

std::string find_proxy(const HttpOptions& options, const Url& url) {
  for (const std::string& key :
       {url.scheme + "://" + url.host, url.scheme, "all://" + url.host, std::string("all")}) {
    if (const auto found = options.proxies.find(key); found != options.proxies.end()) {
      return found->second;
    }
  }
  if (url.scheme == "http") {
    return first_set(options, {"http_proxy", "all_proxy", "ALL_PROXY"});
  }
  return first_set(options, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
}

std::string hosts_without_proxy(const HttpOptions& options) {
  return first_set(options, {"no_proxy", "NO_PROXY"});
}

std::string find_ca_bundle(const HttpOptions& options) {
  if (!options.ca_bundle.empty()) {
    return options.ca_bundle;
  }
  return first_set(options, {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"});
}

} // namespace etalon
