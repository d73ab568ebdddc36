#include "record_file.hpp"

#include <etalon/pip/verify_packages.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace etalon {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_sha256 = "sha256=";

// "1A2b" -> "d40d9b", base64url without padding (RFC 4648); nullopt for other characters.
std::optional<std::string> hex_of_base64url(std::string_view text) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char letter : text.substr(0, text.find('='))) {
    const std::size_t value = letters.find(letter);
    if (value == std::string_view::npos) {
      return std::nullopt;
    }
    bits = ((bits << 6U) | static_cast<unsigned>(value)) & 0xfffU;
    count += 6;
    while (count >= 4) {
      count -= 4;
      hex += digits[(bits >> count) & 0xfU];
    }
  }
  hex.resize(hex.size() / 2 * 2); // the last letter fills up with zeros
  return hex;
}

class Verifier {
public:
  Verifier(const fs::path& prefix, PipVerifyDepth depth, const CancellationToken& token)
      : m_prefix(prefix), m_depth(depth), m_token(token) {}

  void check(const InstalledPipPackage& package) {
    m_package = fmt::format("{}-{}-pypi_0", package.package.name, package.package.version);
    const fs::path metadata = package.location;
    m_result.owned.push_back(package.location);
    const auto record = find_file(m_prefix / metadata / "RECORD");
    if (!record) {
      own_installed_files(metadata);
      return;
    }
    for (const RecordedPath& line : parse_record_file(*record)) {
      m_token.throw_if_cancelled();
      const fs::path path = (metadata.parent_path() / line.path).lexically_normal();
      const bool is_inside = path.is_relative() && path.native().rfind("..", 0) != 0;
      if (is_inside) {
        m_result.owned.push_back(path.native());
        check_file(path.native(), line);
      }
    }
  }

  PipVerification result() && {
    std::sort(m_result.owned.begin(), m_result.owned.end());
    return std::move(m_result);
  }

private:
  // Of an egg-info.
  void own_installed_files(const fs::path& metadata) {
    const std::string list = find_file(m_prefix / metadata / "installed-files.txt").value_or("");
    for (const std::string_view line : split(list, '\n')) {
      if (!trim(line).empty()) {
        m_result.owned.push_back((metadata / trim(line)).lexically_normal().native());
      }
    }
  }

  void check_file(const std::string& path, const RecordedPath& line) {
    if (line.hash.rfind(k_sha256, 0) != 0) {
      return;
    }
    ++m_result.files_checked;
    const fs::path file = m_prefix / path;
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    if (failed) {
      add(PipFileFinding::Kind::missing, path, "");
    } else if (!line.size.empty() && line.size != std::to_string(size)) {
      add(PipFileFinding::Kind::changed,
          path,
          fmt::format("{} bytes instead of {}", size, line.size));
    } else if (m_depth == PipVerifyDepth::hashes) {
      ++m_result.files_hashed;
      const auto wanted = hex_of_base64url(std::string_view(line.hash).substr(k_sha256.size()));
      if (wanted != sha256_file(file)) {
        add(PipFileFinding::Kind::changed, path, "other bytes");
      }
    }
  }

  void add(PipFileFinding::Kind kind, const std::string& path, std::string detail) {
    m_result.findings.push_back({kind, path, m_package, std::move(detail)});
  }

  const fs::path& m_prefix;
  PipVerifyDepth m_depth;
  const CancellationToken& m_token;
  std::string m_package;
  PipVerification m_result;
};

} // namespace

PipVerification verify_pip_packages(const fs::path& prefix,
                                    const std::vector<InstalledPipPackage>& packages,
                                    PipVerifyDepth depth,
                                    const CancellationToken& token) {
  Verifier verifier(prefix, depth, token);
  for (const InstalledPipPackage& package : packages) {
    verifier.check(package);
  }
  return std::move(verifier).result();
}

} // namespace etalon
