#pragma once

#include <optional>
#include <string>

namespace etalon {

// 1-based.
struct YamlPlace {
  int line = 1;
  int column = 1;
};

// Where the contents of a second document of the YAML `text` begin, or what else follows the first;
// nullopt where nothing does, and where the first cannot be read. To be asked instead of
// YAML::LoadAll(), which never returns for a text that starts with `,`: the parser stays there.
std::optional<YamlPlace> find_second_document(const std::string& text);

} // namespace etalon
