#pragma once

#include <memory>

namespace CLI { // NOLINT(readability-identifier-naming): the library's
class FormatterBase;
}

namespace etalon {

// Help as CLI11 writes it, with what a command's words stand for in its usage line:
// "etalon why [OPTIONS] [ENVIRONMENT] PACKAGE".
std::shared_ptr<CLI::FormatterBase> make_help_format();

} // namespace etalon
