#pragma once

#include "record_world.hpp"

#include <string>
#include <vector>

namespace etalon::test {

// The rules of an environment that `chosen` breaks, one sentence each; empty where it is one. The
// virtual packages of the world are there without being chosen.
std::vector<std::string> find_faults(RecordWorld& world,
                                     const WorldQuestion& question,
                                     const std::vector<const WorldRecord*>& chosen);

// The chosen packages that neither the request nor, directly or not, what it asks for needs.
std::vector<std::string> find_superfluous(const WorldQuestion& question,
                                          const std::vector<const WorldRecord*>& chosen);

} // namespace etalon::test
