#include "child_process.hpp"

#include <etalon/util/error.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace etalon {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds k_tick{50};
constexpr std::size_t k_line_limit = 16U * 1024 * 1024;
constexpr std::size_t k_error_limit = 64U * 1024;

// A write to a pipe that nobody reads raises SIGPIPE. It is held back for this thread only, and
// taken away if it came of our write: the handlers of the process stay as they are.
ssize_t write_without_signal(int descriptor, std::string_view bytes) {
  sigset_t broken_pipe;
  sigset_t before;
  sigset_t pending;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  sigpending(&pending);
  const bool was_pending = sigismember(&pending, SIGPIPE) == 1;
  ::pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
  const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
  const int number = errno;
  if (written < 0 && number == EPIPE && !was_pending) {
    const struct timespec at_once {};

    while (::sigtimedwait(&broken_pipe, nullptr, &at_once) < 0 && errno == EINTR) {
    }
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = number;
  return written;
}

void close_descriptor(int& descriptor) {
  const Descriptor closed(std::exchange(descriptor, -1));
}

void read_into(int& descriptor, std::string& text) {
  Descriptor from(std::exchange(descriptor, -1));
  read_available(from, text);
  descriptor = from.release();
}

} // namespace

LineProcess::LineProcess(const Command& command) : m_program(command.arguments.front()) {
  Pipe input = make_pipe();
  Pipe output = make_pipe();
  Pipe errors = make_pipe();
  m_pid = start_process(command, {input.reader.get(), output.writer.get(), errors.writer.get()});
  m_input = input.writer.release();
  m_output = output.reader.release();
  m_errors = errors.reader.release();
  for (const int descriptor : {m_input, m_output, m_errors}) {
    ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
  }
}

LineProcess::~LineProcess() {
  close_input();
  close_descriptor(m_output);
  close_descriptor(m_errors);
  if (m_pid > 0) {
    kill_group(m_pid);
    reap(m_pid);
  }
}

void LineProcess::write_line(std::string_view line) {
  std::string text(line);
  text.push_back('\n');
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = m_input < 0 ? -1 : write_without_signal(m_input, rest);
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (m_input >= 0 && errno == EAGAIN) {
      // Reading meanwhile: a child that writes before it reads would wait for us for ever.
      wait_for_child(POLLOUT, k_tick);
    } else if (m_input < 0 || errno != EINTR) {
      drain_errors();
      throw Error(ErrorKind::io, fmt::format("`{}` has ended and takes no more input", m_program));
    }
  }
}

std::optional<std::string> LineProcess::read_line(milliseconds timeout,
                                                  const CancellationToken& token) {
  const steady_clock::time_point deadline = steady_clock::now() + timeout;
  for (;;) {
    if (std::optional<std::string> line = take_line()) {
      return line;
    }
    if (m_output < 0) {
      drain_errors();
      return std::nullopt;
    }
    token.throw_if_cancelled();
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) {
      throw Error(ErrorKind::io,
                  fmt::format("no answer within {} from `{}`", duration_text(timeout), m_program));
    }
    wait_for_child(0, std::min(left, k_tick));
  }
}

ExitState LineProcess::finish(milliseconds timeout) {
  const steady_clock::time_point deadline = steady_clock::now() + timeout;
  close_input();
  for (;;) {
    // Its output is read on, so that it can end.
    const bool streams_open = m_output >= 0 || m_errors >= 0;
    if (streams_open) {
      wait_for_child(0, milliseconds{10});
    }
    std::optional<ExitState> state =
        wait_for_end(m_pid, streams_open ? milliseconds{0} : milliseconds{10});
    if (!state && steady_clock::now() >= deadline) {
      kill_group(m_pid);
      state = reap(m_pid);
    }
    if (state) {
      m_pid = -1;
      drain_output();
      drain_errors();
      return *state;
    }
  }
}

std::optional<std::string> LineProcess::take_line() {
  const std::size_t end = m_buffer.find('\n', m_searched);
  if (end != std::string::npos) {
    std::string line = m_buffer.substr(0, end);
    m_buffer.erase(0, end + 1);
    m_searched = 0;
    return line;
  }
  m_searched = m_buffer.size();
  if (m_buffer.size() > k_line_limit) {
    throw Error(ErrorKind::io, fmt::format("`{}` wrote a line longer than 16 MiB", m_program));
  }
  if (m_output < 0 && !m_buffer.empty()) { // a last line without an end
    m_searched = 0;
    return std::exchange(m_buffer, {});
  }
  return std::nullopt;
}

void LineProcess::wait_for_child(short input_events, milliseconds at_most) {
  std::array<struct pollfd, 3> waits = {{{m_output, POLLIN, 0},
                                         {m_errors, POLLIN, 0},
                                         {input_events != 0 ? m_input : -1, input_events, 0}}};
  ::poll(waits.data(), waits.size(), static_cast<int>(at_most.count()));
  drain_output();
  drain_errors();
}

void LineProcess::drain_output() {
  read_into(m_output, m_buffer);
}

void LineProcess::drain_errors() {
  read_into(m_errors, m_error_text);
  if (m_error_text.size() > k_error_limit) {
    m_error_text.erase(0, m_error_text.size() - k_error_limit);
  }
}

void LineProcess::close_input() {
  close_descriptor(m_input);
}

} // namespace etalon
