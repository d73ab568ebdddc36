#include <etalon/model/package_record.hpp>
#include <etalon/model/prefix_record.hpp>
#include <etalon/util/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

// What is read and written reads back as the same.
template <typename Read, typename Write>
void check(std::string_view json, Read read, Write write) {
  std::string text;
  try {
    text = write(read(json));
  } catch (const etalon::Error&) {
    return;
  }
  if (write(read(text)) != text) {
    std::abort();
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace etalon;
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  const auto to_json = [](const auto& value) { return value.to_json(); };
  check(
      json, [](std::string_view text) { return parse_package_record(text); }, to_index_json);
  check(json, parse_repodata_record, to_repodata_record_json);
  check(json, PathsJson::parse, to_json);
  check(json, LinkJson::parse, to_json);
  check(json, PrefixRecord::parse, to_json);
  return 0;
}
