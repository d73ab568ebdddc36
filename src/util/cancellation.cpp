#include <etalon/util/cancellation.hpp>
#include <etalon/util/error.hpp>

namespace etalon {

void CancellationToken::throw_if_cancelled() const {
  if (is_cancelled()) {
    throw Error(ErrorKind::cancelled, "interrupted");
  }
}

} // namespace etalon
