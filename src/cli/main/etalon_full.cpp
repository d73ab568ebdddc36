#include "run_command_line.hpp"

int main(int argc, char** argv) {
  return etalon::run_command_line(argc, argv, [](const etalon::ProgramStart& start) {
    return etalon::make_working_cold_path(start.environment, start.load_config);
  });
}
