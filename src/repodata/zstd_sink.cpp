#include "zstd_sink.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <new>

namespace etalon {
namespace {

constexpr std::size_t k_magic_bytes = 4;

} // namespace

ZstdSink::ZstdSink(ByteSink& to, std::uint64_t limit)
    : m_to(to),
      m_limit(limit),
      m_stream(ZSTD_createDStream()),
      m_block(ZSTD_DStreamOutSize(), '\0') {
  if (!m_stream) {
    throw std::bad_alloc();
  }
}

void ZstdSink::restart() {
  ZSTD_initDStream(m_stream.get());
  m_start.clear();
  m_written = 0;
  m_complete = false;
  m_to.restart();
}

bool ZstdSink::begins_as_zstd() const {
  return m_start == std::string_view("\x28\xB5\x2F\xFD", k_magic_bytes);
}

void ZstdSink::write(std::string_view bytes) {
  m_start += bytes.substr(0, k_magic_bytes - m_start.size());
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
    m_written += out.pos;
    if (m_written > m_limit) {
      throw Error(ErrorKind::corrupt, fmt::format("it is larger than {} MiB", m_limit >> 20U));
    }
    m_to.write(std::string_view(m_block).substr(0, out.pos));
    m_complete = left == 0;
    if (m_complete && in.pos == in.size) {
      return;
    }
  }
}

void ZstdSink::finish() const {
  if (!m_complete) {
    throw Error(ErrorKind::corrupt, "its zstd data is cut short");
  }
}

} // namespace etalon
