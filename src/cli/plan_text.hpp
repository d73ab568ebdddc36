#pragma once

#include "terminal.hpp"

#include <etalon/app/create_environment.hpp>

#include <string>

namespace etalon {

// What create is going to do, for a person; the explanations that were asked for at the end.
std::string render_plan(const CreationPlan& plan, const Terminal& terminal);

// One record; `result` is null for a dry run. Ends with a newline.
std::string render_plan_json(const CreationPlan& plan, const CreationResult* result);

// Of which platforms a refusal says that it is about them.
enum class PlatformMention { of_others, of_any };

// Why there is no such environment, as an error is shown.
std::string
render_unsolvable(const UnsolvableRequest& refusal, PlatformMention mention, ColorUse use);
std::string render_unsolvable_json(const UnsolvableRequest& refusal);

} // namespace etalon
