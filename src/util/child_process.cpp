#include "child_process.hpp"

#include <etalon/util/error.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <thread>

namespace etalon {
namespace {

constexpr int k_first_free = 3;

Error spawn_error(const std::string& program, int number) {
  const Error error = system_error("run", program, number);
  const bool is_absent = number == ENOENT || number == EACCES || number == ENOEXEC;
  return Error(is_absent ? ErrorKind::not_found : ErrorKind::io, error.message());
}

// Owns the two objects of posix_spawn.
class SpawnSettings {
public:
  SpawnSettings() {
    posix_spawn_file_actions_init(&m_actions);
    posix_spawnattr_init(&m_attributes);
    sigset_t signals;
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&m_attributes, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&m_attributes, &signals);
    posix_spawnattr_setpgroup(&m_attributes, 0);
    posix_spawnattr_setflags(
        &m_attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }

  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&m_actions);
    posix_spawnattr_destroy(&m_attributes);
  }

  posix_spawn_file_actions_t* actions() { return &m_actions; }

  posix_spawnattr_t* attributes() { return &m_attributes; }

private:
  posix_spawn_file_actions_t m_actions{};
  posix_spawnattr_t m_attributes{};
};

Descriptor above_standard(Descriptor file) {
  if (file.get() >= k_first_free) {
    return file;
  }
  Descriptor moved(::fcntl(file.get(), F_DUPFD_CLOEXEC, k_first_free));
  if (!moved.is_open()) {
    throw system_error("open", "a pipe", errno);
  }
  return moved;
}

ExitState state_of(int status) {
  if (WIFSIGNALED(status)) {
    return {128 + WTERMSIG(status), WTERMSIG(status)};
  }
  return {WEXITSTATUS(status), 0};
}

} // namespace

ArgumentVectors::ArgumentVectors(const Command& command) {
  // execve takes pointers to characters it does not change.
  for (const std::string& argument : command.arguments) {
    m_arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  m_arguments.push_back(nullptr);
  m_assignments.reserve(command.environment.size());
  for (const auto& [name, value] : command.environment) {
    m_assignments.push_back(name + "=" + value);
    m_environment.push_back(m_assignments.back().data());
  }
  m_environment.push_back(nullptr);
}

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw system_error("open", "a pipe", errno);
  }
  Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  return {above_standard(std::move(reader)), above_standard(std::move(writer))};
}

Descriptor open_null_device() {
  Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null.is_open()) {
    throw system_error("open", "/dev/null", errno);
  }
  return above_standard(std::move(null));
}

std::filesystem::path resolve_program(const Command& command) {
  const std::string& name = command.arguments.front();
  const auto path = command.environment.find("PATH");
  std::optional<std::filesystem::path> found =
      find_program(name, path == command.environment.end() ? "/usr/bin:/bin" : path->second);
  if (!found) {
    throw Error(ErrorKind::not_found,
                name.find('/') == std::string::npos
                    ? fmt::format("cannot run `{}`: no such program in PATH", name)
                    : fmt::format("cannot run `{}`: no such program", name));
  }
  return std::move(*found);
}

pid_t start_process(const Command& command, const ChildStreams& streams) {
  const std::filesystem::path program = resolve_program(command);
  SpawnSettings settings;
  posix_spawn_file_actions_adddup2(settings.actions(), streams.input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(settings.actions(), streams.output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(settings.actions(), streams.errors, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(settings.actions(), k_first_free);
  if (command.working_directory) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(*command.working_directory, ignored)) {
      throw Error(ErrorKind::not_found,
                  fmt::format("cannot run `{}` in `{}`: no such directory",
                              command.arguments.front(),
                              command.working_directory->native()));
    }
    posix_spawn_file_actions_addchdir_np(settings.actions(), command.working_directory->c_str());
  }
  const ArgumentVectors vectors(command);
  pid_t pid = -1;
  const int number = ::posix_spawn(&pid,
                                   program.c_str(),
                                   settings.actions(),
                                   settings.attributes(),
                                   vectors.arguments(),
                                   vectors.environment());
  if (number != 0) {
    throw spawn_error(program.native(), number);
  }
  return pid;
}

void kill_group(pid_t pid) noexcept {
  ::kill(-pid, SIGKILL);
}

std::optional<ExitState> wait_for_end(pid_t pid, std::chrono::milliseconds timeout) {
  using std::chrono::steady_clock;
  const steady_clock::time_point deadline = steady_clock::now() + timeout;
  std::chrono::microseconds pause{100};
  for (;;) {
    int status = 0;
    const pid_t ended = ::waitpid(pid, &status, WNOHANG);
    if (ended == pid) {
      return state_of(status);
    }
    if (ended < 0 && errno != EINTR) {
      throw system_error("wait for", fmt::format("process {}", pid), errno);
    }
    if (steady_clock::now() >= deadline) {
      return std::nullopt;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, std::chrono::microseconds{10'000});
  }
}

ExitState reap(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return state_of(status);
}

void read_available(Descriptor& from, std::string& to) {
  std::array<char, 65536> block{};
  // Bounded: a child that writes without end must not keep us here. A pipe holds no more.
  for (int i = 0; i < 16 && from.is_open(); ++i) {
    const ssize_t got = ::read(from.get(), block.data(), block.size());
    if (got > 0) {
      to.append(block.data(), static_cast<std::size_t>(got));
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
      from.reset();
    } else if (errno == EAGAIN) {
      return;
    }
  }
}

std::string duration_text(std::chrono::milliseconds duration) {
  if (duration.count() < 1000) {
    return fmt::format("{} ms", duration.count());
  }
  return fmt::format("{} s", static_cast<double>(duration.count()) / 1000);
}

} // namespace etalon
