#include <etalon/app/pip_packages.hpp>
#include <etalon/app/verify_environment.hpp>
#include <etalon/pip/verify_packages.hpp>

#include <algorithm>

namespace etalon {

VerifyReport
verify_environment(const PrefixData& data, VerifyDepth depth, const CancellationToken& token) {
  auto report = verify_prefix(data, depth, token);
  const auto pip = verify_pip_packages(data.prefix,
                                       installed_pip_packages(data),
                                       depth == VerifyDepth::full ? PipVerifyDepth::hashes
                                                                  : PipVerifyDepth::sizes,
                                       token);
  auto& findings = report.findings;
  const auto is_pips = [&pip](const PathFinding& finding) {
    return finding.kind == FindingKind::extra &&
           std::binary_search(pip.owned.begin(), pip.owned.end(), finding.path);
  };
  findings.erase(std::remove_if(findings.begin(), findings.end(), is_pips), findings.end());
  for (const auto& finding : pip.findings) {
    const bool is_missing = finding.kind == PipFileFinding::Kind::missing;
    findings.push_back({is_missing ? FindingKind::missing : FindingKind::changed,
                        finding.path,
                        finding.package,
                        finding.detail});
  }
  std::stable_sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) {
    return a.path < b.path;
  });
  report.files_checked += pip.files_checked;
  report.files_hashed += pip.files_hashed;
  return report;
}

} // namespace etalon
