#pragma once

#include <unistd.h>

#include <utility>

namespace etalon {

// Owns an open file descriptor.
class Descriptor {
public:
  Descriptor() = default;

  explicit Descriptor(int number) : m_number(number) {}

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  Descriptor(Descriptor&& other) noexcept : m_number(other.release()) {}

  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      m_number = other.release();
    }
    return *this;
  }

  ~Descriptor() { reset(); }

  [[nodiscard]] int get() const noexcept { return m_number; }

  [[nodiscard]] bool is_open() const noexcept { return m_number >= 0; }

  int release() noexcept { return std::exchange(m_number, -1); }

  void reset() noexcept {
    if (m_number >= 0) {
      ::close(release());
    }
  }

private:
  int m_number = -1;
};

} // namespace etalon
