#include "package_tree.hpp"
#include "text_search.hpp"

#include <etalon/archive/package_writer.hpp>
#include <etalon/channel/package_builder.hpp>
#include <etalon/model/prefix_record.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_blocks.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/thread_pool.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace etalon {
namespace {

namespace fs = std::filesystem;

fs::path existing_tree(const fs::path& tree) {
  std::error_code failure;
  const fs::path canonical = fs::canonical(tree, failure);
  if (failure || !fs::is_directory(canonical, failure)) {
    throw Error(ErrorKind::not_found,
                "`" + tree.string() + "` is no directory",
                {"name the directory that holds the package's files as in a prefix"});
  }
  return canonical;
}

// A package in its own tree would be in the next package of it.
void check_output(const fs::path& tree, const fs::path& output) {
  std::error_code failure;
  const fs::path from_tree =
      fs::weakly_canonical(fs::absolute(output, failure), failure).lexically_relative(tree);
  if (!failure && !from_tree.empty() && *from_tree.begin() != "..") {
    throw Error(ErrorKind::usage,
                "the output directory `" + output.string() + "` lies in the tree `" +
                    tree.string() + "`",
                {"name one outside with `--output-dir DIR`"});
  }
}

// Hash, size and prefix of one path; `entry` says what it is.
PathEntry describe(const fs::path& tree, const TreeEntry& entry, const std::string& placeholder) {
  PathEntry described;
  described.path = entry.path;
  if (entry.kind == TreeEntry::Kind::empty_directory) {
    described.type = PathType::directory;
    return described;
  }
  Sha256 hash;
  const bool is_symlink = entry.kind == TreeEntry::Kind::symlink;
  if (!is_symlink || !entry.resolved_file.empty()) {
    TextSearch search(is_symlink ? std::string_view() : std::string_view(placeholder));
    read_blocks(is_symlink ? entry.resolved_file : tree / entry.path, [&](std::string_view block) {
      hash.update(block);
      search.update(block);
      described.size += block.size();
    });
    if (search.found()) {
      described.prefix_placeholder = placeholder;
      described.file_mode = search.has_nul() ? FileMode::binary : FileMode::text;
    }
  }
  described.type = is_symlink ? PathType::softlink : PathType::hardlink;
  described.sha256 = hash.finish_hex();
  return described;
}

std::vector<PathEntry> describe_all(const fs::path& tree,
                                    const std::vector<TreeEntry>& entries,
                                    const std::string& placeholder,
                                    const BuildOptions& options) {
  std::vector<PathEntry> described(entries.size());
  ThreadPool pool(std::max<std::size_t>(options.threads, 1));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    pool.submit([&, i] {
      options.token.throw_if_cancelled();
      described[i] = describe(tree, entries[i], placeholder);
    });
  }
  pool.wait();
  return described;
}

ArchiveMember payload_member(const fs::path& tree, const TreeEntry& entry, std::uint64_t size) {
  ArchiveMember member;
  member.path = entry.path;
  if (entry.kind == TreeEntry::Kind::symlink) {
    member.kind = ArchiveMember::Kind::symlink;
    member.content = entry.target;
  } else if (entry.kind == TreeEntry::Kind::empty_directory) {
    member.kind = ArchiveMember::Kind::directory;
  } else {
    member.executable = entry.executable;
    member.source = tree / entry.path;
    member.size = size;
  }
  return member;
}

ArchiveMember info_member(std::string path, std::string content) {
  ArchiveMember member;
  member.path = std::move(path);
  member.content = std::move(content);
  return member;
}

// The keys that conda reads are the old recipe format's.
std::string about_json(const Recipe::About& about) {
  const std::vector<std::pair<const char*, const std::string*>> fields = {
      {"home", &about.homepage},
      {"license", &about.license},
      {"license_family", &about.license_family},
      {"summary", &about.summary},
      {"description", &about.description}};
  nlohmann::json json = nlohmann::json::object();
  for (const auto& field : fields) {
    if (!field.second->empty()) {
      json[field.first] = *field.second;
    }
  }
  return json.dump(2) + "\n";
}

std::vector<ArchiveMember>
info_members(const Recipe& recipe, const PackageRecord& record, const PathsJson& paths) {
  std::string files;
  for (const PathEntry& entry : paths.paths) {
    if (entry.type != PathType::directory) {
      files += entry.path + "\n";
    }
  }
  std::vector<ArchiveMember> members = {info_member("info/about.json", about_json(recipe.about)),
                                        info_member("info/files", std::move(files)),
                                        info_member("info/index.json", to_index_json(record))};
  if (recipe.noarch != NoArch::none) {
    LinkJson link;
    link.noarch = recipe.noarch;
    link.entry_points = recipe.entry_points;
    members.push_back(info_member("info/link.json", link.to_json()));
  }
  members.push_back(info_member("info/paths.json", paths.to_json()));
  return members;
}

void count(const TreeEntry& entry, const PathEntry& described, BuiltPackage& built) {
  switch (entry.kind) {
  case TreeEntry::Kind::file:
    ++built.files;
    built.bytes += described.size;
    built.files_with_placeholder += described.prefix_placeholder.empty() ? 0 : 1;
    break;
  case TreeEntry::Kind::symlink:
    ++built.symlinks;
    break;
  case TreeEntry::Kind::empty_directory:
    ++built.empty_directories;
    break;
  }
}

} // namespace

BuiltPackage build_package(FileSystem& files,
                           const fs::path& tree,
                           const Recipe& recipe,
                           const BuildOptions& options) {
  const fs::path root = existing_tree(tree);
  check_output(root, options.output_directory);
  const std::string placeholder = recipe.placeholder.empty() ? root.string() : recipe.placeholder;
  const std::vector<TreeEntry> entries = list_tree(root);
  PathsJson paths;
  paths.paths = describe_all(root, entries, placeholder, options);

  BuiltPackage built;
  built.record = recipe.to_record();
  if (built.record.timestamp == 0 && options.source_date_seconds) {
    built.record.timestamp = *options.source_date_seconds * 1000;
  }
  CondaContents contents;
  contents.dist_name = built.record.dist_name();
  contents.modification_time = static_cast<std::int64_t>(built.record.timestamp / 1000);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    contents.package.push_back(payload_member(root, entries[i], paths.paths[i].size));
    count(entries[i], paths.paths[i], built);
  }
  contents.info = info_members(recipe, built.record, paths);

  const fs::path directory = options.output_directory / built.record.subdir;
  files.create_directories(directory);
  built.path = directory / (contents.dist_name + ".conda");
  CondaWriteOptions write_options;
  write_options.compression_level = options.compression_level;
  write_options.threads = options.threads;
  write_options.token = options.token;
  if (options.progress) {
    write_options.on_progress = [&](std::uint64_t written) {
      options.progress({ProgressEvent::Stage::build,
                        ProgressEvent::State::advanced,
                        built.path.filename().string(),
                        written,
                        built.bytes});
    };
  }
  const WrittenArchive written = write_conda(files, built.path, contents, write_options);
  built.record.size = written.size;
  built.record.sha256 = written.sha256;
  built.record.md5 = written.md5;
  return built;
}

} // namespace etalon
