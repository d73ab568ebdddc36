#pragma once

#include <etalon/channel/recipe.hpp>
#include <etalon/util/error.hpp>

#include <string>
#include <string_view>

namespace etalon {

// What does not hold for this text as a recipe, empty where all is well: it is a recipe or an
// Error{usage}, and a recipe's package is one file of one folder.
inline std::string broken_recipe_property(std::string_view text) {
  try {
    const PackageRecord record = Recipe::parse(text, "recipe.yml").to_record();
    const std::string place = record.subdir + record.dist_name();
    if (place.find('/') != std::string::npos || place.find('\0') != std::string::npos ||
        place.front() == '.') {
      return "the package would lie elsewhere: " + place;
    }
    to_index_json(record);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::usage) {
      return std::string("it is no usage error but: ") + error.what();
    }
  }
  return "";
}

} // namespace etalon
