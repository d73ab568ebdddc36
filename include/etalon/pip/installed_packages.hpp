#pragma once

#include <etalon/model/environment_id.hpp>
#include <etalon/model/prefix_record.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Where pip took a package from (PEP 610).
enum class PipOrigin {
  index,      // PyPI or one like it: no direct_url.json
  archive,    // a file or URL
  repository, // a checkout of a version control system
  directory,  // a source tree on this machine
  editable,   // likewise, imported from there: what runs can change without a trace
};

// A Python package in an environment that no conda package brought.
struct InstalledPipPackage {
  PipPackage package;
  // The line of a `pip:` section that brings it back: "name==version", "name @ URL", "-e
  // DIRECTORY". Without credentials.
  std::string requirement;
  PipOrigin origin = PipOrigin::index;
  std::string location; // of its metadata, relative to the prefix
};

// The Python packages below PREFIX/SITE_PACKAGES that none of `records` owns, sorted by name:
// *.dist-info (PEP 376, PEP 627), and the *.egg-info and *.egg-link that old pips leave. Metadata
// that says no name or version, or pip's own leavings ("~ame"), are passed over; where a name
// stands twice Python sees the first. A hash says the same of equal installs in different prefixes,
// see PipPackage. Throws Error{io} where a file cannot be read.
std::vector<InstalledPipPackage> find_pip_packages(const std::filesystem::path& prefix,
                                                   const std::string& site_packages,
                                                   const std::vector<PrefixRecord>& records);

// "Foo.Bar_baz" -> "foo-bar-baz" (PEP 503): how indexes and this project write a name.
std::string normalize_pip_name(std::string_view name);

} // namespace etalon
