#include <etalon/bench/libtorch.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <system_error>

namespace etalon {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_needed_header = "torch/data/dataloader.h";

bool is_present(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// The prefix itself, and the torch package of each Python in it.
std::vector<fs::path> candidate_roots(const fs::path& prefix) {
  std::vector<fs::path> roots = {prefix};
  std::error_code error;
  for (fs::directory_iterator entry(prefix / "lib", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const fs::path package = entry->path() / "site-packages/torch";
    if (name.rfind("python3", 0) == 0 && is_present(package)) {
      roots.push_back(package);
    }
  }
  std::sort(roots.begin() + 1, roots.end());
  return roots;
}

// torch/torch.h and the headers it stands on lie in two directories.
std::vector<fs::path> include_directories(const fs::path& root) {
  const fs::path include = root / "include";
  const fs::path api = include / "torch/csrc/api/include";
  if (!is_present(include / "ATen/ATen.h") || !is_present(api / k_needed_header)) {
    return {};
  }
  return {include, api};
}

std::vector<std::string> present_libraries(const fs::path& directory) {
  std::vector<std::string> libraries;
  for (const char* name : {"torch", "torch_cpu", "torch_cuda", "c10", "c10_cuda"}) {
    if (is_present(directory / fmt::format("lib{}.so", name))) {
      libraries.emplace_back(name);
    }
  }
  return libraries;
}

// libc10 is small and its interface is full of strings.
CxxAbi get_abi(const fs::path& directory) {
  const fs::path library = directory / "libc10.so";
  const std::string bytes = read_file(library);
  try {
    if (const std::optional<CxxAbi> abi = detect_cxx_abi(parse_defined_symbols(bytes))) {
      return *abi;
    }
    throw Error(ErrorKind::corrupt, "no symbol of it tells the C++ ABI that it was built with");
  } catch (Error& error) {
    throw std::move(error)
        .while_doing(fmt::format("cannot read the library `{}`", library.string()))
        .with_hint("`etalon env verify --full` tells whether the environment is damaged");
  }
}

// torch/all.h ends with "C++NN or later compatible compiler is required" for an older standard.
int needed_cxx_standard(const std::vector<fs::path>& directories) {
  constexpr int least = 17;
  for (const fs::path& directory : directories) {
    const std::string text = find_file(directory / "torch/all.h").value_or("");
    const std::size_t end = text.find(" or later compatible compiler");
    if (end != std::string::npos && end >= 5 && text.compare(end - 5, 3, "C++") == 0) {
      const std::string digits = text.substr(end - 2, 2);
      const bool is_number = digits.find_first_not_of("0123456789") == std::string::npos;
      return is_number ? std::max(least, std::stoi(digits)) : least;
    }
  }
  return least;
}

bool has_core(const std::vector<std::string>& libraries) {
  return std::count(libraries.begin(), libraries.end(), "torch_cpu") > 0 &&
         std::count(libraries.begin(), libraries.end(), "c10") > 0;
}

} // namespace

std::optional<LibTorch> find_libtorch(const fs::path& prefix) {
  for (const fs::path& root : candidate_roots(prefix)) {
    LibTorch found;
    found.root = root;
    found.include_directories = include_directories(root);
    // conda-forge's pytorch has its headers in site-packages, its libraries in PREFIX/lib.
    for (const fs::path& directory : {root / "lib", prefix / "lib"}) {
      found.library_directory = directory;
      found.libraries = present_libraries(directory);
      if (!found.include_directories.empty() && has_core(found.libraries)) {
        found.abi = get_abi(directory);
        found.cxx_standard = needed_cxx_standard(found.include_directories);
        return found;
      }
    }
  }
  return std::nullopt;
}

LibTorch get_libtorch(const fs::path& prefix) {
  if (std::optional<LibTorch> found = find_libtorch(prefix)) {
    return *std::move(found);
  }
  bool has_library = false;
  for (const fs::path& root : candidate_roots(prefix)) {
    std::error_code error;
    for (fs::directory_iterator entry(root / "lib", error), end; !error && entry != end;
         entry.increment(error)) {
      has_library |= entry->path().filename().string().rfind("libtorch_cpu.so", 0) == 0;
    }
  }
  if (has_library) {
    throw Error(
        ErrorKind::not_found,
        fmt::format("environment `{}` has LibTorch's library but not its headers", prefix.string()),
        {"add the package with the headers: `libtorch-dev` of the local channel, `pytorch` "
         "of conda-forge"});
  }
  throw Error(ErrorKind::not_found,
              fmt::format("environment `{}` has no LibTorch to benchmark", prefix.string()),
              {"add `libtorch` or `pytorch` to its manifest and create it again"});
}

} // namespace etalon
