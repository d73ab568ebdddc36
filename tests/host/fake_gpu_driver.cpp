// A driver of two GPUs for machines without one: the functions of NVIDIA's two libraries that the
// host module asks, with their documented parameters and numbers.

#include <cstring>

namespace {

constexpr int k_success = 0;
constexpr int k_not_initialized = 3;
constexpr int k_not_supported = 3;
constexpr int k_invalid = 1;

bool g_cuda_ready = false;
bool g_nvml_ready = false;

struct Gpu {
  const char* name;
  const char* uuid;
  int major, minor;
  unsigned long long memory;
};

Gpu g_gpus[] = {{"NVIDIA H200", "GPU-0", 9, 0, 150754820096ULL},
                {"NVIDIA A10", "GPU-1", 8, 6, 24146608128ULL}};

int copy_text(const char* text, char* buffer, unsigned size) {
  if (std::strlen(text) + 1 > size) {
    return k_invalid;
  }
  std::memcpy(buffer, text, std::strlen(text) + 1);
  return k_success;
}

} // namespace

extern "C" {

int cuDriverGetVersion(int* version) {
  *version = 12080;
  return k_success;
}

int cuInit(unsigned flags) {
  g_cuda_ready = flags == 0;
  return g_cuda_ready ? k_success : k_invalid;
}

int cuDeviceGetCount(int* count) {
  *count = 2;
  return g_cuda_ready ? k_success : k_not_initialized;
}

int cuDeviceGet(int* device, int ordinal) {
  *device = ordinal + 100;
  return g_cuda_ready ? k_success : k_not_initialized;
}

int cuDeviceGetAttribute(int* value, int attribute, int device) {
  const Gpu& gpu = g_gpus[device - 100];
  *value = attribute == 75 ? gpu.major : gpu.minor;
  return attribute == 75 || attribute == 76 ? k_success : k_invalid;
}

int nvmlInit_v2() {
  g_nvml_ready = true;
  return k_success;
}

int nvmlShutdown() {
  g_nvml_ready = false;
  return k_success;
}

int nvmlDeviceGetCount_v2(unsigned* count) {
  *count = 2;
  return g_nvml_ready ? k_success : k_not_initialized;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, Gpu** device) {
  *device = &g_gpus[index];
  return k_success;
}

int nvmlDeviceGetName(Gpu* gpu, char* name, unsigned size) {
  return copy_text(gpu->name, name, size);
}

int nvmlDeviceGetUUID(Gpu* gpu, char* uuid, unsigned size) {
  return copy_text(gpu->uuid, uuid, size);
}

int nvmlSystemGetDriverVersion(char* version, unsigned size) {
  return copy_text("570.124.06", version, size);
}

int nvmlDeviceGetCudaComputeCapability(Gpu* gpu, int* major, int* minor) {
  *major = gpu->major;
  *minor = gpu->minor;
  return k_success;
}

int nvmlDeviceGetMemoryInfo(Gpu* gpu, unsigned long long* total_free_used) {
  total_free_used[0] = gpu->memory;
  total_free_used[1] = gpu->memory - 1;
  total_free_used[2] = 1;
  return k_success;
}

int nvmlDeviceGetClockInfo(Gpu* gpu, int clock, unsigned* mhz) {
  if (clock == 2 && gpu == &g_gpus[1]) {
    return k_not_supported;
  }
  *mhz = clock == 1 ? 345 : 3201;
  return k_success;
}

int nvmlDeviceGetMaxClockInfo(Gpu*, int clock, unsigned* mhz) {
  *mhz = 1980;
  return clock == 1 ? k_success : k_invalid;
}
}
