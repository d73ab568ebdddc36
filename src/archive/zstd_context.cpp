#include "zstd_context.hpp"

#include <etalon/util/error.hpp>

#include <string>

namespace etalon {
namespace {

constexpr int k_max_level = 19; // beyond it readers need windows over 8 MiB

} // namespace

ZstdContext::ZstdContext() : stream(ZSTD_createCCtx()) {}

ZstdContext::~ZstdContext() {
  ZSTD_freeCCtx(stream);
}

std::size_t ZstdContext::checked(std::size_t result) {
  if (ZSTD_isError(result) != 0U) {
    throw Error(ErrorKind::io,
                std::string("cannot compress with zstd: ") + ZSTD_getErrorName(result));
  }
  return result;
}

void ZstdContext::set(ZSTD_cParameter parameter, int value) const {
  checked(ZSTD_CCtx_setParameter(stream, parameter, value));
}

void ZstdContext::set_level(int level) const {
  if (level < 1 || level > k_max_level) {
    throw Error(ErrorKind::usage,
                "compression level `" + std::to_string(level) + "` is not between 1 and 19");
  }
  set(ZSTD_c_compressionLevel, level);
  set(ZSTD_c_checksumFlag, 1);
}

} // namespace etalon
