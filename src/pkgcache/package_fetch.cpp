#include "package_fetch.hpp"

#include "archive_facts.hpp"
#include "cache_entry.hpp"

#include <etalon/archive/package_reader.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_blocks.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/log.hpp>
#include <etalon/util/thread_pool.hpp>
#include <etalon/util/url.hpp>

#include <algorithm>
#include <atomic>
#include <optional>
#include <system_error>
#include <utility>

namespace etalon {
namespace {

namespace fs = std::filesystem;
using Stage = ProgressEvent::Stage;
using State = ProgressEvent::State;

bool is_local(const std::string& url) {
  return url.rfind("file:", 0) == 0;
}

// The archive must be the package that was asked for: a wrong entry would be found again for ever.
void check_identity(const RepoDataRecord& asked, const PackageRecord& found) {
  const std::string expected = dist_name(asked);
  if (found.dist_name() != expected) {
    throw Error(ErrorKind::corrupt,
                "package `" + archive_name(asked) + "` from `" + redact(asked.url) + "` is `" +
                    found.dist_name() + "` by its own `info/index.json`",
                {"the channel serves another package under this name; tell its owner"});
  }
}

// A full disk is about this package, and a bad archive about its channel.
Error while_unpacking(Error error, const std::string& archive) {
  if (error.kind() == ErrorKind::io) {
    return std::move(error).while_doing("cannot unpack package `" + archive + "`");
  }
  if (error.kind() == ErrorKind::corrupt && error.hints().empty()) {
    return std::move(error).with_hint(
        "run the command again; where it stays so, tell the owner of the channel");
  }
  return error;
}

} // namespace

// A package on its way.
struct PackageFetch::Item {
  RepoDataRecord asked;
  std::string archive_name;
  fs::path directory; // temporary, of this package alone
  fs::path archive;   // in `directory`, or where a local channel has it
  std::unique_ptr<ArchiveSink> sink;
  ArchiveFacts facts;
  std::optional<CachedPackage> package; // when done
};

// Writes the archive while hashing it.
class PackageFetch::ArchiveSink final : public ByteSink {
public:
  ArchiveSink(FileSystem& files, fs::path path, const std::atomic<bool>& is_failed)
      : m_files(files), m_path(std::move(path)), m_is_failed(is_failed) {}

  void restart() override {
    m_hasher = ArchiveHasher();
    m_file.reset();
  }

  void write(std::string_view bytes) override {
    if (m_is_failed) { // fetch() throws what went wrong instead
      throw Error(ErrorKind::cancelled, "another package could not be unpacked");
    }
    open();
    m_hasher.update(bytes);
    m_file->write(bytes);
  }

  ArchiveFacts finish() {
    open();
    m_file->close();
    m_file.reset();
    return m_hasher.finish();
  }

private:
  // Not before the first byte: of many transfers only some run at a time.
  void open() {
    if (!m_file) {
      m_file = m_files.create_file(m_path, 0666, OnExisting::replace);
    }
  }

