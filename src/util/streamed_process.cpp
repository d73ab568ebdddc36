#include "child_process.hpp"

#include <fcntl.h>
#include <poll.h>

namespace etalon {
namespace {

constexpr std::chrono::milliseconds k_tick{50};
constexpr std::size_t k_line_limit = 1U << 20;

// Killed and reaped on destruction unless it has ended.
class StreamedChild {
public:
  explicit StreamedChild(const Command& command) {
    Pipe output = make_pipe();
    const Descriptor null = open_null_device();
    m_pid = start_process(command, {null.get(), output.writer.get(), output.writer.get()});
    m_output = std::move(output.reader);
    ::fcntl(m_output.get(), F_SETFL, O_NONBLOCK);
  }

  StreamedChild(const StreamedChild&) = delete;
  StreamedChild& operator=(const StreamedChild&) = delete;

  ~StreamedChild() {
    if (m_pid > 0) {
      kill_group(m_pid);
      reap(m_pid);
    }
  }

  // False at the end of the output.
  bool read_some(std::string& text) {
    if (!m_output.is_open()) {
      return false;
    }
    struct pollfd wait = {m_output.get(), POLLIN, 0};
    ::poll(&wait, 1, static_cast<int>(k_tick.count()));
    read_available(m_output, text);
    return true;
  }

  std::optional<ExitState> wait() {
    auto state = wait_for_end(m_pid, k_tick);
    if (state) {
      m_pid = -1;
    }
    return state;
  }

private:
  pid_t m_pid = -1;
  Descriptor m_output;
};

void give_lines(std::string& text, const std::function<void(std::string_view line)>& on_line) {
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    on_line(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
  }
  text.erase(0, begin);
  if (text.size() >= k_line_limit) {
    on_line(text);
    text.clear();
  }
}

} // namespace

ExitState run_streamed(const Command& command,
                       const std::function<void(std::string_view line)>& on_line,
                       const CancellationToken& token) {
  StreamedChild child(command);
  std::string text;
  while (child.read_some(text)) {
    token.throw_if_cancelled();
    give_lines(text, on_line);
  }
  if (!text.empty()) {
    on_line(text);
  }
  for (;;) {
    if (const auto state = child.wait()) {
      return *state;
    }
    token.throw_if_cancelled();
  }
}

} // namespace etalon
