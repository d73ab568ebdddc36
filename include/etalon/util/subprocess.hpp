#pragma once

#include <etalon/util/cancellation.hpp>

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// What to start. The environment is exactly `environment`, not this process's.
struct Command {
  std::vector<std::string>
      arguments; // [0] is the program: a path, or a name looked up in PATH of `environment`
  std::map<std::string, std::string> environment;
  std::optional<std::filesystem::path> working_directory;
};

// How a child ended: exited with `code`, or killed by `signal` (then code is 128 + signal).
struct ExitState {
  int code = 0;
  int signal = 0;

  [[nodiscard]] bool ok() const { return code == 0 && signal == 0; }

  // "exited with status 3", "was killed by signal 9 (Killed)".
  [[nodiscard]] std::string to_string() const;
};

struct CapturedOutput {
  ExitState state;
  std::string standard_output;
  std::string standard_error;
};

// Runs to the end with stdin from /dev/null. Error{not_found} where the program is absent,
// Error{cancelled} after killing it when `token` fires, Error{io} on timeout.
CapturedOutput run_captured(const Command& command,
                            const CancellationToken& token,
                            std::optional<std::chrono::milliseconds> timeout = std::nullopt);

// Runs to the end with stdin from /dev/null, and gives each line of its output and its errors, in
// the order in which they come, as soon as it is there. A line is at most 1 MiB: longer ones come
// in pieces. Error{not_found} and Error{cancelled} as run_captured().
ExitState run_streamed(const Command& command,
                       const std::function<void(std::string_view line)>& on_line,
                       const CancellationToken& token);

// A child that is spoken with line by line over its stdin and stdout; stderr is collected (its last
// 64 KiB). Killed and reaped on destruction.
class LineProcess {
public:
  explicit LineProcess(const Command& command);
  LineProcess(const LineProcess&) = delete;
  LineProcess& operator=(const LineProcess&) = delete;
  ~LineProcess();

  // Error{io} where the child has gone (no SIGPIPE).
  void write_line(std::string_view line);
  // The next line without its end; nullopt at end of file. Error{io} "no answer within ..." after
  // `timeout`, Error{cancelled} when the token fires. A line is at most 16 MiB.
  std::optional<std::string> read_line(std::chrono::milliseconds timeout,
                                       const CancellationToken& token);
  // Closes its stdin and waits; kills it after `timeout`.
  ExitState finish(std::chrono::milliseconds timeout);

  [[nodiscard]] pid_t pid() const { return m_pid; }

  [[nodiscard]] const std::string& error_text() const { return m_error_text; }

private:
  std::optional<std::string> take_line();
  void wait_for_child(short input_events, std::chrono::milliseconds at_most);
  void drain_output();
  void drain_errors();
  void close_input();

  std::string m_program;
  pid_t m_pid = -1; // also the process group's; -1 once reaped
  int m_input = -1;
  int m_output = -1;
  int m_errors = -1;
  std::string m_buffer;
  std::size_t m_searched = 0; // how much of m_buffer is known to hold no line's end
  std::string m_error_text;
};

// Replaces this process (execve); returns only by throwing. Error{not_found} where absent or not
// executable.
[[noreturn]] void replace_process(const Command& command);

// `name` looked up in the directories of `path_variable`; a name with a '/' is taken as it is.
std::optional<std::filesystem::path> find_program(std::string_view name,
                                                  std::string_view path_variable);

// This process's environment.
std::map<std::string, std::string> current_environment();

} // namespace etalon
