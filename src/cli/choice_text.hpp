#pragma once

#include <etalon/app/explain_choice.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace etalon {

// Why a package is in that version and build, a few lines for each; ends with a newline.
std::string render_choice(const ChoiceExplanation& explanation);

nlohmann::ordered_json choices_json(const std::vector<ChoiceExplanation>& explanations);

} // namespace etalon
