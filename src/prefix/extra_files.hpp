#pragma once

#include <etalon/prefix/prefix_data.hpp>

#include <string>
#include <vector>

namespace etalon {

// Files and symbolic links below the prefix that no package owns, relative to it and sorted. What
// conda-meta holds and byte code beside a source do not count.
std::vector<std::string> find_extra_files(const PrefixData& data);

} // namespace etalon
