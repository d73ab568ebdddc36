#pragma once

#include "descriptor.hpp"

#include <etalon/util/subprocess.hpp>

namespace etalon {

// What execve wants; points into the command, which must outlive it.
class ArgumentVectors {
public:
  explicit ArgumentVectors(const Command& command);

  [[nodiscard]] char* const* arguments() const { return m_arguments.data(); }

  [[nodiscard]] char* const* environment() const { return m_environment.data(); }

private:
  std::vector<std::string> m_assignments;
  std::vector<char*> m_arguments;
  std::vector<char*> m_environment;
};

struct Pipe {
  Descriptor reader;
  Descriptor writer;
};

// Close-on-exec; never one of the descriptors 0 to 2, even where those are closed.
Pipe make_pipe();
Descriptor open_null_device();

// The ends that the child gets as its descriptors 0, 1 and 2.
struct ChildStreams {
  int input = -1;
  int output = -1;
  int errors = -1;
};

// Starts `command` as the leader of a process group of its own, so that what it starts in turn (a
// compiler's passes) can be ended with it; default signal handling, no other descriptor inherited.
pid_t start_process(const Command& command, const ChildStreams& streams);

void kill_group(pid_t pid) noexcept;

// Waits for the end, at most `timeout`; nullopt where the child still runs.
std::optional<ExitState> wait_for_end(pid_t pid, std::chrono::milliseconds timeout);

// Waits as long as it takes: for a child that was killed.
ExitState reap(pid_t pid);

// The program's file by PATH of the command's environment. Error{not_found} where there is none.
std::filesystem::path resolve_program(const Command& command);

// Appends what can be read without waiting; closes the descriptor at end of file.
void read_available(Descriptor& from, std::string& to);

// "1.5 s", "250 ms".
std::string duration_text(std::chrono::milliseconds duration);

} // namespace etalon
