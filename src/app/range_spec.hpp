#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace etalon {

// A spec as nearly all dependencies are written - `name`, `name >=1.2,<2.0a0`, `name 1.2 h1_0` -
// taken apart without allocating: a large channel has a million of them, and most are looked at
// once. Where parse() has an answer it means what MatchSpec::parse() would say.
struct RangeSpec {
  struct Bound {
    enum class Kind : std::uint8_t { at_least, above, at_most, below, exactly };
    Kind kind;
    std::string_view version;
  };

  std::string_view name;
  std::array<Bound, 4> bounds; // all of them hold
  std::uint32_t bound_count = 0;
  std::string_view build; // exactly this one, in lower case; empty for any

  // nullopt where it is written in any other way. The views lie in `text`.
  static std::optional<RangeSpec> parse(std::string_view text);

  [[nodiscard]] const Bound* begin() const { return bounds.data(); }

  [[nodiscard]] const Bound* end() const { return bounds.data() + bound_count; }
};

} // namespace etalon
