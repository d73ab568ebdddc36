#include "runner_events.hpp"

#include <etalon/bench/runner_session.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

constexpr int k_protocol = 1;
constexpr std::chrono::milliseconds k_to_end(2000); // for a child whose stdout is closed already
constexpr std::size_t k_told_lines = 5;

// The last lines that a child wrote to stderr.
std::vector<std::string> last_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) {
    if (!trim(line).empty()) {
      lines.emplace_back(trim(line));
    }
  }
  const std::size_t kept = std::min(k_told_lines, lines.size());
  return {lines.end() - static_cast<std::ptrdiff_t>(kept), lines.end()};
}

[[noreturn]] void fail_start(const std::string& cause, const std::string& error_text) {
  const std::vector<std::string> lines = last_lines(error_text);
  const bool needs_newer_library = error_text.find("GLIBCXX_") != std::string::npos ||
                                   error_text.find("CXXABI_") != std::string::npos;
  const std::string hint =
      needs_newer_library
          ? "the compiler is newer than the environment's libstdc++: add `gxx` to the environment, "
            "or set CXX to an older compiler"
          : "`etalon env verify --full` tells whether the environment is damaged";
  std::vector<std::string> causes = {cause};
  causes.insert(causes.end(), lines.begin(), lines.end());
  Error error(ErrorKind::io, causes.back(), {hint});
  for (auto next = causes.rbegin() + 1; next != causes.rend(); ++next) {
    error = std::move(error).while_doing(*next);
  }
  throw std::move(error).while_doing("the benchmark runner did not start");
}

} // namespace

// What came back: an event, or the failure that is now the session's.
struct RunnerSession::Answer {
  std::optional<RunnerEvent> event;
};

RunnerSession::RunnerSession(const Command& command,
                             const RunnerTimeouts& timeouts,
                             CancellationToken token)
    : m_process(command), m_timeouts(timeouts), m_token(std::move(token)) {
  std::optional<std::string> line;
  try {
    line = m_process.read_line(m_timeouts.hello, m_token);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::cancelled) {
      throw;
    }
    fail_start(error.message(), m_process.error_text());
  }
  if (!line) {
    const ExitState end = m_process.finish(k_to_end);
    fail_start("it " + end.to_string(), m_process.error_text());
  }
  RunnerEvent event = parse_runner_event(*line);
  if (const auto* hello = std::get_if<RunnerHello>(&event)) {
    m_hello = *hello;
  }
  if (m_hello.protocol != k_protocol) {
    throw Error(ErrorKind::refused,
                fmt::format("the benchmark runner speaks protocol {}, this Etalon speaks {}",
                            m_hello.protocol,
                            k_protocol),
                {"install Etalon again, so that the tool and its runner belong together"});
  }
}

// Remembers the failure: a child that is out of step is not spoken with again.
RunnerFailure RunnerSession::fail(std::string kind, std::string message) {
  m_failure = {std::move(kind), std::move(message)};
  return *m_failure;
}

std::string RunnerSession::describe_end() {
  const ExitState end = m_process.finish(k_to_end);
  const std::vector<std::string> lines = last_lines(m_process.error_text());
  std::string text = "the runner " + end.to_string();
  return lines.empty() ? text : text + ": " + join(lines, " / ");
}

RunnerSession::Answer RunnerSession::ask(const std::string& command,
                                         std::chrono::milliseconds timeout) {
  if (m_failure) {
    return {};
  }
  std::optional<std::string> line;
  try {
    m_process.write_line(command);
  } catch (const Error&) { // it takes no more input
    fail("crashed", describe_end());
    return {};
  }
  try {
    line = m_process.read_line(timeout, m_token);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::cancelled) {
      throw;
    }
    m_process.finish(std::chrono::milliseconds(0));
    fail("hung", error.message());
    return {};
  }
  if (!line) {
    fail("crashed", describe_end());
    return {};
  }
  try {
    return {parse_runner_event(*line)};
  } catch (const Error& error) {
    fail("protocol", error.message());
    return {};
  }
}

PrepareReply RunnerSession::prepare(const StateRequest& request) {
  Answer answer = ask(to_prepare_command(request), m_timeouts.prepare);
  if (!answer.event) {
    return *m_failure;
  }
  if (auto* prepared = std::get_if<PreparedState>(&*answer.event)) {
    return std::move(*prepared);
  }
  if (auto* skipped = std::get_if<SkippedState>(&*answer.event)) {
    return std::move(*skipped);
  }
  if (auto* failure = std::get_if<RunnerFailure>(&*answer.event)) {
    return std::move(*failure);
  }
  return fail("protocol", "the runner answered `prepare` with another event");
}

SampleReply RunnerSession::sample() {
  Answer answer = ask(to_sample_command(), m_timeouts.sample);
  if (!answer.event) {
    return *m_failure;
  }
  if (auto* taken = std::get_if<TakenSample>(&*answer.event)) {
    return std::move(*taken);
  }
  if (auto* failure = std::get_if<RunnerFailure>(&*answer.event)) {
    return std::move(*failure);
  }
  return fail("protocol", "the runner answered `sample` with another event");
}

std::vector<std::string> RunnerSession::objects() {
  Answer answer = ask(to_objects_command(), m_timeouts.sample);
  auto* objects = answer.event ? std::get_if<ObjectsEvent>(&*answer.event) : nullptr;
  return objects != nullptr ? std::move(objects->paths) : std::vector<std::string>();
}

std::map<std::string, std::string> RunnerSession::facts() const {
  return {{"torch", m_hello.torch},
          {"blas", m_hello.blas},
          {"threads", std::to_string(m_hello.threads)},
          {"interop_threads", std::to_string(m_hello.interop_threads)}};
}

} // namespace etalon
