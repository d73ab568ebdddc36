#include "commands.hpp"

#include <etalon/app/environment_request.hpp>
#include <etalon/app/inspect_environment.hpp>
#include <etalon/app/verify_environment.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <memory>

namespace etalon {

namespace {

using nlohmann::ordered_json;

struct VerifyWords {
  EnvironmentOptions where;
  bool full = false;
};

const char* word_of(FindingKind kind) {
  switch (kind) {
  case FindingKind::missing:
    return "missing";
  case FindingKind::changed:
    return "changed";
  case FindingKind::wrong_type:
    return "wrong_type";
  case FindingKind::extra:
    return "extra";
  }
  return "unknown";
}

ordered_json report_json(const VerifyReport& report, const std::string& environment_id) {
  ordered_json findings = ordered_json::array();
  for (const auto& finding : report.findings) {
    findings.push_back({{"kind", word_of(finding.kind)},
                        {"path", finding.path},
                        {"package", finding.package},
                        {"detail", finding.detail}});
  }
  return {{"version", 1},
          {"intact", report.is_intact()},
          {"environment_id", report.is_intact() ? ordered_json(environment_id) : ordered_json()},
          {"files_checked", report.files_checked},
          {"files_hashed", report.files_hashed},
          {"findings", std::move(findings)}};
}

ExitStatus verify(const VerifyWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto data = PrefixData::load(words.where.find(config));
  const auto report = verify_environment(
      data, words.full ? VerifyDepth::full : VerifyDepth::quick, invocation.token);
  if (printer.is_json()) {
    printer.result(report_json(report, installed_environment_id(data)).dump(2) + "\n");
  } else {
    printer.result(render_findings(report.findings, std::numeric_limits<std::size_t>::max()));
    printer.result(fmt::format("{}: {} files checked, {} of them by sha256\n",
                               report.is_intact() ? "intact" : "damaged",
                               report.files_checked,
                               report.files_hashed));
  }
  return report.is_intact() ? ExitStatus::success : ExitStatus::no;
}

} // namespace

void add_verify_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "verify", "Compare the files of an environment with what its packages brought");
  const auto words = std::make_shared<VerifyWords>();
  add_environment_options(*command, words->where, "verify (default: the active one)");
  command->add_flag(
      "--full", words->full, "By sha256 of every file, not by size and modification time");
  command->footer("\nExit status: 0 intact, 1 damaged. Packages of pip are compared with their "
                  "RECORDs. Files that "
                  "no package owns are listed and are "
                  "no damage.");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return verify(*words, invocation); };
  });
}

} // namespace etalon
