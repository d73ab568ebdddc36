#pragma once

#include <atomic>
#include <memory>

namespace etalon {

// Asked often by long work; set once, from a signal handler or another thread. Copies share the
// flag.
class CancellationToken {
public:
  CancellationToken() : m_flag(std::make_shared<std::atomic<bool>>(false)) {}

  void cancel() noexcept { m_flag->store(true, std::memory_order_relaxed); }

  [[nodiscard]] bool is_cancelled() const noexcept {
    return m_flag->load(std::memory_order_relaxed);
  }

  // Throws Error{cancelled} "interrupted" once cancelled.
  void throw_if_cancelled() const;

private:
  std::shared_ptr<std::atomic<bool>> m_flag;
};

} // namespace etalon
