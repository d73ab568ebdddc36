#pragma once

#include <etalon/prefix/change.hpp>
#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>
#include <support/faulty_file_system.hpp>
#include <support/scratch_directory.hpp>
#include <support/tree_listing.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// An environment, a change of it, and what it is like before and after: for the tests that
// interrupt the change in every way.
namespace etalon::test {

using Listing = std::map<std::string, std::string>;

inline std::string without_dates(const std::string& history) {
  std::string text;
  for (const std::string_view line : split(history, '\n')) {
    text += line.substr(0, line.find("==> "));
    text += '\n';
  }
  return text;
}

// What differs between two runs although the environments are the same: the time in the history,
// and the times of files that were written.
inline Listing comparable(const std::filesystem::path& prefix) {
  Listing listing = list_everything(prefix);
  for (auto& [path, content] : listing) {
    if (path == "conda-meta/history") {
      content = without_dates(content);
    } else if (path == "conda-meta/etalon-files") {
      content = "times";
    }
  }
  return listing;
}

// Empty where two listings are equal; else the paths that differ.
inline std::vector<std::string> differences(const Listing& a, const Listing& b) {
  std::vector<std::string> paths;
  for (const auto& [path, content] : a) {
    const auto found = b.find(path);
    if (found == b.end() || found->second != content) {
      paths.push_back(path);
    }
  }
  for (const auto& entry : b) {
    if (a.count(entry.first) == 0) {
      paths.push_back(entry.first);
    }
  }
  return paths;
}

// An environment of `stays`, `goes` and `moves` 1.0, and the change that removes the second, brings
// `comes` and makes the third 2.0: with clobbering, a file in place of a directory and the reverse,
// a user's files, links, placeholders, empty directories.
class ChangingEnvironment {
public:
  explicit ChangingEnvironment(const ScratchDirectory& scratch)
      : m_scratch(scratch), m_prefix(scratch / "envs/x") {
    const std::string room(200, 'p');
    ExtractedPackage stays(scratch, "stays");
    stays.file("lib/stays", "s").file("share/contested", "of stays").file("share/late", "of stays");
    ExtractedPackage goes(scratch, "goes");
    goes.file("lib/only/goes", "g")
        .file("share/contested", "of goes")
        .symlink("lib/link", "stays")
        .directory("var/empty")
        .file("lib/m.py", "1")
        .file("etc/settings", "default");
    ExtractedPackage moves(scratch, "moves");
    moves.file("bin/moves", "1", 0755)
        .file("lib/tree/a", "a")
        .file("flat", "f")
        .placeholder_file("share/text", room + "1", room, FileMode::text);
    ExtractedPackage newer(scratch, "moves", "2.0");
    newer.file("bin/moves", "two", 0755)
        .file("lib/tree", "now a file")
        .file("flat/deep/f", "now below")
        .placeholder_file("share/text", room + "2", room, FileMode::text)
        .placeholder_file("share/binary", room, room, FileMode::binary);
    ExtractedPackage comes(scratch, "comes");
    comes.file("share/late", "of comes").file("users/file", "of comes").file("new/dir/file", "n");
    m_old = {goes.build(), moves.build(), stays.build()};
    m_new = {comes.build(), newer.build()};
  }

  // Makes it anew, as it is before the change.
  void make() const {
    m_scratch.files().remove_tree(m_prefix);
    PlanOptions options;
    options.requested_specs = {"goes", "moves"};
    options.variables = {{"A", "1"}};
    execute(m_scratch.files(), plan_transaction(PrefixData(), m_prefix, m_old, options), {});
    m_scratch.write("envs/x/users/file", "the user's");
    m_scratch.files().write_file(m_prefix / "etc/settings", "changed");
    m_scratch.write("envs/x/lib/__pycache__/m.cpython-311.pyc", "byte code");
  }

  [[nodiscard]] PrefixChange plan() const {
    PackagesToChange packages;
    packages.remove = {"goes", "moves"};
    packages.link = m_new;
    packages.order = {"comes", "moves", "stays"};
    ChangePlanOptions options;
    options.update_specs = {"comes"};
    options.remove_specs = {"goes"};
    options.variables = {{"A", "2"}};
    return plan_change(PrefixData::load(m_prefix), std::move(packages), options);
  }

  [[nodiscard]] const std::filesystem::path& prefix() const { return m_prefix; }

private:
  const ScratchDirectory& m_scratch;
  std::filesystem::path m_prefix;
  std::vector<PackageToLink> m_old;
  std::vector<PackageToLink> m_new;
};

inline ChangeExecution with(Durability durability) {
  ChangeExecution execution;
  execution.durability = durability;
  return execution;
}

// What the environment is like before and after.
struct Ends {
  Listing before;
  Listing after;
  std::size_t effects = 0;
};

// Tells what keeps `now` from being the end that it is nearer to.
inline bool is_one_of(const Listing& now, const Ends& ends) {
  std::vector<std::string> before = differences(now, ends.before);
  std::vector<std::string> after = differences(now, ends.after);
  const std::vector<std::string>& nearer = before.size() < after.size() ? before : after;
  CHECK(nearer == std::vector<std::string>{});
  return nearer.empty();
}

inline Ends find_ends(const ChangingEnvironment& environment, Durability durability) {
  Ends ends;
  environment.make();
  ends.before = comparable(environment.prefix());
  FaultyFileSystem counter;
  execute_change(counter, environment.plan(), with(durability));
  ends.after = comparable(environment.prefix());
  ends.effects = counter.effects();
  return ends;
}

} // namespace etalon::test
