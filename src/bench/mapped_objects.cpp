#include <etalon/bench/mapped_objects.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace etalon {

namespace {

// The parts of glibc 2.17 to 2.41 that a process can map. libcrypt and libnsl have become others'.
constexpr std::array k_glibc_stems = {"libBrokenLocale",
                                      "libSegFault",
                                      "libanl",
                                      "libc",
                                      "libc_malloc_debug",
                                      "libdl",
                                      "libm",
                                      "libmemusage",
                                      "libmvec",
                                      "libnss_compat",
                                      "libnss_dns",
                                      "libnss_files",
                                      "libnss_hesiod",
                                      "libpcprofile",
                                      "libpthread",
                                      "libresolv",
                                      "librt",
                                      "libthread_db",
                                      "libutil"};

bool is_inside(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.substr(0, directory.size()) == directory &&
         path[directory.size()] == '/';
}

// "libm.so.6", "libm-2.31.so" -> "libm".
std::string_view stem_of(std::string_view file) {
  const std::size_t so = file.find(".so");
  if (so == std::string_view::npos) {
    return "";
  }
  const std::string_view stem = file.substr(0, so);
  const std::size_t dash = stem.rfind("-2.");
  return dash == std::string_view::npos ? stem : stem.substr(0, dash);
}

} // namespace

bool is_glibc_object(std::string_view path) {
  const std::string_view file = path.substr(path.rfind('/') + 1);
  if (file.substr(0, 8) == "ld-linux" || file.substr(0, 5) == "ld-2." ||
      file.substr(0, 6) == "ld.so." || file.substr(0, 5) == "ld64.") {
    return true;
  }
  return std::find(k_glibc_stems.begin(), k_glibc_stems.end(), stem_of(file)) !=
         k_glibc_stems.end();
}

std::vector<MappedObject> classify_objects(const std::vector<std::string>& paths,
                                           const std::string& prefix,
                                           const OwnerLookup& owner,
                                           const std::string& runner) {
  std::vector<MappedObject> objects;
  for (const std::string& path : paths) {
    if (path.empty() || path.front() != '/') {
      continue;
    }
    MappedObject object;
    object.path = path;
    if (is_inside(path, prefix)) {
      object.package = owner(path.substr(prefix.size() + 1));
    } else {
      object.outside_prefix = path != runner && !is_glibc_object(path);
    }
    objects.push_back(std::move(object));
  }
  std::sort(
      objects.begin(), objects.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return objects;
}

} // namespace etalon
