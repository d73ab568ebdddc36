#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace etalon {

// One step of long work, for a progress display or a line of JSON.
struct ProgressEvent {
  enum class Stage {
    repodata,
    solve,
    download,
    extract,
    link,
    unlink,
    compile,
    pip, // the item of an advance is a line that pip says
    benchmark,
    build
  };
  enum class State { started, advanced, finished };

  Stage stage;
  State state;
  std::string item;        // what it is about: a file name, a package, a state of the grid
  std::uint64_t done = 0;  // bytes for downloads, else things
  std::uint64_t total = 0; // 0 where unknown
};

// Called from any thread, one call at a time is NOT promised: the listener locks.
using ProgressListener = std::function<void(const ProgressEvent&)>;

} // namespace etalon
