#pragma once

#include <map>
#include <string>
#include <string_view>

namespace etalon {

// `text` with a leading `~` (that of HOME) and each `$NAME` and `${NAME}` replaced, as Python's
// expanduser and expandvars do (CEP 23, CEP 24). Names that `environment` does not have stay.
std::string expand_home_and_variables(std::string_view text,
                                      const std::map<std::string, std::string>& environment);

} // namespace etalon
