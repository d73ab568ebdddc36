// The low-level functions are deprecated in OpenSSL 3; EVP would pull in its providers and thereby
// megabytes of object code and milliseconds of start-up.
#define OPENSSL_API_COMPAT 0x10100000L

#include "descriptor.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <fcntl.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

#include <cerrno>
#include <memory>
#include <new>
#include <vector>

namespace etalon {
namespace {

static_assert(sizeof(SHA256_CTX) <= 112 && alignof(SHA256_CTX) <= 8);
static_assert(sizeof(MD5_CTX) <= 96 && alignof(MD5_CTX) <= 8);

constexpr std::size_t k_block_bytes = 256 * 1024;

template <typename Context, std::size_t size>
Context* context_in(std::array<unsigned char, size>& state) {
  return std::launder(reinterpret_cast<Context*>(state.data()));
}

template <std::size_t size>
std::string to_hex(const std::array<unsigned char, size>& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * size);
  for (const unsigned char byte : digest) {
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 15U]);
  }
  return text;
}

} // namespace

Sha256::Sha256() : m_state() {
  SHA256_Init(new (m_state.data()) SHA256_CTX);
}

void Sha256::update(std::string_view bytes) {
  SHA256_Update(context_in<SHA256_CTX>(m_state), bytes.data(), bytes.size());
}

std::string Sha256::finish_hex() {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Final(digest.data(), context_in<SHA256_CTX>(m_state));
  return to_hex(digest);
}

Md5::Md5() : m_state() {
  MD5_Init(new (m_state.data()) MD5_CTX);
}

void Md5::update(std::string_view bytes) {
  MD5_Update(context_in<MD5_CTX>(m_state), bytes.data(), bytes.size());
}

std::string Md5::finish_hex() {
  std::array<unsigned char, MD5_DIGEST_LENGTH> digest{};
  MD5_Final(digest.data(), context_in<MD5_CTX>(m_state));
  return to_hex(digest);
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish_hex();
}

std::string sha256_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    const int number = errno;
    const Error error = system_error("read", path.native(), number);
    throw Error(number == ENOENT ? ErrorKind::not_found : ErrorKind::io, error.message());
  }
  Sha256 hash;
  const auto block = std::make_unique<char[]>(k_block_bytes);
  for (;;) {
    const ssize_t got = ::read(file.get(), block.get(), k_block_bytes);
    if (got < 0) {
      if (errno == EINTR) {
        continue;
      }
      throw system_error("read", path.native(), errno);
    }
    if (got == 0) {
      return hash.finish_hex();
    }
    hash.update({block.get(), static_cast<std::size_t>(got)});
  }
}

} // namespace etalon
