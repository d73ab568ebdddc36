#pragma once

#include <etalon/model/benchmark_result.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Dist name of the package that owns a file, its path given relative to the prefix; empty where
// none does.
using OwnerLookup = std::function<std::string(const std::string& relative_path)>;

// Whether `path` is a part of glibc itself (ld.so, libc, libm, libpthread, ...), which always comes
// from the machine.
bool is_glibc_object(std::string_view path);

// Attributes each path to a package of the prefix, or flags it as outside. glibc's own objects and
// the runner's executable are not outside; the kernel's vdso and other names that are no paths are
// left out. Sorted by path; `prefix` without symbolic links, as the kernel shows mappings.
std::vector<MappedObject> classify_objects(const std::vector<std::string>& paths,
                                           const std::string& prefix,
                                           const OwnerLookup& owner,
                                           const std::string& runner);

} // namespace etalon
