#include <etalon/util/thread_pool.hpp>

#include <sched.h>

#include <algorithm>
#include <utility>

namespace etalon {

ThreadPool::ThreadPool(std::size_t threads) {
  m_threads.reserve(std::max<std::size_t>(threads, 1));
  while (m_threads.size() < m_threads.capacity()) {
    m_threads.emplace_back([this] { work(); });
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(m_mutex);
    m_tasks.clear();
    m_stopping = true;
  }
  m_changed.notify_all();
  for (std::thread& thread : m_threads) {
    thread.join();
  }
}

void ThreadPool::submit(std::function<void()> task) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_failure) {
      return;
    }
    m_tasks.push_back(std::move(task));
  }
  m_changed.notify_all();
}

void ThreadPool::wait() {
  std::unique_lock lock(m_mutex);
  m_changed.wait(lock, [this] { return m_tasks.empty() && m_running == 0; });
  if (m_failure) {
    std::rethrow_exception(std::exchange(m_failure, nullptr));
  }
}

void ThreadPool::work() {
  std::unique_lock lock(m_mutex);
  for (;;) {
    m_changed.wait(lock, [this] { return m_stopping || !m_tasks.empty(); });
    if (m_tasks.empty()) {
      return;
    }
    std::function<void()> task = std::move(m_tasks.front());
    m_tasks.pop_front();
    ++m_running;
    lock.unlock();
    std::exception_ptr failure;
    try {
      task();
    } catch (...) {
      failure = std::current_exception();
    }
    task = nullptr; // what it captured dies outside the lock
    lock.lock();
    --m_running;
    if (failure && !m_failure) {
      m_failure = failure;
      m_tasks.clear();
    }
    failure = nullptr;
    m_changed.notify_all();
  }
}

std::size_t available_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) {
    return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
  }
  return std::max(1U, std::thread::hardware_concurrency());
}

} // namespace etalon
