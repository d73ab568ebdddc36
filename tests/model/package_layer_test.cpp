#include <etalon/model/package_layer.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace etalon;

namespace {

void check_layer(PackageLayer layer, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    INFO(name);
    CHECK(to_string(package_layer(name)) == to_string(layer));
  }
}

} // namespace

TEST_CASE("each layer knows its packages", "[model][layer]") {
  check_layer(PackageLayer::python,
              {"python",
               "python_abi",
               "pip",
               "setuptools",
               "wheel",
               "pypy3.9",
               "python3.11",
               "libpython3.11-stdlib"});
  check_layer(PackageLayer::framework,
              {"pytorch",
               "pytorch-cpu",
               "libtorch",
               "libtorch-cuda",
               "torchvision",
               "torchvision-cpu",
               "torchaudio",
               "torch",
               "triton",
               "tensorflow",
               "tensorflow-base",
               "jaxlib",
               "onnxruntime-cpp"});
  check_layer(PackageLayer::cuda,
              {"cudatoolkit",
               "cuda-nvcc_linux-64",
               "cuda-version",
               "cudnn",
               "nccl",
               "libcublas",
               "libcusparse-dev",
               "libnvjitlink",
               "libnpp",
               "nvidia-cudnn-cu12",
               "pytorch-cuda",
               "__cuda",
               "cuda-python"});
  check_layer(PackageLayer::blas,
              {"mkl",
               "mkl-service",
               "mkl_fft",
               "libblas",
               "libcblas",
               "liblapack",
               "libopenblas",
               "openblas",
               "libblas3",
               "libopenblas0-pthread",
               "blas",
               "blis",
               "nomkl",
               "onemkl-license",
               "fftw",
               "libfftw3-double3",
               "eigen",
               "libmagma_sparse",
               "onednn"});
  check_layer(PackageLayer::compiler_runtime,
              {"libgcc",
               "libgcc-ng",
               "libgcc-s1",
               "libstdcxx-ng",
               "libstdc++6",
               "libgomp",
               "_libgcc_mutex",
               "_openmp_mutex",
               "llvm-openmp",
               "intel-openmp",
               "gcc_linux-64",
               "gxx_impl_linux-64",
               "sysroot_linux-64",
               "tbb",
               "libllvm15",
               "ld_impl_linux-64",
               "__glibc"});
  check_layer(PackageLayer::other, {"numpy", "openssl", "zlib", "jupyter", "__archspec"});
}

TEST_CASE("a name that only begins like a layer's is not taken for it", "[model][layer]") {
  check_layer(PackageLayer::other, {"libcurl",
                                    "libcups",
                                    "curl",
                                    "python-dateutil",
                                    "python3-numpy",
                                    "pipreqs",
                                    "pytorch-lightning",
                                    "torchmetrics",
                                    "tensorboard",
                                    "tensorboard-data-server",
                                    "libblasfeo",
                                    "eigenpy",
                                    "gccpy",
                                    "clang-format-18",
                                    "libcudf",
                                    "libcuml",
                                    "jaxtyping",
                                    "onnx",
                                    "accelerate",
                                    "setuptools-scm",
                                    "libcroco"});
}

TEST_CASE("a name's case and its dashes do not matter", "[model][layer]") {
  CHECK(package_layer("NVIDIA_cudnn_cu12") == PackageLayer::cuda);
  CHECK(package_layer("MKL-fft") == PackageLayer::blas);
}

TEST_CASE("layers have a word for programs and one for people", "[model][layer]") {
  std::string words;
  for (const PackageLayer layer : k_package_layers) {
    words += std::string(to_string(layer)) + "=" + std::string(title_of(layer)) + ";";
  }
  CHECK(words == "python=Python;framework=framework;cuda=CUDA;blas=BLAS/maths;"
                 "compiler_runtime=compiler run time;other=other;");
}
