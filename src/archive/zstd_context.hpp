#pragma once

#include <zstd.h>

#include <cstddef>

namespace etalon {

// A compression context of libzstd, its errors as etalon::Error.
struct ZstdContext {
  ZstdContext();
  ZstdContext(const ZstdContext&) = delete;
  ZstdContext& operator=(const ZstdContext&) = delete;
  ~ZstdContext();

  // Throws Error{io} where `result` is an error.
  static std::size_t checked(std::size_t result);

  void set(ZSTD_cParameter parameter, int value) const;
  // Frames have checksums. Throws Error{usage} for a level that is not in 1..19.
  void set_level(int level) const;

  ZSTD_CCtx* stream;
};

} // namespace etalon
