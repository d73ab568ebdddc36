#pragma once

#include <etalon/net/http_client.hpp>

#include <zstd.h>

#include <memory>
#include <string>

namespace etalon {

// Decompresses (zstd, RFC 8878) what comes in on the way.
class ZstdSink final : public ByteSink {
public:
  ZstdSink();

  void restart() override;
  // Error{corrupt} where the bytes are no zstd frame, or one of more than 4 GiB.
  void write(std::string_view bytes) override;
  // The text; Error{corrupt} where the frame is not complete.
  [[nodiscard]] std::string finish();

private:
  struct Release {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };

  std::unique_ptr<ZSTD_DStream, Release> m_stream;
  std::string m_text;
  std::string m_block;
  bool m_complete = false;
};

} // namespace etalon
