#include "member_guard.hpp"

#include <etalon/archive/member_path.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace etalon {
namespace {

constexpr std::size_t k_max_name = 255; // NAME_MAX of Linux's file systems

Error refusal(std::string reason) {
  return {ErrorKind::refused, std::move(reason)};
}

std::string in_backticks(std::string_view text) {
  return "`" + std::string(text) + "`";
}

std::uint64_t saturated_product(std::uint64_t a, std::uint64_t b) {
  constexpr auto k_max = std::numeric_limits<std::uint64_t>::max();
  return a != 0 && b > k_max / a ? k_max : a * b;
}

} // namespace

MemberGuard::MemberGuard(const ExtractionLimits& limits, std::uint64_t archive_bytes)
    : m_limits(limits),
      m_max_bytes(std::min(
          limits.total_bytes,
          std::max(limits.ratio_free_bytes, saturated_product(limits.ratio, archive_bytes)))) {}

std::string MemberGuard::clean_path(std::string_view written) const {
  if (written.size() > m_limits.path_length) {
    throw refusal("a member's path is longer than " + std::to_string(m_limits.path_length) +
                  " bytes");
  }
  if (!is_portable_path(written)) {
    throw refusal("a member's path is empty, not UTF-8 or has control characters");
  }
  if (written.front() == '/') {
    throw refusal("the member " + in_backticks(written) + " has an absolute path");
  }
  std::vector<std::string> parts;
  for (const std::string_view part : split(written, '/')) {
    if (part == "..") {
      throw refusal("the member " + in_backticks(written) + " leads out of the package");
    }
    if (part.size() > k_max_name) {
      throw refusal("a member's path has a name longer than " + std::to_string(k_max_name) +
                    " bytes");
    }
    if (!part.empty() && part != ".") {
      parts.emplace_back(part);
    }
  }
  if (parts.size() > m_limits.path_depth) {
    throw refusal("the member " + in_backticks(written) + " lies more than " +
                  std::to_string(m_limits.path_depth) + " folders deep");
  }
  return join(parts, "/");
}

std::string MemberGuard::clean_target(std::string_view written, std::string_view path) const {
  if (written.size() > m_limits.path_length || !is_portable_path(written)) {
    throw refusal("the symbolic link " + in_backticks(path) +
                  " has a target that is empty, too long, not UTF-8 or has control characters");
  }
  return std::string(written);
}

void MemberGuard::admit_parents(const std::string& path) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const auto parent = m_kinds.emplace(path.substr(0, slash), Kind::directory).first;
    if (parent->second == Kind::symlink) {
      throw refusal("the member " + in_backticks(path) + " lies below the symbolic link " +
                    in_backticks(parent->first));
    }
    if (parent->second == Kind::file) {
      throw refusal("the member " + in_backticks(path) + " lies below the file " +
                    in_backticks(parent->first));
    }
  }
}

MemberGuard::Verdict MemberGuard::admit(const std::string& path, Kind kind) {
  ++m_entries;
  if (m_entries > m_limits.entries) {
    throw refusal("it has more than " + std::to_string(m_limits.entries) + " members");
  }
  admit_parents(path);
  const auto known = m_kinds.emplace(path, kind);
  if (known.second) {
    return Verdict::create;
  }
  if (kind == Kind::directory && known.first->second == Kind::directory) {
    return Verdict::exists_already;
  }
  throw refusal("the member " + in_backticks(path) + " appears twice");
}

void MemberGuard::check_hard_link(const std::string& path, const std::string& target) const {
  const auto known = m_kinds.find(target);
  if (path == target || known == m_kinds.end() || known->second != Kind::file) {
    throw refusal("the hard link " + in_backticks(path) + " does not lead to an earlier file of " +
                  "the package");
  }
}

void MemberGuard::count_bytes(std::uint64_t bytes) {
  if (bytes > m_max_bytes - m_bytes) {
    throw refusal("it unpacks to more than " + format_bytes(m_max_bytes));
  }
  m_bytes += bytes;
}

} // namespace etalon
