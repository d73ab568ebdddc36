#pragma once

#include <zstd.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace etalon {

inline std::string zstd_compressed(std::string_view text) {
  std::string frame(ZSTD_compressBound(text.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), text.data(), text.size(), 3));
  return frame;
}

inline std::string zstd_decompressed(std::string_view frame) {
  std::string text(ZSTD_getFrameContentSize(frame.data(), frame.size()), '\0');
  const std::size_t size = ZSTD_decompress(text.data(), text.size(), frame.data(), frame.size());
  if (ZSTD_isError(size) != 0) {
    throw std::runtime_error(ZSTD_getErrorName(size));
  }
  return text;
}

} // namespace etalon
