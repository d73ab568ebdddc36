#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace etalon {

class LinearRegex;

enum class NameMatch {
  part,  // the expression is found anywhere in the name
  whole, // it fits the whole name
};

// The regular expression that `conda list` takes, without regard to case. Linear time.
class NameSearch {
public:
  // Throws Error{usage}: "invalid regular expression `TEXT`" with the place as cause.
  static NameSearch parse(std::string_view text, NameMatch match);

  [[nodiscard]] bool matches(std::string_view name) const;

private:
  std::shared_ptr<const LinearRegex> m_regex;
};

} // namespace etalon
