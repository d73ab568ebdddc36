#include <etalon/model/environment_manifest.hpp>
#include <etalon/util/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Any bytes are a manifest or an Error; a manifest that is written reads back as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  etalon::EnvironmentManifest manifest;
  try {
    manifest = etalon::EnvironmentManifest::parse(text, "environment.yml");
  } catch (const etalon::Error&) {
    return 0;
  }
  const std::string yaml = manifest.to_yaml();
  if (etalon::EnvironmentManifest::parse(yaml, "written").to_yaml() != yaml) {
    std::abort();
  }
  return 0;
}
