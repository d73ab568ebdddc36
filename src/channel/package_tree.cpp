#include "package_tree.hpp"

#include <etalon/archive/member_path.hpp>
#include <etalon/util/error.hpp>

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

namespace etalon {
namespace {

namespace fs = std::filesystem;

bool starts_with_path(std::string_view path, std::string_view start) {
  return path.substr(0, start.size()) == start &&
         (path.size() == start.size() || path[start.size()] == '/');
}

class TreeListing {
public:
  explicit TreeListing(fs::path tree) : m_tree(std::move(tree)) {}

  std::vector<TreeEntry> list() {
    visit(m_tree, "");
    std::sort(m_entries.begin(), m_entries.end(), [](const TreeEntry& a, const TreeEntry& b) {
      return a.path < b.path;
    });
    return std::move(m_entries);
  }

private:
  void visit(const fs::path& directory, const std::string& relative) {
    bool is_empty = true;
    for (const fs::directory_entry& item : fs::directory_iterator(directory)) {
      is_empty = false;
      const std::string name = item.path().filename().string();
      add(item, relative.empty() ? name : relative + "/" + name);
    }
    if (is_empty && !relative.empty()) {
      TreeEntry entry;
      entry.path = relative;
      entry.kind = TreeEntry::Kind::empty_directory;
      m_entries.push_back(std::move(entry));
    }
  }

  void add(const fs::directory_entry& item, const std::string& relative) {
    if (!is_portable_path(relative)) {
      throw Error(ErrorKind::refused,
                  "a file name below `" + item.path().parent_path().string() +
                      "` is not UTF-8 or has control characters");
    }
    if (relative == "info") {
      throw Error(ErrorKind::refused,
                  "`" + item.path().string() + "` would clash with the package's own `info` folder",
                  {"move it elsewhere: every package has an `info` folder for its metadata"});
    }
    const fs::file_status status = item.symlink_status();
    if (fs::is_symlink(status)) {
      add_symlink(item.path(), relative);
    } else if (fs::is_directory(status)) {
      visit(item.path(), relative);
    } else if (fs::is_regular_file(status)) {
      TreeEntry entry;
      entry.path = relative;
      entry.executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
      entry.size = item.file_size();
      m_entries.push_back(std::move(entry));
    } else {
      throw Error(ErrorKind::refused,
                  "`" + item.path().string() +
                      "` is neither a file, a directory nor a symbolic link");
    }
  }

  void add_symlink(const fs::path& link, const std::string& relative) {
    TreeEntry entry;
    entry.path = relative;
    entry.kind = TreeEntry::Kind::symlink;
    entry.target = fs::read_symlink(link).string();
    if (starts_with_path(entry.target, m_tree.string())) {
      throw Error(ErrorKind::refused,
                  "the symbolic link `" + link.string() +
                      "` has the absolute path of the tree as target",
                  {"make it relative: `ln -srf TARGET " + link.string() + "`"});
    }
    if (!is_portable_path(entry.target)) {
      throw Error(ErrorKind::refused,
                  "the target of the symbolic link `" + link.string() +
                      "` is not UTF-8 or has control characters");
    }
    std::error_code ignored; // a link that leads nowhere stays a link
    const fs::path resolved = fs::canonical(link, ignored);
    if (!ignored && starts_with_path(resolved.string(), m_tree.string()) &&
        fs::is_regular_file(resolved)) {
      entry.resolved_file = resolved;
    }
    m_entries.push_back(std::move(entry));
  }

  fs::path m_tree;
  std::vector<TreeEntry> m_entries;
};

} // namespace

std::vector<TreeEntry> list_tree(const fs::path& tree) {
  try {
    return TreeListing(tree).list();
  } catch (const fs::filesystem_error& error) {
    throw system_error("read", error.path1().string(), error.code().value());
  }
}

} // namespace etalon
