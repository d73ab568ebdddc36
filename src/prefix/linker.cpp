#include "linker.hpp"

#include "byte_compile.hpp"
#include "entry_point.hpp"
#include "mapped_file.hpp"
#include "prefix_replacement.hpp"
#include "shebang.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/thread_pool.hpp>

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string_view>
#include <utility>

namespace etalon {
namespace {

constexpr std::size_t k_chunk_files = 128;
// Above this a file is written straight from its mapping.
constexpr std::uint64_t k_chunk_bytes = 32 << 20;

struct stat status_of(const std::string& path) {
  struct stat status {};

  if (::lstat(path.c_str(), &status) != 0) {
    throw system_error("read", path, errno);
  }
  return status;
}

std::int64_t nanoseconds(const struct timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

std::string below(const std::string& directory, std::string_view path) {
  std::string full;
  full.reserve(directory.size() + 1 + path.size());
  return full.append(directory).append(1, '/').append(path);
}

bool is_compiled_later(const PlannedPath& planned) {
  return planned.action == PathAction::byte_compile;
}

bool writes_bytes(const PlannedPath& planned) {
  return planned.action != PathAction::link && planned.action != PathAction::make_directory &&
         planned.action != PathAction::make_symlink;
}

} // namespace

Linker::Linker(FileSystem& files,
               const Transaction& transaction,
               const ExecuteOptions& options,
               const std::filesystem::path& root)
    : m_files(files),
      m_transaction(transaction),
      m_options(options),
      m_prefix(transaction.prefix.native()),
      m_root(root.native()) {
  for (const PlannedPackage& package : m_transaction.packages) {
    const dev_t device = status_of(package.package.extracted_dir.native()).st_dev;
    const auto sharing = m_sharing.try_emplace(device, m_files).first;
    m_sharing_of.push_back(&sharing->second);
    m_placed.emplace_back(package.paths.size());
    for (const PlannedPath& planned : package.paths) {
      if (is_compiled_later(planned)) {
        m_to_compile.push_back(&planned);
      } else {
        ++m_total;
      }
    }
  }
}

void Linker::make_directories() {
  // Views into the plan; parents come before what they hold in this order.
  std::set<std::string_view> directories;
  for (const PlannedPackage& package : m_transaction.packages) {
    for (const PlannedPath& planned : package.paths) {
      std::string_view path = planned.entry.path;
      if (planned.action == PathAction::make_directory) {
        directories.insert(path);
      }
      for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos;
           slash = path.rfind('/')) {
        path = path.substr(0, slash);
        if (!directories.insert(path).second) {
          break;
        }
      }
    }
  }
  for (const std::string_view directory : directories) {
    m_options.token.throw_if_cancelled();
    m_files.create_directory(in_root(directory));
  }
}

void Linker::link() {
  report(ProgressEvent::Stage::link, ProgressEvent::State::started, 0);
  ThreadPool pool(available_cpus());
  for (const Chunk& chunk : chunks()) {
    pool.submit([this, chunk] { link_chunk(chunk); });
  }
  pool.wait();
  report(ProgressEvent::Stage::link, ProgressEvent::State::finished, m_total);
}

std::vector<Linker::Chunk> Linker::chunks() const {
  std::vector<Chunk> chunks;
  for (std::size_t i = 0; i < m_transaction.packages.size(); ++i) {
    const std::vector<PlannedPath>& paths = m_transaction.packages[i].paths;
    std::size_t begin = 0;
    std::uint64_t bytes = 0;
    for (std::size_t at = 0; at < paths.size(); ++at) {
      bytes += writes_bytes(paths[at]) ? paths[at].entry.size : 0;
      if (at + 1 - begin == k_chunk_files || bytes >= k_chunk_bytes || at + 1 == paths.size()) {
        chunks.push_back({i, begin, at + 1});
        begin = at + 1;
        bytes = 0;
      }
    }
  }
  return chunks;
}

void Linker::link_chunk(const Chunk& chunk) {
  const PlannedPackage& package = m_transaction.packages[chunk.package];
  std::uint64_t placed = 0;
  for (std::size_t i = chunk.begin; i < chunk.end; ++i) {
    m_options.token.throw_if_cancelled();
    const PlannedPath& planned = package.paths[i];
    if (is_compiled_later(planned)) {
      continue;
    }
    link_path(chunk.package, planned, m_placed[chunk.package][i]);
    ++placed;
  }
  const std::uint64_t done = m_done.fetch_add(placed) + placed;
  report(ProgressEvent::Stage::link, ProgressEvent::State::advanced, done);
}

void Linker::link_path(std::size_t package, const PlannedPath& planned, PlacedPath& placed) {
  const std::string from =
      m_transaction.packages[package].package.extracted_dir.native() + "/" + planned.source;
  const std::string to = in_root(planned.entry.path);
  switch (planned.action) {
  case PathAction::link:
    placed.shared_by = m_sharing_of[package]->place(from, to);
    placed.size = planned.entry.size;
    placed.modification_time_ns = placed.shared_by == SharedBy::reflink
                                      ? nanoseconds(status_of(to).st_mtim)
                                      : planned.modification_time_ns;
    break;
  case PathAction::make_symlink:
    m_files.create_symlink(planned.symlink_target, to);
    break;
  case PathAction::copy:
    m_files.copy_file(from, to);
    placed.size = planned.entry.size;
    placed.modification_time_ns = planned.modification_time_ns;
    break;
  case PathAction::replace_text: {
    const MappedFile source(from);
    std::string text = replace_in_text(source.bytes(), planned.entry.prefix_placeholder, m_prefix);
    write_made(planned, with_usable_shebang(std::move(text), m_prefix), placed);
    break;
  }
  case PathAction::replace_binary:
    write_replaced(planned, from, placed);
    break;
  case PathAction::write_entry_point:
    write_made(
        planned,
        render_entry_point(*planned.entry_point, in_prefix(m_transaction.python->executable)),
        placed);
    break;
  case PathAction::make_directory: // made before
  case PathAction::byte_compile:   // made later
    break;
  }
}

void Linker::write_replaced(const PlannedPath& planned,
                            const std::string& from,
                            PlacedPath& placed) {
  const std::string to = in_root(planned.entry.path);
  const MappedFile source(from);
  Sha256 hash;
  const std::unique_ptr<FileWriter> writer = m_files.create_file(to, planned.mode);
  replace_in_binary(source.bytes(),
                    planned.entry.prefix_placeholder,
                    m_prefix,
                    [&hash, &writer](std::string_view piece) {
                      hash.update(piece);
                      writer->write(piece);
                    });
  writer->close();
  m_files.set_mode(to, planned.mode);
  placed.sha256_in_prefix = hash.finish_hex();
  placed.size = source.bytes().size();
  placed.modification_time_ns = nanoseconds(status_of(to).st_mtim);
}

void Linker::write_made(const PlannedPath& planned, std::string_view bytes, PlacedPath& placed) {
  const std::string to = in_root(planned.entry.path);
  const std::unique_ptr<FileWriter> writer = m_files.create_file(to, planned.mode);
  writer->write(bytes);
  writer->close();
  m_files.set_mode(to, planned.mode); // the umask took its part
  placed.sha256_in_prefix = sha256_hex(bytes);
  placed.size = bytes.size();
  placed.modification_time_ns = nanoseconds(status_of(to).st_mtim);
}

void Linker::compile() {
  if (m_to_compile.empty()) {
    return;
  }
  report(ProgressEvent::Stage::compile, ProgressEvent::State::started, 0);
  byte_compile(m_files, m_transaction, m_to_compile, available_cpus(), m_options.token);
  look_at_byte_code();
  report(ProgressEvent::Stage::compile, ProgressEvent::State::finished, m_to_compile.size());
}

void Linker::look_at_byte_code() {
  for (std::size_t i = 0; i < m_transaction.packages.size(); ++i) {
    const std::vector<PlannedPath>& paths = m_transaction.packages[i].paths;
    for (std::size_t at = 0; at < paths.size(); ++at) {
      if (!is_compiled_later(paths[at])) {
        continue;
      }
      const std::string file = in_prefix(paths[at].entry.path);
      PlacedPath& placed = m_placed[i][at];

      struct stat status {};

      if (::lstat(file.c_str(), &status) != 0) {
        placed.is_absent = true;
        continue;
      }
      placed.size = static_cast<std::uint64_t>(status.st_size);
      placed.modification_time_ns = nanoseconds(status.st_mtim);
      placed.sha256_in_prefix = sha256_file(file);
    }
  }
}

void Linker::report(ProgressEvent::Stage stage,
                    ProgressEvent::State state,
                    std::uint64_t done) const {
  if (m_options.progress) {
    const bool is_link = stage == ProgressEvent::Stage::link;
    m_options.progress({stage, state, m_prefix, done, is_link ? m_total : m_to_compile.size()});
  }
}

std::string Linker::in_root(std::string_view path) const {
  return below(m_root, path);
}

std::string Linker::in_prefix(std::string_view path) const {
  return below(m_prefix, path);
}

} // namespace etalon
