#pragma once

#include <array>
#include <string_view>

namespace etalon {

// The part of an environment that a package belongs to when a figure is explained: the layers that
// are changed one at a time, from what a user writes code in to what it is compiled with.
enum class PackageLayer { python, framework, cuda, blas, compiler_runtime, other };

constexpr std::array<PackageLayer, 6> k_package_layers = {PackageLayer::python,
                                                          PackageLayer::framework,
                                                          PackageLayer::cuda,
                                                          PackageLayer::blas,
                                                          PackageLayer::compiler_runtime,
                                                          PackageLayer::other};

// By the name alone, conda's, PyPI's or Debian's, without regard to case and to whether it is
// written with `-` or `_`.
PackageLayer package_layer(std::string_view name);

// For JSON: "python", "framework", "cuda", "blas", "compiler_runtime", "other".
std::string_view to_string(PackageLayer layer);

// For people: "Python", "framework", "CUDA", "BLAS/maths", "compiler run time", "other".
std::string_view title_of(PackageLayer layer);

} // namespace etalon
