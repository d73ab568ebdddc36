#pragma once

#include <etalon/channel/package_builder.hpp>
#include <etalon/pkgcache/package_cache.hpp>
#include <etalon/util/url.hpp>

#include <support/scratch_directory.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace etalon {

// Packages in DIRECTORY/channel/linux-64, and records that find them at a base URL.
class CachedChannel {
public:
  explicit CachedChannel(const ScratchDirectory& scratch) : m_scratch(scratch) {}

  // The package "NAME-1.0-0" with the given files.
  RepoDataRecord add(const std::string& name, const std::map<std::string, std::string>& files) {
    const std::filesystem::path tree = m_scratch / ("tree-" + name);
    for (const auto& file : files) {
      m_scratch.write("tree-" + name + "/" + file.first, file.second);
    }
    m_scratch.files().create_directories(tree);
    BuildOptions options;
    options.output_directory = m_scratch / "channel";
    options.compression_level = 1;
    const BuiltPackage built =
        build_package(m_scratch.files(),
                      tree,
                      Recipe::parse("package: {name: " + name +
                                        ", version: \"1.0\"}\nrequirements: {run: [zlib]}\n",
                                    "recipe.yml"),
                      options);
    return {built.record, built.path.filename().string(), file_url_from_path(built.path), "test"};
  }

  // The same record served by a server whose root is DIRECTORY.
  static RepoDataRecord at(RepoDataRecord record, const std::string& base_url) {
    record.url = base_url + "/channel/linux-64/" + record.file_name;
    return record;
  }

  // As an explicit list has it.
  static RepoDataRecord explicit_entry(const RepoDataRecord& record) {
    RepoDataRecord entry;
    entry.url = record.url;
    entry.package.sha256 = record.package.sha256;
    return entry;
  }

private:
  const ScratchDirectory& m_scratch;
};

} // namespace etalon
