#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace etalon {

// A fixed number of threads that run tasks in the order given. The first exception of a task is
// kept; tasks not yet started are then dropped, and wait() throws it.
class ThreadPool {
public:
  explicit ThreadPool(std::size_t threads);
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  // Drops what has not started and joins.
  ~ThreadPool();

  void submit(std::function<void()> task);
  // Until all submitted tasks have ended; rethrows the first exception.
  void wait();

private:
  void work();

  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<std::function<void()>> m_tasks;
  std::size_t m_running = 0;
  bool m_stopping = false;
  std::exception_ptr m_failure;
  std::vector<std::thread> m_threads;
};

// How many threads work of this machine may use: the CPUs of the affinity mask, at least 1.
std::size_t available_cpus();

} // namespace etalon
