#pragma once

#include <etalon/util/error.hpp>

namespace etalon {

// What a process says to its caller. `run` passes the child's own status through.
enum class ExitStatus {
  success = 0,
  no = 1,        // the question asked has the answer no: differs, damaged, unsolvable
  usage = 2,     // the command line or an input file is wrong
  undecided = 3, // it could not be told
  failed = 4,    // failed, and the user can act
  bug = 70,      // a bug in Etalon (sysexits: EX_SOFTWARE)
  interrupted = 130,
};

ExitStatus exit_status_of(ErrorKind kind);

} // namespace etalon
