#include "count_placed.hpp"

namespace etalon {
namespace {

void count(const PlannedPath& planned, const PlacedPath& placed, TransactionResult& result) {
  if (planned.action == PathAction::make_directory) {
    return;
  }
  if (placed.is_absent) {
    ++result.compile_failures;
    return;
  }
  ++result.files;
  result.bytes += placed.size;
  switch (planned.action) {
  case PathAction::link:
    ++(placed.shared_by == SharedBy::reflink     ? result.reflinked
       : placed.shared_by == SharedBy::hard_link ? result.hard_linked
                                                 : result.copied);
    break;
  case PathAction::copy:
    ++result.copied;
    break;
  case PathAction::replace_text:
  case PathAction::replace_binary:
    ++result.replaced;
    break;
  case PathAction::byte_compile:
    ++result.compiled;
    break;
  case PathAction::make_directory:
  case PathAction::make_symlink:
  case PathAction::write_entry_point:
    break;
  }
}

} // namespace

void count_placed(const Transaction& transaction,
                  const std::vector<PlacedPaths>& placed,
                  TransactionResult& result) {
  for (std::size_t i = 0; i < transaction.packages.size(); ++i) {
    for (std::size_t at = 0; at < transaction.packages[i].paths.size(); ++at) {
      count(transaction.packages[i].paths[at], placed[i][at], result);
    }
  }
}

} // namespace etalon
