#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace etalon {

// Compresses many small texts, each into one zstd frame with checksum that says its size. The
// memory for it is taken once, and the tables fit each text: with compress_zstd(), which is made
// for large ones, both would cost more than the compression. Equal texts give equal frames.
class TextCompressor {
public:
  // Error{usage} for a level that is not in 1..19.
  explicit TextCompressor(int level);
  TextCompressor(const TextCompressor&) = delete;
  TextCompressor& operator=(const TextCompressor&) = delete;
  ~TextCompressor();

  [[nodiscard]] std::string compress(std::string_view text);

private:
  struct Context;

  std::unique_ptr<Context> m_context;
};

} // namespace etalon
