#include <etalon/model/package_layer.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>
#include <string>

namespace etalon {

namespace {

struct LayerPattern {
  std::string_view pattern; // lower case, `-` for `_`; `*` is any run of characters
  PackageLayer layer;
};

using Layer = PackageLayer;

// The first pattern that fits decides, so what is narrower stands before what is wider.
constexpr LayerPattern k_patterns[] = {
    // What a name that begins like one layer's really is.
    {"pytorch-cuda", Layer::cuda},       // a metapackage: its version is that of the CUDA it picks
    {"libcurl*", Layer::other},          // not one of CUDA's libcu...
    {"libcups*", Layer::other},          // likewise
    {"cuda-python*", Layer::cuda},       // bindings of the driver: they follow CUDA, not Python
    {"clang-format*", Layer::other},     // formats sources; nothing that runs comes from it
    {"clang-tools*", Layer::other},      // likewise
    {"pytorch-lightning", Layer::other}, // a library on top: the kernels are the framework's
    {"torch-model-archiver", Layer::other},
    {"torch-workflow-archiver", Layer::other},
    {"tensorboard*", Layer::other}, // looks at runs, takes no part in them

    // The interpreter with what decides its ABI, and what installs into it.
    {"python", Layer::python},
    {"cpython", Layer::python},
    {"python-abi", Layer::python},
    {"python-gil", Layer::python},
    {"python-freethreading", Layer::python},
    {"python3", Layer::python},
    {"python3-minimal", Layer::python},
    {"python3.*", Layer::python}, // Debian's: python3.11, python3.11-minimal
    {"libpython*", Layer::python},
    {"pypy", Layer::python},
    {"pypy3*", Layer::python},
    {"pip", Layer::python},
    {"setuptools", Layer::python},
    {"wheel", Layer::python},

    // What a model's code calls: its kernels and their dispatch.
    {"pytorch", Layer::framework},
    {"pytorch-cpu", Layer::framework},
    {"pytorch-gpu", Layer::framework},
    {"pytorch-mutex", Layer::framework}, // picks between the CPU and the GPU build
    {"libtorch*", Layer::framework},
    {"torch", Layer::framework},
    {"torchvision*", Layer::framework},
    {"torchaudio*", Layer::framework},
    {"torchtext", Layer::framework},
    {"torchdata", Layer::framework},
    {"torchao", Layer::framework},
    {"torchtriton", Layer::framework},
    {"triton", Layer::framework}, // compiles what torch.compile makes
    {"pytorch-triton*", Layer::framework},
    {"caffe2", Layer::framework},
    {"tensorflow*", Layer::framework},
    {"libtensorflow*", Layer::framework},
    {"keras", Layer::framework},
    {"jax", Layer::framework},
    {"jaxlib", Layer::framework},
    {"jax-cuda*", Layer::framework}, // PyPI's plugins are the kernels of jaxlib
    {"onnxruntime*", Layer::framework},
    {"libonnxruntime*", Layer::framework},
    {"tensorrt*", Layer::framework},
    {"libopenvino*", Layer::framework},
    {"openvino*", Layer::framework},
    {"paddlepaddle*", Layer::framework},
    {"mxnet*", Layer::framework},

    // NVIDIA's toolkit and libraries. There is no `libcu*`: see libcurl above.
    {"cuda*", Layer::cuda},
    {"--cuda*", Layer::cuda}, // the virtual packages __cuda and __cuda_arch
    {"cudnn*", Layer::cuda},
    {"nccl*", Layer::cuda},
    {"libnccl*", Layer::cuda},
    {"libcublas*", Layer::cuda},
    {"libcudart*", Layer::cuda},
    {"libcudnn*", Layer::cuda},
    {"libcudss*", Layer::cuda},
    {"libcufft*", Layer::cuda},
    {"libcufile*", Layer::cuda},
    {"libcuobjclient*", Layer::cuda},
    {"libcupti*", Layer::cuda},
    {"libcurand*", Layer::cuda},
    {"libcusolver*", Layer::cuda},
    {"libcusparse*", Layer::cuda},
    {"libcutensor*", Layer::cuda},
    {"libnpp*", Layer::cuda},
    {"libnvcomp*", Layer::cuda},
    {"libnvfatbin*", Layer::cuda},
    {"libnvjitlink*", Layer::cuda},
    {"libnvjpeg*", Layer::cuda},
    {"libnvptxcompiler*", Layer::cuda},
    {"libnvrtc*", Layer::cuda},
    {"libnvshmem*", Layer::cuda},
    {"libnvtoolsext*", Layer::cuda},
    {"libnvvm*", Layer::cuda},
    {"cudss*", Layer::cuda},
    {"cusparselt*", Layer::cuda},
    {"cutensor*", Layer::cuda},
    {"custatevec*", Layer::cuda},
    {"cuquantum*", Layer::cuda},
    {"cutlass", Layer::cuda},
    {"nvidia-*", Layer::cuda}, // PyPI's wheels of the same: nvidia-cudnn-cu12
    {"nvcc*", Layer::cuda},
    {"nvtx*", Layer::cuda},
    {"nvshmem*", Layer::cuda},
    {"nsight-*", Layer::cuda},
    {"gds-tools", Layer::cuda},

    // Matrix products, transforms, elementary functions: where most of a step's time goes.
    {"mkl*", Layer::blas},
    {"libmkl*", Layer::blas},
    {"nomkl", Layer::blas}, // decides which BLAS is chosen
    {"onemkl*", Layer::blas},
    {"intel-onemkl*", Layer::blas},
    {"blas", Layer::blas},
    {"blas-devel", Layer::blas},
    {"libblas", Layer::blas},
    {"libblas3", Layer::blas}, // Debian's names carry the ABI's number
    {"libblas-dev", Layer::blas},
    {"libcblas*", Layer::blas},
    {"lapack", Layer::blas},
    {"liblapack*", Layer::blas},
    {"openblas*", Layer::blas},
    {"libopenblas*", Layer::blas},
    {"scipy-openblas*", Layer::blas},
    {"blis*", Layer::blas},
    {"libblis*", Layer::blas},
    {"libflame*", Layer::blas},
    {"atlas", Layer::blas},
    {"libatlas*", Layer::blas},
    {"fftw*", Layer::blas},
    {"libfftw*", Layer::blas},
    {"eigen", Layer::blas},
    {"eigen-abi*", Layer::blas},
    {"libeigen3*", Layer::blas},
    {"magma*", Layer::blas}, // BLAS and LAPACK on the GPU
    {"libmagma*", Layer::blas},
    {"onednn*", Layer::blas}, // convolutions and products of the frameworks on CPUs
    {"libdnnl*", Layer::blas},
    {"dnnl*", Layer::blas},
    {"sleef*", Layer::blas}, // vectorized elementary functions
    {"libsleef*", Layer::blas},
    {"libxnnpack*", Layer::blas},
    {"xnnpack", Layer::blas},
    {"fbgemm*", Layer::blas},
    {"libfbgemm*", Layer::blas},
    {"gsl", Layer::blas},
    {"arpack", Layer::blas},
    {"libarpack*", Layer::blas},
    {"scalapack", Layer::blas},
    {"suitesparse*", Layer::blas},
    {"superlu*", Layer::blas},
    {"libsuperlu*", Layer::blas},

    // What compiled code brings with it, threads among it, and the compilers that made it or make
    // the benchmark core.
    {"libgcc*", Layer::compiler_runtime},
    {"-libgcc-mutex", Layer::compiler_runtime},
    {"libstdcxx*", Layer::compiler_runtime},
    {"libstdc++*", Layer::compiler_runtime},
    {"libgomp*", Layer::compiler_runtime},
    {"libgfortran*", Layer::compiler_runtime},
    {"libquadmath*", Layer::compiler_runtime},
    {"libatomic*", Layer::compiler_runtime},
    {"libsanitizer", Layer::compiler_runtime},
    {"libc6*", Layer::compiler_runtime},
    {"libcxx", Layer::compiler_runtime},
    {"libcxx-*", Layer::compiler_runtime},
    {"libcxxabi", Layer::compiler_runtime},
    {"libc++*", Layer::compiler_runtime},
    {"-openmp-mutex", Layer::compiler_runtime},
    {"llvm-openmp", Layer::compiler_runtime},
    {"intel-openmp", Layer::compiler_runtime},
    {"libomp*", Layer::compiler_runtime},
    {"openmp", Layer::compiler_runtime},
    {"tbb", Layer::compiler_runtime}, // the other thread pool that maths libraries run on
    {"tbb-devel", Layer::compiler_runtime},
    {"libtbb*", Layer::compiler_runtime},
    {"gcc", Layer::compiler_runtime},
    {"gcc-*", Layer::compiler_runtime},
    {"gxx", Layer::compiler_runtime},
    {"gxx-*", Layer::compiler_runtime},
    {"gfortran", Layer::compiler_runtime},
    {"gfortran-*", Layer::compiler_runtime},
    {"c-compiler", Layer::compiler_runtime},
    {"cxx-compiler", Layer::compiler_runtime},
    {"fortran-compiler", Layer::compiler_runtime},
    {"compilers", Layer::compiler_runtime},
    {"conda-gcc-specs", Layer::compiler_runtime},
    {"clang", Layer::compiler_runtime},
    {"clang-*", Layer::compiler_runtime},
    {"clangxx*", Layer::compiler_runtime},
    {"libclang*", Layer::compiler_runtime},
    {"libllvm*", Layer::compiler_runtime},
    {"llvm-tools*", Layer::compiler_runtime},
    {"compiler-rt*", Layer::compiler_runtime},
    {"libcompiler-rt*", Layer::compiler_runtime},
    {"binutils*", Layer::compiler_runtime},
    {"ld-impl-*", Layer::compiler_runtime},
    {"lld", Layer::compiler_runtime},
    {"sysroot-*", Layer::compiler_runtime},
    {"-sysroot-*", Layer::compiler_runtime},
    {"kernel-headers-*", Layer::compiler_runtime},
    {"vc", Layer::compiler_runtime}, // Microsoft's
    {"vc14-runtime", Layer::compiler_runtime},
    {"vcomp14", Layer::compiler_runtime},
    {"vs2015-runtime", Layer::compiler_runtime},
    {"vs20*", Layer::compiler_runtime},
    {"ucrt", Layer::compiler_runtime},
    {"icc-rt", Layer::compiler_runtime}, // Intel's
    {"dpcpp*", Layer::compiler_runtime},
    {"intel-cmplr*", Layer::compiler_runtime},
    {"--glibc", Layer::compiler_runtime}, // the machine's, as a virtual package
};

} // namespace

PackageLayer package_layer(std::string_view name) {
  const std::string wanted = replace_all(to_lower(name), "_", "-");
  const auto* const found =
      std::find_if(std::begin(k_patterns), std::end(k_patterns), [&](const LayerPattern& each) {
        return glob_matches(each.pattern, wanted);
      });
  return found == std::end(k_patterns) ? PackageLayer::other : found->layer;
}

std::string_view to_string(PackageLayer layer) {
  switch (layer) {
  case PackageLayer::python:
    return "python";
  case PackageLayer::framework:
    return "framework";
  case PackageLayer::cuda:
    return "cuda";
  case PackageLayer::blas:
    return "blas";
  case PackageLayer::compiler_runtime:
    return "compiler_runtime";
  case PackageLayer::other:
    return "other";
  }
  return "other";
}

std::string_view title_of(PackageLayer layer) {
  switch (layer) {
  case PackageLayer::python:
    return "Python";
  case PackageLayer::framework:
    return "framework";
  case PackageLayer::cuda:
    return "CUDA";
  case PackageLayer::blas:
    return "BLAS/maths";
  case PackageLayer::compiler_runtime:
    return "compiler run time";
  case PackageLayer::other:
    return "other";
  }
  return "other";
}

} // namespace etalon
