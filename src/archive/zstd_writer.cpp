#include "zstd_writer.hpp"

#include "zstd_context.hpp"

#include <etalon/archive/package_writer.hpp>

#include <algorithm>

namespace etalon {
namespace {

constexpr int k_job_bytes = 16 << 20;
constexpr std::size_t k_max_workers = 8; // each takes about 100 MB at level 19

class StringWriter final : public FileWriter {
public:
  void write(std::string_view bytes) override { m_bytes += bytes; }

  void sync() override {}

  void close() override {}

  [[nodiscard]] const std::string& bytes() const { return m_bytes; }

private:
  std::string m_bytes;
};

} // namespace

struct ZstdWriter::Context : ZstdContext {
  // A libzstd can be built without threads; it then does all in the calling one.
  static bool has_workers() { return ZSTD_cParam_getBounds(ZSTD_c_nbWorkers).upperBound > 0; }
};

ZstdWriter::ZstdWriter(FileWriter& out, int level, std::size_t threads)
    : m_out(out), m_context(std::make_unique<Context>()), m_buffer(ZSTD_CStreamOutSize(), '\0') {
  const auto workers = std::clamp<std::size_t>(threads, 1, k_max_workers);
  m_context->set_level(level);
  if (Context::has_workers()) {
    m_context->set(ZSTD_c_nbWorkers, static_cast<int>(workers));
    m_context->set(ZSTD_c_jobSize, k_job_bytes);
  }
}

ZstdWriter::~ZstdWriter() = default;

void ZstdWriter::compress(std::string_view bytes, bool is_last) {
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  for (;;) {
    ZSTD_outBuffer output{m_buffer.data(), m_buffer.size(), 0};
    const std::size_t left = Context::checked(ZSTD_compressStream2(
        m_context->stream, &output, &input, is_last ? ZSTD_e_end : ZSTD_e_continue));
    if (output.pos > 0) {
      m_out.write({m_buffer.data(), output.pos});
    }
    if (is_last ? left == 0 : input.pos == input.size) {
      return;
    }
  }
}

void ZstdWriter::write(std::string_view bytes) {
  compress(bytes, false);
}

void ZstdWriter::sync() {
  m_out.sync();
}

void ZstdWriter::close() {
  compress({}, true);
}

std::string compress_zstd(std::string_view bytes, int level) {
  StringWriter result;
  ZstdWriter writer(result, level, 1);
  writer.write(bytes);
  writer.close();
  return result.bytes();
}

} // namespace etalon
