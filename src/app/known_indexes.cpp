#include "known_indexes.hpp"

#include <etalon/util/error.hpp>

#include <algorithm>
#include <set>
#include <system_error>
#include <tuple>

namespace etalon {

namespace {

// visit(index) for each that can be read.
template <typename Visit>
void visit_indexes(const std::filesystem::path& repodata_cache, Visit visit) {
  std::error_code failure;
  for (std::filesystem::directory_iterator at(repodata_cache, failure), end; !failure && at != end;
       at.increment(failure)) {
    if (at->path().extension() != ".index") {
      continue;
    }
    try {
      if (auto index = RecordIndex::open(at->path())) {
        visit(std::move(*index));
      }
    } catch (const Error&) {
      continue; // damaged: whoever uses it will say so
    }
  }
}

} // namespace

std::vector<KnownIndex> find_known_indexes(const std::filesystem::path& repodata_cache,
                                           std::string_view name) {
  std::vector<KnownIndex> known;
  visit_indexes(repodata_cache, [&](RecordIndex index) {
    if (index.has_name(name)) {
      auto channel = index.channel();
      known.push_back({std::move(channel), std::move(index)});
    }
  });
  std::sort(known.begin(), known.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.channel, a.index.subdir()) < std::tuple(b.channel, b.index.subdir());
  });
  return known;
}

std::vector<std::string> find_known_channels(const std::filesystem::path& repodata_cache) {
  std::set<std::string> channels;
  visit_indexes(repodata_cache, [&](const RecordIndex& index) {
    if (!index.names().empty()) {
      channels.insert(index.channel());
    }
  });
  return {channels.begin(), channels.end()};
}

} // namespace etalon
