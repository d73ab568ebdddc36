#pragma once

#include <dlfcn.h>

namespace etalon {

// A shared object of the machine that may be absent: a driver's. It stays mapped once opened, since
// drivers start threads of their own.
class SharedLibrary {
public:
  explicit SharedLibrary(const char* name)
      : m_handle(dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) {}

  SharedLibrary(const SharedLibrary&) = delete;
  SharedLibrary& operator=(const SharedLibrary&) = delete;

  ~SharedLibrary() {
    if (m_handle != nullptr) {
      dlclose(m_handle);
    }
  }

  // nullptr where the library or the name is absent.
  template <typename Function>
  [[nodiscard]] Function* find(const char* name) const {
    return m_handle == nullptr ? nullptr : reinterpret_cast<Function*>(dlsym(m_handle, name));
  }

private:
  void* m_handle;
};

} // namespace etalon
