#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace etalon {

// A tar written byte by byte, so that it can hold what no honest program would write.
class RawTar {
public:
  // Any member; `size` is what the header claims.
  RawTar& member(std::string_view name,
                 char type,
                 std::string_view content = "",
                 std::string_view link = "",
                 unsigned mode = 0644) {
    return header(name, type, content.size(), link, mode).content(content);
  }

  RawTar& file(std::string_view name, std::string_view content, unsigned mode = 0644) {
    return member(name, '0', content, "", mode);
  }

  RawTar& symlink(std::string_view name, std::string_view target) {
    return member(name, '2', "", target);
  }

  RawTar& hard_link(std::string_view name, std::string_view target) {
    return member(name, '1', "", target);
  }

  RawTar& directory(std::string_view name) { return member(name, '5', "", "", 0755); }

  // A pax extended header for the next member: records such as pax_record("path", "...").
  RawTar& pax(std::string_view records) { return member("PaxHeader", 'x', records); }

  static std::string pax_record(const std::string& key, const std::string& value) {
    const std::string rest = " " + key + "=" + value + "\n";
    std::size_t length = rest.size() + 1;
    while (std::to_string(length).size() + rest.size() != length) {
      ++length;
    }
    return std::to_string(length) + rest;
  }

  RawTar& header(std::string_view name,
                 char type,
                 std::uint64_t size,
                 std::string_view link = "",
                 unsigned mode = 0644) {
    std::string block(512, '\0');
    block.replace(0, name.size(), name);
    put_octal(block, 100, 8, mode);
    put_octal(block, 108, 8, 0);
    put_octal(block, 116, 8, 0);
    put_octal(block, 124, 12, size);
    put_octal(block, 136, 12, m_time);
    block.replace(148, 8, "        ");
    block[156] = type;
    block.replace(157, link.size(), link);
    block.replace(257, 8, std::string_view("ustar\00000", 8));
    unsigned sum = 0;
    for (const char byte : block) {
      sum += static_cast<unsigned char>(byte);
    }
    put_octal(block, 148, 7, sum);
    m_bytes += block;
    return *this;
  }

  RawTar& content(std::string_view bytes) {
    m_bytes += bytes;
    m_bytes.append((512 - bytes.size() % 512) % 512, '\0');
    return *this;
  }

  // Modification time of the members that follow.
  RawTar& time(std::uint64_t seconds) {
    m_time = seconds;
    return *this;
  }

  [[nodiscard]] std::string bytes() const { return m_bytes + std::string(1024, '\0'); }

private:
  static void put_octal(std::string& block, std::size_t at, int width, std::uint64_t value) {
    std::array<char, 32> digits{};
    std::snprintf(
        digits.data(), digits.size(), "%0*llo", width - 1, static_cast<unsigned long long>(value));
    block.replace(at, static_cast<std::size_t>(width - 1), digits.data());
  }

  std::string m_bytes;
  std::uint64_t m_time = 1'600'000'000;
};

} // namespace etalon
