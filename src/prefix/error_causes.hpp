#pragma once

#include <etalon/util/error.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace etalon {

// An error with several causes side by side, in their order: at most `shown` of them, the last one
// "and N more" where there are others.
inline Error error_with_causes(ErrorKind kind,
                               std::string message,
                               std::vector<std::string> causes,
                               std::size_t shown) {
  if (causes.size() > shown) {
    const std::size_t more = causes.size() - shown;
    causes.resize(shown);
    causes.push_back("and " + std::to_string(more) + " more");
  }
  causes.insert(causes.begin(), std::move(message));
  Error error(kind, std::move(causes.back()));
  causes.pop_back();
  for (; !causes.empty(); causes.pop_back()) {
    error = std::move(error).while_doing(std::move(causes.back()));
  }
  return error;
}

} // namespace etalon
