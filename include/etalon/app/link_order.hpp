#pragma once

#include <etalon/model/package_record.hpp>

#include <cstddef>
#include <vector>

namespace etalon {

// Indices of `packages` in an order in which every package follows those it depends on; packages
// that wait for each other are taken by name. The same set gives the same order however it was
// sorted.
std::vector<std::size_t> link_order(const std::vector<const PackageRecord*>& packages);

} // namespace etalon
