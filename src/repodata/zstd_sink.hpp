#pragma once

#include <etalon/net/http_client.hpp>

#include <zstd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace etalon {

// Decompresses (zstd, RFC 8878) what comes in on the way to another sink.
class ZstdSink final : public ByteSink {
public:
  ZstdSink(ByteSink& to, std::uint64_t limit); // bytes of text

  void restart() override;
  // Error{corrupt} where the bytes are no zstd frame, or one of more than the limit.
  void write(std::string_view bytes) override;
  // After the last byte: Error{corrupt} where the frame is not complete.
  void finish() const;

  // Whether what came begins as zstd data does: a page about an error does not.
  [[nodiscard]] bool begins_as_zstd() const;

private:
  struct Release {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };

  ByteSink& m_to;
  std::uint64_t m_limit;
  std::uint64_t m_written = 0;
  std::unique_ptr<ZSTD_DStream, Release> m_stream;
  std::string m_start; // the first bytes as they came
  std::string m_block;
  bool m_complete = false;
};

} // namespace etalon
