#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

namespace etalon {

// Memory for tables of many megabytes that are read all over: in pages of 2 MiB where the system
// has them on demand, so that a look into one costs a miss of the cache, but none of the page
// tables, and taking it costs a five-hundredth of the faults.
template <typename Item>
class LargePageAllocator {
public:
  using value_type = Item;

  LargePageAllocator() = default;

  template <typename Other>
  explicit LargePageAllocator(const LargePageAllocator<Other>& /*other*/) {}

  Item* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(Item);
    if (bytes < 2 * k_page_bytes) {
      return static_cast<Item*>(::operator new(bytes));
    }
    void* const memory =
        std::aligned_alloc(k_page_bytes, (bytes + k_page_bytes - 1) / k_page_bytes * k_page_bytes);
    if (memory == nullptr) {
      throw std::bad_alloc();
    }
    ::madvise(memory, bytes, MADV_HUGEPAGE); // a wish: without it all is as it would be
    return static_cast<Item*>(memory);
  }

  void deallocate(Item* memory, std::size_t count) noexcept {
    if (count * sizeof(Item) < 2 * k_page_bytes) {
      ::operator delete(memory);
    } else {
      std::free(memory);
    }
  }

  template <typename Other>
  bool operator==(const LargePageAllocator<Other>& /*other*/) const {
    return true;
  }

private:
  static constexpr std::size_t k_page_bytes = 2UL << 20U;
};

template <typename Item>
using LargePageVector = std::vector<Item, LargePageAllocator<Item>>;

} // namespace etalon
