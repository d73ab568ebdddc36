#pragma once

#include <etalon/util/error.hpp>

#include <stdexcept>

// The Error that `action` throws, to look at its kind, text, causes and hints.
template <typename Action>
etalon::Error thrown_error(Action action) {
  try {
    action();
  } catch (const etalon::Error& error) {
    return error;
  }
  throw std::logic_error("nothing was thrown");
}
