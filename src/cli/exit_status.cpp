#include "exit_status.hpp"

namespace etalon {

ExitStatus exit_status_of(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::usage:
    return ExitStatus::usage;
  case ErrorKind::cancelled:
    return ExitStatus::interrupted;
  case ErrorKind::not_found:
  case ErrorKind::refused:
  case ErrorKind::network:
  case ErrorKind::io:
  case ErrorKind::corrupt:
    return ExitStatus::failed;
  }
  return ExitStatus::bug;
}

} // namespace etalon
