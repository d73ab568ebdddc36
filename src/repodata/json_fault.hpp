#pragma once

#include <etalon/util/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace etalon {

// Error{corrupt}: "it is damaged at byte N: WHAT"; with the name of the record that was read there,
// unless it is "".
Error json_damage(std::uint64_t byte, std::string_view what, std::string_view record = {});

// The first byte that keeps `text` from being JSON (RFC 8259); nullopt where it is JSON, or the
// beginning of such a text. For texts that a faster parser has refused.
std::optional<std::size_t> find_json_fault(std::string_view text);

} // namespace etalon
