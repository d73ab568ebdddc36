#include "zstd_context.hpp"

#include <etalon/archive/text_compressor.hpp>

namespace etalon {

struct TextCompressor::Context : ZstdContext {};

TextCompressor::TextCompressor(int level) : m_context(std::make_unique<Context>()) {
  m_context->set_level(level);
}

TextCompressor::~TextCompressor() = default;

std::string TextCompressor::compress(std::string_view text) {
  std::string frame(ZSTD_compressBound(text.size()), '\0');
  frame.resize(ZstdContext::checked(
      ZSTD_compress2(m_context->stream, frame.data(), frame.size(), text.data(), text.size())));
  return frame;
}

} // namespace etalon
