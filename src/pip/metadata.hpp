#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace etalon {

// Who a Python package is: the headers Name and Version of METADATA or PKG-INFO (core metadata,
// PEP 566).
struct PipIdentity {
  std::string name; // as written
  std::string version;
};

// nullopt where the text does not say both, or says what can be none.
std::optional<PipIdentity> parse_pip_metadata(std::string_view text);

} // namespace etalon
