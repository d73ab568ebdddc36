#include "plan_package.hpp"

#include "package_paths.hpp"
#include "read_link.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <unordered_set>

namespace etalon {
namespace {

constexpr std::string_view k_site_packages = "site-packages/";
constexpr std::string_view k_python_scripts = "python-scripts/";

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Where conda puts the byte code of `source` (PEP 3147); free-threaded builds have the same tag.
std::string byte_code_path(std::string_view source, const PythonFacts& python) {
  const std::size_t slash = source.rfind('/');
  const std::string_view directory = source.substr(0, slash + 1);
  const std::string_view stem = source.substr(slash + 1, source.size() - slash - 4);
  return fmt::format(
      "{}__pycache__/{}.cpython-{}.pyc", directory, stem, replace_all(python.version, ".", ""));
}

class PackagePlanner {
public:
  PackagePlanner(PackageToLink package, const PlanFacts& facts) : m_facts(facts) {
    m_plan.package = std::move(package);
  }

  PlannedPackage run() {
    const bool is_noarch_python = m_plan.package.record.package.noarch == NoArch::python;
    if (is_noarch_python && m_facts.python == nullptr) {
      throw Error(ErrorKind::refused,
                  "it is a noarch python package, and the environment has no python")
          .with_hint("add `python` to the specs");
    }
    PathsJson brought = load_package_paths(m_plan.package.extracted_dir);
    for (PathEntry& entry : brought.paths) {
      add_path(std::move(entry), is_noarch_python);
    }
    if (is_noarch_python) {
      add_entry_points();
      add_byte_code();
    }
    std::sort(
        m_plan.paths.begin(), m_plan.paths.end(), [](const PlannedPath& a, const PlannedPath& b) {
          return a.entry.path < b.entry.path;
        });
    return std::move(m_plan);
  }

private:
  void refuse_reserved(const std::string& path) const {
    const std::string& name = m_plan.package.record.package.name;
    constexpr std::array<std::string_view, 3> occasions{"pre-link", "post-link", "pre-unlink"};
    for (const std::string_view occasion : occasions) {
      if (path == fmt::format("bin/.{}-{}.sh", name, occasion)) {
        throw Error(
            ErrorKind::refused,
            fmt::format("it has the link script `{}`, which Etalon does not run yet", path));
      }
    }
    if (starts_with(path, "conda-meta/") || path == "conda-meta") {
      throw Error(ErrorKind::refused,
                  fmt::format("it brings `{}`, where the environment's own records stand", path));
    }
  }

  void add_path(PathEntry entry, bool is_noarch_python) {
    PlannedPath planned;
    planned.source = entry.path;
    if (is_noarch_python) {
      move_noarch(entry);
    }
    refuse_reserved(entry.path);
    planned.entry = std::move(entry);
    check_against_file(planned);
    if (planned.action == PathAction::link) {
      choose_action(planned);
    }
    m_plan.paths.push_back(std::move(planned));
  }

  void move_noarch(PathEntry& entry) const {
    std::string target = entry.path;
    if (starts_with(entry.path, k_site_packages)) {
      target = fmt::format("{}/{}",
                           m_facts.python->site_packages,
                           std::string_view(entry.path).substr(k_site_packages.size()));
    } else if (starts_with(entry.path, k_python_scripts)) {
      target = fmt::format("bin/{}", std::string_view(entry.path).substr(k_python_scripts.size()));
    }
    if (target != entry.path) {
      entry.original_path = std::exchange(entry.path, std::move(target));
    }
  }

