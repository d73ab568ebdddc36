#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace etalon {

// Streaming SHA-256 (FIPS 180-4), by OpenSSL's block function (uses the CPU's SHA instructions).
class Sha256 {
public:
  Sha256();
  void update(std::string_view bytes);
  // 64 lower-case hexadecimal digits; the object is spent afterwards.
  [[nodiscard]] std::string finish_hex();

private:
  // OpenSSL's SHA256_CTX, kept opaque: 112 bytes, 4-byte aligned.
  alignas(8) std::array<unsigned char, 112> m_state;
};

// Streaming MD5 (RFC 1321): old channels and lists give nothing else.
class Md5 {
public:
  Md5();
  void update(std::string_view bytes);
  // 32 lower-case hexadecimal digits; the object is spent afterwards.
  [[nodiscard]] std::string finish_hex();

private:
  alignas(8) std::array<unsigned char, 96> m_state; // MD5_CTX: 92 bytes
};

std::string sha256_hex(std::string_view bytes);
// Reads the file in blocks. Errors as read_file().
std::string sha256_file(const std::filesystem::path& path);

} // namespace etalon
