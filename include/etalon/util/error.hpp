#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace etalon {

// What the user can do about a failure; decides the exit code, never the wording.
enum class ErrorKind {
  usage,     // the command line or an input file is wrong
  not_found, // a named thing (package, environment, file) does not exist
  refused,   // it exists already, is busy, or needs something Etalon does not do yet
  network,   // a server failed or could not be reached
  io,        // the file system or a child process failed
  corrupt,   // bytes do not match their hash or format
  cancelled, // the user interrupted
};

// A failure on its way up: `what()` says what was attempted, `causes` why (outermost first),
// `hints` what to type next. Only the cli module turns it into text. Anything else that is thrown
// is a bug (exit code 70).
class Error : public std::exception {
public:
  Error(ErrorKind kind, std::string message, std::vector<std::string> hints = {})
      : m_kind(kind), m_message(std::move(message)), m_hints(std::move(hints)) {}

  // Puts `attempt` in front: the message so far becomes the first cause.
  Error while_doing(std::string attempt) && {
    m_causes.insert(m_causes.begin(), std::exchange(m_message, std::move(attempt)));
    return std::move(*this);
  }

  Error with_hint(std::string hint) && {
    m_hints.push_back(std::move(hint));
    return std::move(*this);
  }

  [[nodiscard]] const char* what() const noexcept override { return m_message.c_str(); }

  [[nodiscard]] ErrorKind kind() const noexcept { return m_kind; }

  [[nodiscard]] const std::string& message() const noexcept { return m_message; }

  [[nodiscard]] const std::vector<std::string>& causes() const noexcept { return m_causes; }

  [[nodiscard]] const std::vector<std::string>& hints() const noexcept { return m_hints; }

private:
  ErrorKind m_kind;
  std::string m_message;
  std::vector<std::string> m_causes;
  std::vector<std::string> m_hints;
};

// An Error{io} for a failed system call: "cannot ATTEMPT `PATH`: strerror(error_number)".
// ENOSPC and EDQUOT carry a hint about room on the disk.
Error system_error(std::string_view attempt, std::string_view path, int error_number);

} // namespace etalon
