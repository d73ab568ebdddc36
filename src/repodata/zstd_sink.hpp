#pragma once

#include <etalon/net/http_client.hpp>

#include <zstd.h>

#include <cstddef>
#include <memory>
#include <string>

namespace etalon {

// Decompresses (zstd, RFC 8878) what comes in on the way.
class ZstdSink final : public ByteSink {
public:
  // Below the parser's own limit of 4 GiB; also keeps a hostile server from filling the memory.
  static constexpr std::size_t k_default_limit = 4095UL << 20U;

  explicit ZstdSink(std::size_t limit = k_default_limit); // bytes of text

  void restart() override;
  // Error{corrupt} where the bytes are no zstd frame, or one of more than the limit.
  void write(std::string_view bytes) override;
  // The text; Error{corrupt} where the frame is not complete.
  [[nodiscard]] std::string finish();

  // Whether what came begins as zstd data does: a page about an error does not.
  [[nodiscard]] bool begins_as_zstd() const;

private:
  void reserve(std::string_view first_bytes);

  struct Release {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };

  std::size_t m_limit;
  std::unique_ptr<ZSTD_DStream, Release> m_stream;
  std::string m_start; // the first bytes as they came
  std::string m_text;
  std::string m_block;
  bool m_complete = false;
};

} // namespace etalon
