#pragma once

#include "terminal.hpp"

#include <etalon/app/change_environment.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace etalon {

// What a change is going to do, for a person: by kinds of changes, each package with its reason.
std::string render_change_plan(const ChangePlan& plan, const Terminal& terminal);

// What it did.
std::string render_change_result(const ChangePlan& plan, const ChangeResult& result);

// One record; `result` is null for a dry run and where nothing had to be done. Ends with a newline.
std::string render_change_json(const ChangePlan& plan, const ChangeResult* result, bool is_dry_run);

// Of packages that bring one path, and of files that were kept under another name: one line for
// each pair of packages, and one for all files.
std::vector<std::string> contested_warnings(const std::vector<ContestedPath>& contested);
std::vector<std::string> kept_warnings(const std::vector<KeptFile>& kept);
nlohmann::ordered_json contested_json(const std::vector<ContestedPath>& contested);

} // namespace etalon
