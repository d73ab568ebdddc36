#include "zstd_sink.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <new>
#include <utility>

namespace etalon {
namespace {

constexpr std::size_t k_magic_bytes = 4;
constexpr std::size_t k_room_behind = 64; // that simdjson wants

} // namespace

ZstdSink::ZstdSink(std::size_t limit)
    : m_limit(limit), m_stream(ZSTD_createDStream()), m_block(ZSTD_DStreamOutSize(), '\0') {
  if (!m_stream) {
    throw std::bad_alloc();
  }
}

void ZstdSink::restart() {
  ZSTD_initDStream(m_stream.get());
  m_start.clear();
  m_text.clear();
  m_complete = false;
}

bool ZstdSink::begins_as_zstd() const {
  return m_start == std::string_view("\x28\xB5\x2F\xFD", k_magic_bytes);
}

// A text that grows by doubling takes twice its memory for a moment. What a frame says of its size
// is believed as far as the limit; memory that is not written to costs nothing.
void ZstdSink::reserve(std::string_view first_bytes) {
  if (m_text.capacity() > k_room_behind) {
    return;
  }
  const unsigned long long size = ZSTD_getFrameContentSize(first_bytes.data(), first_bytes.size());
  if (size != ZSTD_CONTENTSIZE_UNKNOWN && size != ZSTD_CONTENTSIZE_ERROR && size <= m_limit) {
    m_text.reserve(size + k_room_behind);
  }
}

void ZstdSink::write(std::string_view bytes) {
  m_start += bytes.substr(0, k_magic_bytes - m_start.size());
  reserve(bytes);
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
