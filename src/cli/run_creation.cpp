#include "run_creation.hpp"

#include "change_text.hpp"
#include "plan_text.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

namespace etalon {

namespace {

void show_pip_warnings(const Printer& printer, const PipInstallation& pip) {
  for (const auto& warning : pip.warnings) {
    printer.warning(warning);
  }
  for (const auto& package : pip.overridden) {
    printer.warning(package.to_string());
  }
}

std::string render_times(const CreationResult& result) {
  const auto& times = result.times;
  auto text = fmt::format("index {:.2f}, solve {:.2f}, fetch {:.2f}, link {:.2f}",
                          times.fetch + times.index,
                          times.load + times.solve,
                          times.download,
                          times.link);
  return times.pip > 0 ? text + fmt::format(", pip {:.2f}", times.pip) : text;
}

std::string packages_text(const CreationResult& result) {
  auto text = fmt::format("{} packages", result.packages.size());
  return result.pip.packages.empty()
             ? text
             : text + fmt::format(" and {} by pip", result.pip.packages.size());
}

void show_result(const Printer& printer, const CreationPlan& plan, const CreationResult& result) {
  const auto& done = result.transaction;
  printer.result(fmt::format("created `{}`: {}, {} files, {} ({} linked, {} copied, {} "
                             "with the prefix written in)\n"
                             "  prefix          {}\n"
                             "  environment id  {}\n"
                             "  seconds         {}\n",
                             plan.request.name,
                             packages_text(result),
                             done.files,
                             format_bytes(done.bytes),
                             done.reflinked + done.hard_linked,
                             done.copied,
                             done.replaced,
                             plan.request.prefix.string(),
                             result.environment_id,
                             render_times(result)));
  const bool named = plan.request.name != plan.request.prefix.string();
  printer.note(fmt::format("\nrun something inside:  etalon run {} {} -- COMMAND\n",
                           named ? "-n" : "-p",
                           plan.request.name));
}

} // namespace

CreationTimes run_creation(const CreationPlan& plan,
                           const Config& config,
                           const Conduct& conduct,
                           Invocation& invocation) {
  const auto printer = invocation.printer();
  if (conduct.execution == Execution::dry_run) {
    printer.result(printer.is_json() ? render_plan_json(plan, nullptr)
                                     : render_plan(plan, printer.output()));
    printer.note(printer.is_json() ? "" : "\nthis was a dry run: nothing was changed\n");
    return plan.times;
  }
  if (plan.packages_to_fetch() > 0) {
    invocation.cold_path.enter();
  }
  printer.note(printer.is_json() ? "" : render_plan(plan, printer.errors()));
  if (!confirm(printer, "Proceed?", conduct.consent)) {
    throw Error(ErrorKind::cancelled, "nothing was changed");
  }
  ProgressDisplay display(printer, invocation.options.progress);
  display.expect(ProgressEvent::Stage::download, plan.packages_to_fetch(), plan.bytes_to_fetch());
  const auto result = create_environment(
      plan,
      config,
      {invocation.command_line(), invocation.environment},
      {invocation.files, invocation.cold_path, display.listener(), invocation.token});
  display.clear();
  for (const auto& warning : contested_warnings(result.contested)) {
    printer.warning(warning);
  }
  show_pip_warnings(printer, result.pip);
  if (printer.is_json()) {
    printer.result(render_plan_json(plan, &result));
  } else {
    show_result(printer, plan, result);
  }
  return result.times;
}

} // namespace etalon
