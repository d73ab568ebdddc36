#pragma once

#include <etalon/lock/conda_lock_file.hpp>
#include <etalon/lock/export_json.hpp>
#include <etalon/lock/pixi_lock_file.hpp>

#include <support/document_properties.hpp>

// What must hold of any text that is given to the readers of lock files: it is refused with an
// Error, or what is written of it reads back as the same. A reader gets the texts of the others,
// too.
inline std::string broken_lock_property(std::string_view text) {
  using namespace etalon;
  (void)find_lock_format(text);
  std::string broken = broken_round_trip(
      text,
      [](std::string_view yaml) { return parse_conda_lock(yaml, "conda-lock.yml"); },
      to_conda_lock);
  broken += broken_round_trip(
      text,
      [](std::string_view yaml) { return parse_pixi_lock(yaml, "pixi.lock", "default"); },
      to_pixi_lock);
  return broken + broken_round_trip(
                      text,
                      [](std::string_view json) { return parse_export_json(json, "export.json"); },
                      to_export_json);
}
