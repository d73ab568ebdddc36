#pragma once

#include "run_command_line.hpp"

#include <memory>

namespace etalon {

// Every step replaces this process by `etalon-full` with the same arguments (docs/adr/0005).
std::unique_ptr<ColdPath> make_handing_over_cold_path(const ProgramStart& start);

} // namespace etalon
