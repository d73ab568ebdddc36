#pragma once

#include <etalon/net/http_client.hpp>
#include <etalon/util/error.hpp>

#include <curl/curl.h>

#include <cstdint>
#include <string>

namespace etalon {

// How one attempt of a transfer ended.
struct TransferOutcome {
  CURLcode code = CURLE_OK;
  HttpResponse response;
  std::string url;           // as asked for; with credentials
  std::string effective_url; // after redirects
  std::string detail;        // libcurl's own words
  int os_error = 0;
  bool connected = false;
  bool conditional = false; // the request had If-None-Match or If-Modified-Since
  std::uint64_t received = 0;
  std::uint64_t expected = 0; // Content-Length, 0 where unknown
};

bool succeeded(const TransferOutcome& outcome);

FailureClass classify(const TransferOutcome& outcome);

// What to tell a person after `attempts` attempts of which the last ended so.
Error transfer_error(const TransferOutcome& outcome, int attempts, const HttpOptions& options);

} // namespace etalon
