#include "zstd_sink.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <new>
#include <utility>

namespace etalon {

ZstdSink::ZstdSink(std::size_t limit)
    : m_limit(limit), m_stream(ZSTD_createDStream()), m_block(ZSTD_DStreamOutSize(), '\0') {
  if (!m_stream) {
    throw std::bad_alloc();
  }
}

void ZstdSink::restart() {
  ZSTD_initDStream(m_stream.get());
  m_text.clear();
  m_complete = false;
}

void ZstdSink::write(std::string_view bytes) {
  ZSTD_inBuffer in = {bytes.data(), bytes.size(), 0};
  ZSTD_outBuffer out = {m_block.data(), m_block.size(), 0};
  // A full output buffer may hide more that comes of bytes already taken in.
  while (in.pos < in.size || out.pos == out.size) {
    out.pos = 0;
    const std::size_t left = ZSTD_decompressStream(m_stream.get(), &out, &in);
    if (ZSTD_isError(left) != 0) {
      throw Error(ErrorKind::corrupt,
                  fmt::format("it is no valid zstd data: {}", ZSTD_getErrorName(left)));
    }
    if (m_text.size() + out.pos > m_limit) {
      throw Error(ErrorKind::corrupt, fmt::format("it is larger than {} MiB", m_limit >> 20U));
    }
    m_text.append(m_block, 0, out.pos);
    m_complete = left == 0;
    if (m_complete && in.pos == in.size) {
      return;
    }
  }
}

std::string ZstdSink::finish() {
  if (!m_complete) {
    throw Error(ErrorKind::corrupt, "its zstd data is cut short");
  }
  return std::exchange(m_text, {});
}

} // namespace etalon
