#pragma once

#include <string>
#include <vector>

namespace etalon {

// A spec, or a line for pip, that a lock was made for.
struct AskedSpec {
  std::string text;              // as written
  std::string category = "main"; // of its manifest (CEP 24)

  bool operator==(const AskedSpec&) const = default;
};

std::vector<AskedSpec> asked_in_main(const std::vector<std::string>& texts);

std::vector<std::string> texts_of(const std::vector<AskedSpec>& specs);

} // namespace etalon
