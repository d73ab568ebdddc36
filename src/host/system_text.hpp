#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// The first `size` bytes of a file of /proc or /sys; empty where it cannot be read.
std::string read_start(const std::filesystem::path& path, std::size_t size = 4096);

// The same without white space at its ends.
std::string read_line(const std::filesystem::path& path);

// The number that `text` is; nullopt where it is none.
std::optional<std::uint64_t> find_number(std::string_view text);

// "0-3,8" -> 0 1 2 3 8 (the lists of /sys); empty where `text` is no such list. At most 65,536.
std::vector<unsigned> parse_cpu_list(std::string_view text);

// The value of `key` in an os-release (os-release(5)), unquoted; empty where absent.
std::string os_release_value(std::string_view os_release, std::string_view key);

// MemTotal of a /proc/meminfo, in bytes; 0 where absent.
std::uint64_t total_memory(std::string_view meminfo);

// "2.36"; empty where the libc is not glibc.
std::string glibc_version();

} // namespace etalon