  FileSystem& m_files;
  fs::path m_path;
  const std::atomic<bool>& m_is_failed;
  ArchiveHasher m_hasher;
  std::unique_ptr<FileWriter> m_file;
};

PackageFetch::PackageFetch(PackageCache& cache, HttpClient& http, const FetchOptions& options)
    : m_cache(cache), m_http(http), m_options(options) {}

PackageFetch::~PackageFetch() = default;

void PackageFetch::report(
    Stage stage, State state, const Item& item, std::uint64_t done, std::uint64_t total) const {
  if (m_options.progress) {
    m_options.progress({stage, state, item.archive_name, done, total});
  }
}

std::unique_ptr<PackageFetch::Item> PackageFetch::make_item(const RepoDataRecord& record,
                                                            const fs::path& directory) const {
  auto item = std::make_unique<Item>();
  item->asked = record;
  item->archive_name = archive_name(record);
  item->directory = directory;
  item->archive =
      is_local(record.url) ? path_from_file_url(record.url) : directory / item->archive_name;
  m_cache.files().create_directory(directory);
  return item;
}

// A local archive is hashed where it lies.
void PackageFetch::read_local(Item& item) const {
  ArchiveHasher hasher;
  try {
    read_blocks(item.archive, [&](std::string_view block) {
      m_options.token.throw_if_cancelled();
      hasher.update(block);
    });
  } catch (Error& error) {
    if (error.kind() == ErrorKind::cancelled) {
      throw;
    }
    throw std::move(error)
        .while_doing("cannot read package `" + item.archive_name + "`")
        .with_hint("where it was removed on purpose, index its channel again");
  }
  item.facts = hasher.finish();
  check_archive(item.asked, item.facts);
}

Transfer PackageFetch::make_transfer(Item& item, const std::function<void()>& on_checked) const {
  Transfer transfer;
  transfer.url = item.asked.url;
  transfer.sink = item.sink.get();
  transfer.on_progress = [this, &item](std::uint64_t done, std::uint64_t total) {
    report(Stage::download, State::advanced, item, done, total);
  };
  transfer.on_done = [this, &item, on_checked](const HttpResponse&) {
    item.facts = item.sink->finish();
    check_archive(item.asked, item.facts);
    report(Stage::download, State::finished, item, item.facts.size, item.facts.size);
    on_checked();
  };
  return transfer;
}

// The entry is absent or damaged, and the lock is ours; but a record that knows no sha256 has
// another lock than one that does, so another process may bring the same entry meanwhile.
void PackageFetch::move_into_place(Item& item, const fs::path& entry) const {
  FileSystem& files = m_cache.files();
  RepoDataRecord known = item.asked;
  known.package.sha256 = item.facts.sha256;
  const ValidationMode mode = m_options.validation;
  item.package = m_cache.find(known, mode);
  if (item.package) {
    return;
  }
  std::error_code absent;
  if (fs::exists(fs::symlink_status(entry, absent))) {
    log_debug("the package cache's `" + entry.string() + "` was damaged and is replaced");
    files.rename(entry, item.directory / "damaged");
  }
  try {
    files.rename(item.directory / "entry", entry);
  } catch (const Error&) {
    item.package = m_cache.find(known, mode);
    if (!item.package) {
      throw;
    }
  }
}

void PackageFetch::install(Item& item) const {
  FileSystem& files = m_cache.files();
  report(Stage::extract, State::started, item, 0, 0);
  const fs::path made = item.directory / "entry";
  files.create_directory(made);
  ExtractionOptions extraction;
  extraction.token = m_options.token;
  extract_package(files, item.archive, made, extraction);
  if (item.sink) {
    files.remove_file(item.archive);
  }
  RepoDataRecord known;
  known.package =
      parse_package_record(read_file(made / "info" / "index.json"), subdir_of(item.asked));
  check_identity(item.asked, known.package);
  known.package.size = item.facts.size;
  known.package.sha256 = item.facts.sha256;
  known.package.md5 = item.facts.md5;
  const RepoDataRecord record = complete_record(item.asked, known);
  write_file_atomically(
      files, made / "info" / "repodata_record.json", to_repodata_record_json(record));
  const fs::path entry = m_cache.root() / entry_name(dist_name(item.asked), item.facts.sha256);
  move_into_place(item, entry);
  if (!item.package) {
    item.package = CachedPackage{entry, record};
  }
  report(Stage::extract, State::finished, item, 1, 1);
}

std::vector<CachedPackage> PackageFetch::fetch(const std::vector<RepoDataRecord>& records) {
  FileSystem& files = m_cache.files();
  const TemporaryDirectory temporary(files, m_cache.root(), ".fetch");
  std::atomic<bool> is_failed{false};
  std::vector<std::unique_ptr<Item>> items;
  ThreadPool pool(std::max<std::size_t>(m_options.threads, 1)); // ends before what its tasks use
  const auto submit = [&](Item& item) {
    pool.submit([this, &item, &is_failed] {
      try {
        m_options.token.throw_if_cancelled();
        if (!item.sink) {
          read_local(item);
        }
        install(item);
      } catch (Error& error) {
        is_failed = true;
        throw while_unpacking(std::move(error), item.archive_name);
      }
    });
  };
  std::vector<Transfer> transfers;
  for (const RepoDataRecord& record : records) {
    items.push_back(make_item(record, temporary.path() / std::to_string(items.size())));
    Item& item = *items.back();
    if (is_local(record.url)) {
      submit(item);
    } else {
      item.sink = std::make_unique<ArchiveSink>(files, item.archive, is_failed);
      transfers.push_back(make_transfer(item, [&submit, &item] { submit(item); }));
      report(Stage::download, State::started, item, 0, record.package.size);
    }
  }
  try {
    if (!transfers.empty()) {
      m_http.run(std::move(transfers), m_options.token);
    }
  } catch (const Error&) {
    if (is_failed) {
      pool.wait(); // throws the cause
    }
    throw;
  }
  pool.wait();
  std::vector<CachedPackage> packages;
  for (std::unique_ptr<Item>& item : items) {
    packages.push_back(*std::move(item->package));
  }
  return packages;
}

} // namespace etalon
