#pragma once

#include <string>
#include <string_view>

namespace etalon {

// `text` as a YAML scalar of one line, as PyYAML and serde_yaml write it: plain where YAML 1.1 and
// 1.2 read it as this text, else in single quotes, with control characters in double ones.
std::string yaml_scalar(std::string_view text);

} // namespace etalon