  // Sets the action for links and directories, and what is read from the file itself.
  void check_against_file(PlannedPath& planned) const {
    const std::string file = m_plan.package.extracted_dir.native() + "/" + planned.source;

    struct stat status {};

    if (::lstat(file.c_str(), &status) != 0) {
      if (errno == ENOENT && planned.entry.type == PathType::directory) {
        planned.action = PathAction::make_directory; // unpackers may leave out empty ones
        return;
      }
      if (errno != ENOENT && errno != ENOTDIR) {
        throw system_error("read", file, errno);
      }
      throw damaged(fmt::format("`{}` is missing", planned.source));
    }
    planned.mode = status.st_mode & 07777U;
    planned.modification_time_ns =
        static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
    if (S_ISLNK(status.st_mode)) {
      planned.entry.type = PathType::softlink;
      planned.action = PathAction::make_symlink;
      planned.symlink_target = read_link(file);
      return;
    }
    if (S_ISDIR(status.st_mode)) {
      if (planned.entry.type != PathType::directory) {
        throw damaged(fmt::format("`{}` is a directory", planned.source));
      }
      planned.action = PathAction::make_directory;
      return;
    }
    if (!S_ISREG(status.st_mode) || planned.entry.type == PathType::directory) {
      throw damaged(fmt::format("`{}` is of another type", planned.source));
    }
    planned.entry.type = PathType::hardlink;
    check_size(planned, static_cast<std::uint64_t>(status.st_size));
  }

  static void check_size(PlannedPath& planned, std::uint64_t size) {
    // Lists of old packages know no sizes, which shows in the absent hash.
    const bool is_known = planned.entry.size != 0 || !planned.entry.sha256.empty();
    if (is_known && planned.entry.size != size) {
      throw damaged(
          fmt::format("`{}` has {} bytes instead of {}", planned.source, size, planned.entry.size));
    }
    planned.entry.size = size;
  }

  static Error damaged(std::string_view what) {
    return Error(ErrorKind::corrupt, fmt::format("its extracted files are damaged: {}", what));
  }

  void choose_action(PlannedPath& planned) const {
    const PathEntry& entry = planned.entry;
    if (entry.prefix_placeholder.empty()) {
      planned.action = entry.no_link ? PathAction::copy : PathAction::link;
      return;
    }
    if (entry.file_mode == FileMode::text) {
      planned.action = PathAction::replace_text;
      return;
    }
    const std::size_t room = entry.prefix_placeholder.size();
    if (m_facts.prefix.size() > room) {
      throw Error(ErrorKind::refused,
                  fmt::format("`{}` has room for a prefix of {} bytes, and `{}` has {}",
                              entry.path,
                              room,
                              m_facts.prefix,
                              m_facts.prefix.size()))
          .with_hint(fmt::format("choose a path of at most {} bytes: `-p PATH`", room));
    }
    planned.action = PathAction::replace_binary;
  }

  void add_entry_points() {
    const LinkJson link = load_link_json(m_plan.package.extracted_dir);
    for (const std::string& text : link.entry_points) {
      PlannedPath planned;
      planned.entry_point = EntryPoint::parse(text);
      planned.action = PathAction::write_entry_point;
      planned.mode = 0755;
      planned.entry.path = fmt::format("bin/{}", planned.entry_point->command);
      planned.entry.type = PathType::unix_python_entry_point;
      m_plan.paths.push_back(std::move(planned));
    }
  }

  void add_byte_code() {
    // Python 2 has no hash-checked byte code, and compiles as it runs.
    if (m_facts.byte_compile == ByteCompile::no || starts_with(m_facts.python->version, "2.")) {
      return;
    }
    std::unordered_set<std::string> brought;
    std::vector<std::string> sources;
    for (const PlannedPath& planned : m_plan.paths) {
      brought.insert(planned.entry.path);
      if (starts_with(planned.source, k_site_packages) && ends_with(planned.entry.path, ".py") &&
          planned.entry.type == PathType::hardlink) {
        sources.push_back(planned.entry.path);
      }
    }
    for (std::string& source : sources) {
      PlannedPath planned;
      planned.action = PathAction::byte_compile;
      planned.entry.path = byte_code_path(source, *m_facts.python);
      planned.entry.type = PathType::pyc_file;
      planned.source = std::move(source);
      if (brought.count(planned.entry.path) == 0) {
        m_plan.paths.push_back(std::move(planned));
      }
    }
  }

  const PlanFacts& m_facts;
  PlannedPackage m_plan;
};

} // namespace

PlannedPackage plan_package(PackageToLink package, const PlanFacts& facts) {
  return PackagePlanner(std::move(package), facts).run();
}

} // namespace etalon
