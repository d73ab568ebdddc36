#include "http_options.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace etalon {

HttpOptions http_options(const Config& config,
                         const std::map<std::string, std::string>& environment) {
  HttpOptions options;
  options.environment = environment;
  options.proxies = config.proxy_servers.value;
  const CertificateCheck& check = config.ssl_verify.value;
  if (check.mode == CertificateCheck::Mode::skip) {
    options.verification = PeerVerification::off;
  }
  std::error_code ignored;
  if (!check.authorities.empty() && !std::filesystem::exists(check.authorities, ignored)) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: `ssl_verify` names `{}`, which does not exist",
                            config.ssl_verify.origin,
                            check.authorities.string()),
                {"write `true` for the system's certificates, or the path of a file or folder of "
                 "them"});
  }
  options.ca_bundle = check.authorities.string();
  return options;
}

} // namespace etalon
