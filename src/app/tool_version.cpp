#include <etalon/app/tool_version.hpp>

namespace etalon {

std::string_view tool_version() {
  return ETALON_VERSION;
}

} // namespace etalon
