// etalon-make-shards: turns the repodata.json (or .zst) of a channel's subdir into shards (CEP 16).
//   etalon-make-shards REPODATA DIRECTORY
#include <etalon/channel/shard_writer.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <zstd.h>

#include <exception>
#include <iostream>
#include <memory>
#include <string>

namespace {

using namespace etalon;

std::string decompressed(const std::string& frame) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     &ZSTD_freeDCtx);
  std::string text;
  std::string block(ZSTD_DStreamOutSize(), '\0');
  ZSTD_inBuffer in{frame.data(), frame.size(), 0};
  while (in.pos < in.size) {
    ZSTD_outBuffer out{block.data(), block.size(), 0};
    if (ZSTD_isError(ZSTD_decompressStream(context.get(), &out, &in)) != 0) {
      throw Error(ErrorKind::corrupt, "it is no zstd data");
    }
    text.append(block, 0, out.pos);
  }
  return text;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: etalon-make-shards REPODATA DIRECTORY\n";
    return 2;
  }
  try {
    const std::string bytes = read_file(argv[1]);
    const bool is_zst = std::string_view(argv[1]).ends_with(".zst");
    const auto files = make_posix_file_system();
    files->create_directories(argv[2]);
    std::cout << write_shards(*files, argv[2], is_zst ? decompressed(bytes) : bytes) << " names\n";
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << "\n";
    return 4;
  }
}
