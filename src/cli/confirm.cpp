#include "confirm.hpp"

#include <etalon/util/strings.hpp>

#include <unistd.h>

#include <iostream>

namespace etalon {

bool can_ask(const Printer& printer) {
  return ::isatty(STDIN_FILENO) == 1 && printer.errors().interactive && !printer.is_json();
}

bool confirm(const Printer& printer, const std::string& question, Consent consent) {
  if (consent == Consent::given || !can_ask(printer)) {
    return true;
  }
  while (true) {
    std::cerr << question << " [Y/n] " << std::flush;
    std::string line;
    if (!std::getline(std::cin, line)) {
      std::cerr << "\n";
      return false;
    }
    const auto answer = to_lower(trim(line));
    if (answer.empty() || answer == "y" || answer == "yes") {
      return true;
    }
    if (answer == "n" || answer == "no") {
      return false;
    }
  }
}

} // namespace etalon
