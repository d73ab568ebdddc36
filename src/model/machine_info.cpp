#include "json_fields.hpp"
#include "machine_fields.hpp"

namespace etalon {

std::string MachineInfo::to_json() const {
  return to_versioned_text(write_field(*this));
}

MachineInfo MachineInfo::parse_json(std::string_view json) {
  MachineInfo machine;
  read_field(parse_versioned(json), "machine", machine);
  return machine;
}

} // namespace etalon
