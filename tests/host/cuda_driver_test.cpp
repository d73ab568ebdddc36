#include <catch2/catch.hpp>
#include <host/cuda_driver.hpp>
#include <host/nvml.hpp>
#include <host/shared_library.hpp>

#include <filesystem>

using namespace etalon;

TEST_CASE("the driver's number is a version", "[host][cuda]") {
  CHECK(cuda_version_text(12080) == "12.8");
  CHECK(cuda_version_text(11080) == "11.8");
  CHECK(cuda_version_text(13000) == "13.0");
  CHECK(cuda_version_text(10020) == "10.2");
}

TEST_CASE("a library that is absent has no functions", "[host][cuda]") {
  const SharedLibrary library("libetalon-does-not-exist.so.9");
  CHECK(library.find<int()>("main") == nullptr);
  const SharedLibrary libc("libc.so.6");
  CHECK(libc.find<int()>("getpid") != nullptr);
  CHECK(libc.find<int()>("etalon_no_such_function") == nullptr);
}

TEST_CASE("the driver is asked for CUDA's version and the lowest capability", "[host][cuda]") {
  CHECK(cuda_driver_version(ETALON_FAKE_GPU_DRIVER) == "12.8");
  CHECK(lowest_compute_capability(ETALON_FAKE_GPU_DRIVER) == "8.6");
  CHECK_FALSE(cuda_driver_version("libetalon-does-not-exist.so.9"));
  CHECK_FALSE(lowest_compute_capability("libetalon-does-not-exist.so.9"));
  CHECK_FALSE(cuda_driver_version("libc.so.6")); // a library without the functions
}

TEST_CASE("the management library is asked for each GPU", "[host][cuda]") {
  const auto gpus = detect_gpus(ETALON_FAKE_GPU_DRIVER);
  REQUIRE(gpus.size() == 2);
  CHECK(gpus[0].name == "NVIDIA H200");
  CHECK(gpus[0].uuid == "GPU-0");
  CHECK(gpus[0].driver == "570.124.06");
  CHECK(gpus[0].compute_capability == "9.0");
  CHECK(gpus[0].memory_bytes == 150754820096);
  CHECK(gpus[0].sm_clock_mhz == 345U);
  CHECK(gpus[0].memory_clock_mhz == 3201U);
  CHECK(gpus[0].max_sm_clock_mhz == 1980U);
  CHECK(gpus[1].name == "NVIDIA A10");
  CHECK(gpus[1].compute_capability == "8.6");
  CHECK_FALSE(gpus[1].memory_clock_mhz); // this one's driver refuses to tell
  CHECK(detect_gpus("libetalon-does-not-exist.so.9").empty());
  CHECK(detect_gpus("libc.so.6").empty());
}

TEST_CASE("the management library knows the lowest capability as well", "[host][cuda]") {
  CHECK(lowest_listed_capability(ETALON_FAKE_GPU_DRIVER) == "8.6");
  CHECK_FALSE(lowest_listed_capability("libetalon-does-not-exist.so.9"));
  CHECK_FALSE(lowest_listed_capability("libc.so.6"));
}

TEST_CASE("driver, compute capability and GPUs are told together or not at all", "[host][cuda]") {
  const bool has_driver = std::filesystem::exists("/proc/driver/nvidia/version");
  const auto version = cuda_driver_version();
  const auto capability = lowest_compute_capability();
  const auto gpus = detect_gpus();
  if (!has_driver) {
    CHECK_FALSE(version);
    CHECK_FALSE(capability);
    CHECK_FALSE(lowest_listed_capability());
    CHECK(gpus.empty());
    return;
  }
  REQUIRE(version);
  CHECK(version->find('.') != std::string::npos);
  CHECK(capability);
  CHECK(lowest_listed_capability().has_value());
  REQUIRE_FALSE(gpus.empty());
  for (const GpuInfo& gpu : gpus) {
    CHECK_FALSE(gpu.name.empty());
    CHECK(gpu.uuid.substr(0, 4) == "GPU-");
    CHECK_FALSE(gpu.driver.empty());
    CHECK(gpu.memory_bytes > (1ULL << 30U));
    CHECK(gpu.sm_clock_mhz.has_value());
    CHECK(gpu.memory_clock_mhz.has_value());
    CHECK(gpu.max_sm_clock_mhz.value_or(0) > 0);
    CHECK_FALSE(gpu.compute_capability.empty());
  }
}
