#pragma once

#include "transfer_outcome.hpp"

#include <curl/curl.h>

#include <array>
#include <exception>
#include <memory>

namespace etalon {

// One attempt of a transfer: an easy handle and what its callbacks collect. Stays where it is made,
// since libcurl holds its address.
class CurlTransfer {
public:
  // What it is given must outlive it.
  CurlTransfer(const Transfer& transfer,
               const HttpOptions& options,
               const CancellationToken& token);
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;
  ~CurlTransfer();

  [[nodiscard]] CURL* handle() const { return m_handle.get(); }

  // Rethrows what the sink or a callback threw.
  [[nodiscard]] TransferOutcome finish(CURLcode code);

private:
  struct Release {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }

    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

  void set_request();
  void set_limits();
  void set_network();
  void take_header(std::string_view line);
  void take_body(std::string_view bytes);
  [[nodiscard]] std::uint64_t expected_bytes() const;

  const Transfer& m_transfer;
  const HttpOptions& m_options;
  const CancellationToken& m_token;
  std::unique_ptr<CURL, Release> m_handle;
  std::unique_ptr<curl_slist, Release> m_request_headers;
  std::array<char, CURL_ERROR_SIZE> m_error_text{};
  HttpResponse m_response;
  std::uint64_t m_received = 0;
  std::exception_ptr m_failure;
};

} // namespace etalon
