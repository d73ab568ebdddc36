#pragma once

namespace etalon {

// What a change that is done has to survive.
enum class Durability {
  process, // the death of the process: nothing is waited for
  power,   // and that of the machine: what counts is on the disk
};

} // namespace etalon
