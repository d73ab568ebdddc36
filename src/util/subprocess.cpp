#include "child_process.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/subprocess.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace etalon {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds k_tick{50}; // how late a cancellation may be noticed

bool is_program(const std::filesystem::path& path) {
  struct stat status {};

  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

void reset_signals() {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
}

// A started child whose streams are read until it ends.
class CapturedChild {
public:
  explicit CapturedChild(const Command& command) {
    const Descriptor null = open_null_device();
    Pipe output = make_pipe();
    Pipe errors = make_pipe();
    m_pid = start_process(command, {null.get(), output.writer.get(), errors.writer.get()});
    m_output = std::move(output.reader);
    m_errors = std::move(errors.reader);
    ::fcntl(m_output.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(m_errors.get(), F_SETFL, O_NONBLOCK);
  }

  CapturedChild(const CapturedChild&) = delete;
  CapturedChild& operator=(const CapturedChild&) = delete;

  ~CapturedChild() {
    if (m_pid > 0) {
      kill_group(m_pid);
      reap(m_pid);
    }
  }

  // Reads for one tick; true once the child has ended.
  bool read_on(CapturedOutput& captured) {
    if (m_output.is_open() || m_errors.is_open()) {
      std::array<struct pollfd, 2> waits = {
          {{m_output.get(), POLLIN, 0}, {m_errors.get(), POLLIN, 0}}};
      ::poll(waits.data(), waits.size(), static_cast<int>(k_tick.count()));
    }
    // Before reading: what was written before the end is then read as well. A grandchild may hold
    // the streams open for ever, so their end is not waited for.
    const bool streams_ended = !m_output.is_open() && !m_errors.is_open();
    const std::optional<ExitState> state =
        wait_for_end(m_pid, streams_ended ? k_tick : milliseconds{0});
    read_available(m_output, captured.standard_output);
    read_available(m_errors, captured.standard_error);
    if (state) {
      m_pid = -1;
      captured.state = *state;
    }
    return state.has_value();
  }

private:
  pid_t m_pid = -1;
  Descriptor m_output;
  Descriptor m_errors;
};

} // namespace

std::string ExitState::to_string() const {
  if (signal != 0) {
    return fmt::format("was killed by signal {} ({})", signal, ::sigdescr_np(signal));
  }
  return fmt::format("exited with status {}", code);
}

CapturedOutput run_captured(const Command& command,
                            const CancellationToken& token,
                            std::optional<milliseconds> timeout) {
  token.throw_if_cancelled();
  const steady_clock::time_point start = steady_clock::now();
  CapturedChild child(command);
  CapturedOutput captured;
  while (!child.read_on(captured)) {
    token.throw_if_cancelled();
    if (timeout && steady_clock::now() - start >= *timeout) {
      throw Error(ErrorKind::io,
                  fmt::format("`{}` did not end within {}",
                              command.arguments.front(),
                              duration_text(*timeout)));
    }
  }
  return captured;
}

void replace_process(const Command& command) {
  const std::filesystem::path program = resolve_program(command);
  if (command.working_directory && ::chdir(command.working_directory->c_str()) != 0) {
    throw system_error("enter", command.working_directory->native(), errno);
  }
  reset_signals();
  const ArgumentVectors vectors(command);
  ::execve(program.c_str(), vectors.arguments(), vectors.environment());
  if (errno == ENOEXEC) { // a script without "#!" is one for sh (POSIX, execvp)
    Command shell = command;
    shell.arguments.front() = program.native();
    shell.arguments.insert(shell.arguments.begin(), "sh");
    const ArgumentVectors for_shell(shell);
    ::execve("/bin/sh", for_shell.arguments(), for_shell.environment());
  }
  const int number = errno;
  throw Error(number == ENOENT || number == EACCES ? ErrorKind::not_found : ErrorKind::io,
              system_error("run", program.native(), number).message());
}

std::optional<std::filesystem::path> find_program(std::string_view name,
                                                  std::string_view path_variable) {
  if (name.empty()) {
    return std::nullopt;
  }
  if (name.find('/') != std::string_view::npos) {
    std::filesystem::path path(name);
    return is_program(path) ? std::optional(std::move(path)) : std::nullopt;
  }
  for (const std::string_view directory : split(path_variable, ':')) {
    // An empty piece means the current directory (POSIX).
    std::filesystem::path path = std::filesystem::path(directory.empty() ? "." : directory) / name;
    if (is_program(path)) {
      return path;
    }
  }
  return std::nullopt;
}

std::map<std::string, std::string> current_environment() {
  std::map<std::string, std::string> variables;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view assignment(*at);
    const std::size_t equals = assignment.find('=');
    if (equals != std::string_view::npos) {
      variables.emplace(assignment.substr(0, equals), assignment.substr(equals + 1));
    }
  }
  return variables;
}

} // namespace etalon
