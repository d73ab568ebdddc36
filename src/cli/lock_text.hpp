#pragma once

#include "terminal.hpp"

#include <etalon/app/lock_environment.hpp>

#include <string>

namespace etalon {

enum class LockStep { shown, written };

// What was locked and what changed, for a person, and as one record.
std::string render_lock_result(const LockResult& result, LockStep step);
std::string render_lock_result_json(const LockResult& result, LockStep step);

// Whether a lock holds: a line, or the reasons as an error is shown.
std::string render_lock_check(const LockCheck& check, ColorUse use);
std::string render_lock_check_json(const LockCheck& check);

} // namespace etalon
