#include <etalon/util/thread_pool.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <stdexcept>

using namespace etalon;

TEST_CASE("a thread pool runs every task", "[util][thread_pool]") {
  ThreadPool pool(4);
  std::atomic<int> sum{0};
  for (int i = 1; i <= 1000; ++i) {
    pool.submit([&sum, i] { sum += i; });
  }
  pool.wait();
  CHECK(sum == 500'500);
  pool.submit([&sum] { sum = 7; });
  pool.wait();
  CHECK(sum == 7);
}

TEST_CASE("one thread runs tasks in the order given", "[util][thread_pool]") {
  ThreadPool pool(1);
  std::vector<int> order;
  for (int i = 0; i < 5; ++i) {
    pool.submit([&order, i] { order.push_back(i); });
  }
  pool.wait();
  CHECK(order == std::vector<int>{0, 1, 2, 3, 4});
}

TEST_CASE("tasks run at the same time", "[util][thread_pool]") {
  ThreadPool pool(2);
  std::promise<void> first;
  std::promise<void> second;
  pool.submit([&] {
    first.set_value();
    second.get_future().wait();
  });
  pool.submit([&] {
    first.get_future().wait();
    second.set_value();
  });
  pool.wait();
  SUCCEED();
}

TEST_CASE("the first failure drops the tasks behind it and comes out of wait",
          "[util][thread_pool]") {
  ThreadPool pool(1);
  std::promise<void> go;
  std::atomic<int> ran{0};
  pool.submit([&] {
    go.get_future().wait();
    throw std::runtime_error("first");
  });
  for (int i = 0; i < 10; ++i) {
    pool.submit([&] { ++ran; });
  }
  go.set_value();
  CHECK_THROWS_WITH(pool.wait(), "first");
  CHECK(ran == 0);
  pool.submit([&] { ++ran; });
  pool.wait();
  CHECK(ran == 1);
}

TEST_CASE("a pool that is destroyed drops what has not started", "[util][thread_pool]") {
  std::atomic<int> ran{0};
  std::promise<void> started;
  std::promise<void> go;
  std::thread opener;
  {
    ThreadPool pool(1);
    pool.submit([&] {
      started.set_value();
      go.get_future().wait();
      ++ran;
    });
    started.get_future().wait();
    for (int i = 0; i < 10; ++i) {
      pool.submit([&] { ++ran; });
    }
    opener = std::thread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      go.set_value();
    });
  }
  opener.join();
  CHECK(ran == 1);
}

TEST_CASE("there is at least one CPU", "[util][thread_pool]") {
  CHECK(available_cpus() >= 1);
}
