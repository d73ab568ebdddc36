#include "index_memory.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <sys/stat.h>

#include <cerrno>
#include <optional>

namespace etalon {
namespace {

constexpr int k_version = 1;

} // namespace

IndexMemory IndexMemory::load(const std::filesystem::path& path) {
  const std::optional<std::string> text = find_file(path);
  if (!text) {
    return {};
  }
  IndexMemory memory;
  try {
    const nlohmann::json json = nlohmann::json::parse(*text);
    if (json.at("version") != k_version) {
      return {};
    }
    for (const auto& item : json.at("files").items()) {
      File file;
      file.size = item.value().at("size").get<std::uint64_t>();
      file.mtime_ns = item.value().at("mtime_ns").get<std::int64_t>();
      file.entry = item.value().at("entry");
      memory.m_files[item.key()] = std::move(file);
    }
  } catch (const nlohmann::json::exception&) {
    return {};
  }
  return memory;
}

IndexMemory::File IndexMemory::stat(const std::filesystem::path& archive) {
  struct stat status {};

  if (::stat(archive.c_str(), &status) != 0) {
    throw system_error("read", archive.string(), errno);
  }
  constexpr std::int64_t k_ns_per_second = 1'000'000'000;
  File file;
  file.size = static_cast<std::uint64_t>(status.st_size);
  file.mtime_ns = status.st_mtim.tv_sec * k_ns_per_second + status.st_mtim.tv_nsec;
  return file;
}

const nlohmann::json* IndexMemory::find(const std::string& name, const File& now) const {
  const auto known = m_files.find(name);
  if (known == m_files.end() || known->second.size != now.size ||
      known->second.mtime_ns != now.mtime_ns) {
    return nullptr;
  }
  return &known->second.entry;
}

void IndexMemory::add(const std::string& name, const File& file) {
  m_files[name] = file;
}

std::string IndexMemory::to_json() const {
  nlohmann::json files = nlohmann::json::object();
  for (const auto& item : m_files) {
    files[item.first] = {{"size", item.second.size},
                         {"mtime_ns", item.second.mtime_ns},
                         {"entry", item.second.entry}};
  }
  return nlohmann::json{{"version", k_version}, {"files", files}}.dump() + "\n";
}

} // namespace etalon
