#pragma once

#include <etalon/bench/elf_symbols.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

// A LibTorch to compile against: headers and libraries of one prefix.
struct LibTorch {
  std::filesystem::path root; // the prefix, or site-packages/torch in it
  std::vector<std::filesystem::path> include_directories;
  std::filesystem::path library_directory;
  std::vector<std::string> libraries; // as for -l: "torch", "torch_cpu", "c10", "torch_cuda", ...
  CxxAbi abi = CxxAbi::cxx11;
  int cxx_standard = 17; // what its headers ask for, at least 17
};

// Looks where conda's libtorch and Debian's are (PREFIX/include, PREFIX/lib) and where pytorch's
// Python packages keep theirs (PREFIX/lib/python3.*/site-packages/torch). nullopt where there is no
// LibTorch; Error{corrupt} where its library cannot be read.
std::optional<LibTorch> find_libtorch(const std::filesystem::path& prefix);

// As find_libtorch(), but Error{not_found} with a hint what to add to the environment; libraries
// without headers are told apart.
LibTorch get_libtorch(const std::filesystem::path& prefix);

} // namespace etalon
