#pragma once

#include <etalon/util/file_system.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace etalon {

// Compresses what is written into one zstd frame with checksum, handed on to `out`. The bytes
// depend on the level alone: libzstd's worker mode is always on, and there the number of workers
// decides only who does a job. Memory: about 150 MB and a worker at level 19.
class ZstdWriter final : public FileWriter {
public:
  // Throws Error{usage} for a level that is not in 1..19.
  ZstdWriter(FileWriter& out, int level, std::size_t threads);
  ZstdWriter(const ZstdWriter&) = delete;
  ZstdWriter& operator=(const ZstdWriter&) = delete;
  ~ZstdWriter() override;

  void write(std::string_view bytes) override;
  void sync() override;
  // Ends the frame; `out` stays open.
  void close() override;

private:
  struct Context;

  void compress(std::string_view bytes, bool is_last);

  FileWriter& m_out;
  std::unique_ptr<Context> m_context;
  std::string m_buffer;
};

} // namespace etalon
