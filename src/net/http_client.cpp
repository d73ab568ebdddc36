#include <etalon/net/http_client.hpp>

namespace etalon {

std::string fetch_text(HttpClient& client, const std::string& url, const CancellationToken& token) {
  StringSink sink;
  std::vector<Transfer> transfers;
  transfers.push_back({url, &sink});
  client.run(std::move(transfers), token);
  return sink.bytes();
}

} // namespace etalon
