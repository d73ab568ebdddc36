#include "hand_over.hpp"
#include "run_command_line.hpp"

int main(int argc, char** argv) {
  return etalon::run_command_line(argc, argv, etalon::make_handing_over_cold_path);
}
