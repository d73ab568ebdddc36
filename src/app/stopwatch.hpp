#pragma once

#include <chrono>

namespace etalon {

class Stopwatch {
public:
  // Seconds since the last lap.
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> elapsed = now - m_began;
    m_began = now;
    return elapsed.count();
  }

private:
  std::chrono::steady_clock::time_point m_began = std::chrono::steady_clock::now();
};

} // namespace etalon
