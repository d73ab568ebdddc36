#include "secrets.hpp"

#include <etalon/model/version.hpp>
#include <etalon/pip/index_settings.hpp>
#include <etalon/pip/pip_plan.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

namespace etalon {
namespace {

// `pip install --report` (pip's news of 22.2).
bool writes_report(const std::string& pip_version) {
  try {
    return Version::parse(pip_version) >= Version::parse("22.2");
  } catch (const Error&) {
    return false;
  }
}

} // namespace

PipPlan plan_pip(const PipRequest& request, const std::filesystem::path& scratch) {
  PipPlan plan;
  const std::vector<std::string> lines = absolute_pip_lines(request.lines);
  plan.requirements = join(lines, "\n") + "\n";
  plan.requirements_file = scratch / "requirements.txt";
  plan.command.arguments = {request.python,
                            "-m",
                            "pip",
                            "install",
                            "--no-input",
                            "--disable-pip-version-check",
                            "--requirement",
                            plan.requirements_file.native()};
  if (writes_report(request.pip_version)) {
    plan.report_file = scratch / "report.json";
    plan.command.arguments.insert(plan.command.arguments.end(),
                                  {"--report", plan.report_file.native()});
  }
  plan.command.environment = request.environment;
  // Whatever an activation script or the manifest's variables say.
  const EnvironmentBlock isolation = {{"PYTHONNOUSERSITE", "1"},
                                      {"PIP_CONFIG_FILE", "/dev/null"},
                                      {"PIP_ROOT_USER_ACTION", "ignore"},
                                      {"PIP_PROGRESS_BAR", "off"},
                                      {"PIP_NO_COLOR", "1"},
                                      {"PIP_USER", "0"}};
  for (const auto& [name, value] : isolation) {
    plan.command.environment[name] = value;
  }
  plan.command.working_directory = request.lines.front().folder;
  plan.secrets = find_secrets(plan.requirements);
  for (const auto& [name, value] : request.environment) {
    if (name.rfind("PIP_", 0) == 0) {
      const auto found = find_secrets(value);
      plan.secrets.insert(plan.secrets.end(), found.begin(), found.end());
    }
  }
  return plan;
}

EnvironmentBlock isolated_from_user(EnvironmentBlock caller) {
  EnvironmentBlock isolated = load_pip_index_settings(caller);
  for (auto& [name, value] : caller) {
    const bool is_pythons = name.rfind("PIP_", 0) == 0 || name.rfind("PYTHON", 0) == 0;
    if (!is_pythons && name != "VIRTUAL_ENV" && name != "__PYVENV_LAUNCHER__") {
      isolated.emplace(name, std::move(value));
    }
  }
  return isolated;
}

} // namespace etalon
