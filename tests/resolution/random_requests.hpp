#pragma once

#include "record_world.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace etalon::test {

// Requests as people might type them, drawn from what a world has: the same for the same seed, on
// any machine. One to six names; of a name the newest, or a version or build that the channels have
// with `>=`, `<`, `=` or as it is; often a python of some minor version as well.
class RequestDrawer {
public:
  RequestDrawer(RecordWorld& world, std::uint32_t seed);

  std::vector<std::string> draw();

private:
  std::uint32_t below(std::uint32_t limit) {
    return static_cast<std::uint32_t>(m_random() % limit);
  }

  std::string draw_spec(const std::string& name);

  RecordWorld& m_world;
  std::vector<std::string> m_names;
  std::mt19937 m_random;
};

} // namespace etalon::test
