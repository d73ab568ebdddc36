#include "direct_url.hpp"

#include <etalon/util/url.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace etalon {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

const json* find_object(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? &*found : nullptr;
}

// Nothing that would end a line or a requirement.
bool is_word(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char letter) {
    return static_cast<unsigned char>(letter) <= ' ' || letter == '\x7f';
  });
}

// "hash": "sha256=..." is the old way, "hashes": {"sha256": "..."} the new one.
std::string sha256_of(const json& archive) {
  if (const json* hashes = find_object(archive, "hashes")) {
    return text_of(*hashes, "sha256");
  }
  const std::string hash = text_of(archive, "hash");
  return hash.rfind("sha256=", 0) == 0 ? hash.substr(7) : "";
}

// Repositories are also spoken with over ssh and git, whose URLs Url does not know.
std::string without_login(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (is_url(url)) {
    return without_credentials(url);
  }
  if (scheme == std::string::npos) {
    return url;
  }
  const std::size_t begin = scheme + 3;
  const std::size_t host_end = std::min(url.find('/', begin), url.size());
  const std::size_t at = url.rfind('@', host_end);
  // "ssh://git@host": the user is part of the address; what follows a colon is a password.
  if (at == std::string::npos || at < begin) {
    return url;
  }
  const std::size_t colon = std::min(url.find(':', begin), at);
  return url.substr(0, colon) + url.substr(at);
}

std::string repository_url(const json& repository, const std::string& url) {
  const std::string commit = text_of(repository, "commit_id");
  return fmt::format("{}+{}{}{}",
                     text_of(repository, "vcs"),
                     without_login(url),
                     commit.empty() ? "" : "@",
                     commit);
}

} // namespace

DirectUrl parse_direct_url(std::string_view text) {
  return read_direct_url(json::parse(text, nullptr, false));
}

DirectUrl read_direct_url(const json& direct) {
  const std::string url = direct.is_object() ? text_of(direct, "url") : "";
  if (url.empty()) {
    return {};
  }
  DirectUrl result;
  if (const json* repository = find_object(direct, "vcs_info")) {
    result.origin = PipOrigin::repository;
    result.url = repository_url(*repository, url);
  } else if (const json* directory = find_object(direct, "dir_info")) {
    const auto editable = directory->find("editable");
    const bool is_editable =
        editable != directory->end() && editable->is_boolean() && editable->get<bool>();
    result.origin = is_editable ? PipOrigin::editable : PipOrigin::directory;
    result.url = without_login(url);
  } else {
    const json* archive = find_object(direct, "archive_info");
    result.origin = PipOrigin::archive;
    result.url = without_login(url);
    result.sha256 = archive == nullptr ? "" : sha256_of(*archive);
  }
  if (const std::string folder = text_of(direct, "subdirectory"); !folder.empty()) {
    result.url += "#subdirectory=" + folder;
  }
  return is_word(result.url + result.sha256) ? result : DirectUrl();
}

} // namespace etalon
