#pragma once

#include <string>

namespace etalon {

// A setting's text fit to be shown: without logins and tokens, also where a proxy is written
// without its scheme ("user:password@host:port").
std::string shown_text(const std::string& text);

} // namespace etalon
