#include "tiny_libtorch.hpp"

#include <etalon/bench/libtorch.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

namespace etalon {

using Texts = std::vector<std::string>;

TEST_CASE("a LibTorch in the prefix is found with its libraries and ABI", "[bench][libtorch]") {
  const TinyLibTorch torch;
  const std::optional<LibTorch> found = find_libtorch(torch.prefix().path());
  REQUIRE(found.has_value());
  CHECK(found->root == torch.prefix().path());
  CHECK(found->library_directory == torch.path("lib"));
  CHECK(found->include_directories ==
        std::vector<std::filesystem::path>{torch.path("include"),
                                           torch.path("include/torch/csrc/api/include")});
  CHECK(found->libraries == Texts{"torch", "torch_cpu", "c10"});
  CHECK(found->abi == CxxAbi::cxx11);
  CHECK(found->cxx_standard == 17);
}

TEST_CASE("a LibTorch of the old ABI and one of CUDA are known", "[bench][libtorch]") {
  const TinyLibTorch torch;
  torch.add_library("c10", "0");
  torch.add_library("torch_cuda", "0");
  torch.add_library("c10_cuda", "0");
  const LibTorch found = get_libtorch(torch.prefix().path());
  CHECK(found.abi == CxxAbi::old);
  CHECK(found.libraries == Texts{"torch", "torch_cpu", "torch_cuda", "c10", "c10_cuda"});
}

TEST_CASE("the headers say which C++ they need", "[bench][libtorch]") {
  const TinyLibTorch torch;
  const std::string header = "include/torch/csrc/api/include/torch/all.h";
  const auto needed = [&](const std::string& text) {
    torch.write(header, text);
    return get_libtorch(torch.prefix().path()).cxx_standard;
  };
  CHECK(needed("#error C++14 or later compatible compiler is required to use PyTorch.\n") == 17);
  CHECK(needed("#error C++17 or later compatible compiler is required to use PyTorch.\n") == 17);
  CHECK(needed("#error C++20 or later compatible compiler is required to use PyTorch.\n") == 20);
  CHECK(needed("#error C++xy or later compatible compiler is required to use PyTorch.\n") == 17);
  CHECK(needed(" or later compatible compiler") == 17);
}

TEST_CASE("Python's torch package is a LibTorch too", "[bench][libtorch]") {
  const TinyLibTorch torch("lib/python3.11/site-packages/torch/");
  const std::optional<LibTorch> found = find_libtorch(torch.prefix().path());
  REQUIRE(found.has_value());
  CHECK(found->root == torch.prefix() / "lib/python3.11/site-packages/torch");
  CHECK(found->library_directory == torch.path("lib"));
}

TEST_CASE("an environment without LibTorch is told what to add", "[bench][libtorch]") {
  const ScratchDirectory prefix;
  CHECK_FALSE(find_libtorch(prefix.path()).has_value());
  const Error error = thrown_error([&] { get_libtorch(prefix.path()); });
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.message() ==
        "environment `" + prefix.path().string() + "` has no LibTorch to benchmark");
  CHECK(error.hints() == Texts{"add `libtorch` or `pytorch` to its manifest and create it again"});
}

TEST_CASE("libraries without headers are told apart", "[bench][libtorch]") {
  const TinyLibTorch torch;
  torch.remove("include/ATen/ATen.h");
  const Error error = thrown_error([&] { get_libtorch(torch.prefix().path()); });
  CHECK(error.message() == "environment `" + torch.prefix().path().string() +
                               "` has LibTorch's library but not its headers");
  CHECK(error.hints() == Texts{"add the package with the headers: `libtorch-dev` of the local "
                               "channel, `pytorch` of conda-forge"});
}

TEST_CASE("a damaged library is named", "[bench][libtorch]") {
  const TinyLibTorch torch;
  torch.write("lib/libc10.so", "rubbish");
  const Error error = thrown_error([&] { get_libtorch(torch.prefix().path()); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "cannot read the library `" + torch.path("lib/libc10.so") + "`");
  CHECK(error.causes() ==
        Texts{"not a readable ELF shared object: it does not begin with the ELF magic"});
  CHECK(error.hints() ==
        Texts{"`etalon env verify --full` tells whether the environment is damaged"});
}

} // namespace etalon
