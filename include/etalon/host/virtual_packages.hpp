#pragma once

#include <etalon/model/platform.hpp>
#include <etalon/model/virtual_package.hpp>

#include <map>
#include <string>
#include <vector>

namespace etalon {

// What this machine, or a machine of `platform`, offers to the solver (CEP 30, CEP 46), sorted by
// name: __archspec, __cuda, __cuda_arch, __glibc, __linux, __osx, __unix, __win.
//
// `environment` is the caller's: CONDA_OVERRIDE_{ARCHSPEC,CUDA,CUDA_ARCH,GLIBC,LINUX,OSX,WIN}
// replace what is found. An empty value takes __cuda, __cuda_arch and __glibc away; the others are
// always there, each on its own platforms, and empty is as unset. No __cuda, no __cuda_arch.
//
// Of this machine's own platform:
// - __glibc by confstr, __linux by uname (the leading numbers of the release: "6.1.0");
// - __archspec's build is the microarchitecture by archspec's names: the vendor ones that the
//   CPU's flags tell ("skylake_avx512", "zen3"), else the generic level "x86_64_v3"; on other
//   machines the name of the platform's CPU ("aarch64");
// - __cuda is the newest CUDA that the installed driver runs (cuDriverGetVersion of libcuda.so.1),
//   never a toolkit's version; __cuda_arch is the lowest compute capability among the devices that
//   the driver shows (CUDA_VISIBLE_DEVICES counts; where it is not set, the management library
//   libnvidia-ml.so.1 knows as well, and sooner).
// For a platform that is not this machine's nothing is detected: overrides, else glibc 2.17,
// linux 3.10.0, osx 0, win 0, the platform's generic CPU, no CUDA.
//
// Throws Error{usage} for an override that is no version.
std::vector<VirtualPackage>
detect_virtual_packages(const Platform& platform,
                        const std::map<std::string, std::string>& environment);

} // namespace etalon
