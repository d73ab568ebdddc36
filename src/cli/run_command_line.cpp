#include "run_command_line.hpp"

#include "command_line_parser.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/log.hpp>
#include <etalon/util/subprocess.hpp>

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>

namespace etalon {

namespace {

// Signal handlers can reach nothing but this; set once, before handlers are installed.
CancellationToken* g_interrupted = nullptr;

extern "C" void etalon_interrupt(int /*signal*/) {
  g_interrupted->cancel();
}

void install_interrupt_handler(CancellationToken& token) {
  g_interrupted = &token;

  struct sigaction action {};

  action.sa_handler = etalon_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND); // the second Ctrl-C ends at once
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

InstallLayout find_layout() {
  std::error_code failed;
  auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  auto root = self.parent_path().parent_path();
  if (root.filename() == "libexec") { // etalon-full lies one folder deeper
    root = root.parent_path();
  }
  return {root / "libexec" / "etalon" / "etalon-full", root / "share" / "etalon" / "runner"};
}

ExitStatus report_bug(const char* what) {
  std::fprintf(stderr,
               "error: a bug in Etalon: %s\n\nhint: please report it with the command that you "
               "typed and the output of `etalon --version`\n",
               what);
  return ExitStatus::bug;
}

// For the first use of the network, so that the warning comes once.
Config load_network_config(const Invocation& invocation) {
  auto config = invocation.config();
  if (config.ssl_verify.value.mode == CertificateCheck::Mode::skip) {
    invocation.printer().warning(
        fmt::format("the certificates of servers are not verified: `ssl_verify` is false ({})",
                    config.ssl_verify.origin));
  }
  return config;
}

ExitStatus run_parsed(Invocation& invocation) {
  const auto verbosity = invocation.options.verbosity;
  set_log_level(verbosity > 1   ? LogLevel::debug
                : verbosity > 0 ? LogLevel::info
                                : LogLevel::warning);
  return invocation.command();
}

} // namespace

int run_command_line(int argc, char** argv, const MakeColdPath& make_cold_path) {
  const Invocation* parsed_call = nullptr;
  const ProgramStart start{{argv, argv + argc}, current_environment(), find_layout(), [&] {
                             return load_network_config(*parsed_call);
                           }};
  const auto files = make_posix_file_system();
  const auto cold_path = make_cold_path(start);
  Invocation invocation{
      start.arguments, start.environment, start.layout, {}, *files, *cold_path, {}, {}, {}};
  parsed_call = &invocation;
  install_interrupt_handler(invocation.token);
  auto status = ExitStatus::success;
  try {
    const auto parsed = parse_command_line(invocation);
    status = parsed == Parsed::command ? run_parsed(invocation) : ExitStatus::success;
  } catch (const Error& error) {
    status = exit_status_of(error.kind());
    invocation.printer().error(error);
  } catch (const std::exception& error) {
    status = report_bug(error.what());
  }
  return static_cast<int>(status);
}

} // namespace etalon
