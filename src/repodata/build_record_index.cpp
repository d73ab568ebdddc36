#include "repodata_sink.hpp"

#include <etalon/repodata/record_index.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <utility>

namespace etalon {

void build_record_index(FileSystem& files,
                        std::string_view repodata_json,
                        const IndexSource& source,
                        const std::filesystem::path& out) {
  RepoDataSink sink(source);
  try {
    sink.write(repodata_json);
    sink.finish();
  } catch (Error& error) {
    throw std::move(error).while_doing(
        fmt::format("cannot read the package list `{}`", source.file));
  }
  sink.save(files, out);
}

} // namespace etalon
