#include "run_change.hpp"

#include "change_text.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>

namespace etalon {

namespace {

void show_warnings(const Printer& printer, const ChangeResult& result) {
  for (const auto& warning : contested_warnings(result.contested)) {
    printer.warning(warning);
  }
  for (const auto& warning : kept_warnings(result.kept)) {
    printer.warning(warning);
  }
  for (const auto& warning : result.pip.warnings) {
    printer.warning(warning);
  }
  for (const auto& package : result.pip.overridden) {
    printer.warning(package.to_string());
  }
}

ExitStatus show_plan(const ChangePlan& plan, const Conduct& conduct, const Printer& printer) {
  const bool is_dry_run = conduct.execution == Execution::dry_run;
  if (printer.is_json()) {
    printer.result(render_change_json(plan, nullptr, is_dry_run));
  } else if (plan.is_empty()) {
    printer.result(fmt::format("nothing to do: `{}` is as asked for\n", plan.request.name));
  } else {
    printer.result(render_change_plan(plan, printer.output()));
    printer.note("\nthis was a dry run: nothing was changed\n");
  }
  return ExitStatus::success;
}

} // namespace

void end_interrupted_change(const std::filesystem::path& prefix,
                            const Config& config,
                            const Conduct& conduct,
                            Invocation& invocation) {
  if (conduct.execution == Execution::dry_run || !has_open_change(prefix)) {
    return;
  }
  invocation.cold_path.enter(); // nothing may have been changed when it takes over
  const auto recovery = recover_environment(prefix, config, invocation.files, invocation.token);
  if (recovery != Recovery::nothing) {
    invocation.printer().note(
        fmt::format("an interrupted change of `{}` was {}\n",
                    display_name(prefix, config),
                    recovery == Recovery::undone ? "taken back" : "brought to its end"));
  }
}

ExitStatus run_change(const ChangePlan& plan,
                      const Config& config,
                      const Conduct& conduct,
                      Invocation& invocation) {
  const auto printer = invocation.printer();
  if (plan.is_empty() || conduct.execution == Execution::dry_run) {
    return show_plan(plan, conduct, printer);
  }
  if (plan.packages_to_fetch() > 0) {
    invocation.cold_path.enter();
  }
  printer.note(printer.is_json() ? "" : render_change_plan(plan, printer.errors()));
  if (!confirm(printer, "Proceed?", conduct.consent)) {
    throw Error(ErrorKind::cancelled, "nothing was changed");
  }
  ProgressDisplay display(printer, invocation.options.progress);
  display.expect(ProgressEvent::Stage::download, plan.packages_to_fetch(), plan.bytes_to_fetch());
  const auto result = change_environment(
      plan,
      config,
      {invocation.command_line(), invocation.environment},
      {invocation.files, invocation.cold_path, display.listener(), invocation.token});
  display.clear();
  show_warnings(printer, result);
  printer.result(printer.is_json() ? render_change_json(plan, &result, false)
                                   : render_change_result(plan, result));
  return ExitStatus::success;
}

} // namespace etalon
