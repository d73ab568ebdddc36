#pragma once

#include "confirm.hpp"

namespace etalon {

enum class Execution { dry_run, real };

// How a plan is carried out, whatever it is.
struct Conduct {
  Execution execution = Execution::real;
  Consent consent = Consent::asked;
};

} // namespace etalon
