#pragma once

#include <etalon/util/subprocess.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace etalon {

inline Command openssl(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "openssl");
  return {std::move(arguments), {{"PATH", "/usr/bin:/bin"}}, {}};
}

// A server with a certificate of its own, by the openssl program; serves the files of
// a folder, into which it writes its certificate and key.
class TlsServer {
public:
  explicit TlsServer(const std::filesystem::path& folder)
      : m_certificate((folder / "certificate.pem").native()) {
    const std::string key = (folder / "key.pem").native();
    const CapturedOutput made = run_captured(openssl({"req",
                                                      "-x509",
                                                      "-newkey",
                                                      "rsa:2048",
                                                      "-nodes",
                                                      "-days",
                                                      "1",
                                                      "-subj",
                                                      "/CN=127.0.0.1",
                                                      "-addext",
                                                      "subjectAltName=IP:127.0.0.1",
                                                      "-keyout",
                                                      key,
                                                      "-out",
                                                      m_certificate}),
                                             CancellationToken());
    if (!made.state.ok()) {
      throw std::runtime_error(made.standard_error);
    }
    Command command = openssl(
        {"s_server", "-accept", "127.0.0.1:0", "-cert", m_certificate, "-key", key, "-WWW"});
    command.working_directory = folder;
    m_process = std::make_unique<LineProcess>(command);
    std::optional<std::string> line;
    do {
      line = m_process->read_line(std::chrono::milliseconds{10'000}, CancellationToken());
    } while (line && line->rfind("ACCEPT ", 0) != 0);
    if (!line) {
      throw std::runtime_error("openssl s_server does not start");
    }
    m_address = line->substr(7);
  }

  [[nodiscard]] std::string url(const std::string& path) const {
    return "https://" + m_address + path;
  }

  [[nodiscard]] const std::string& certificate() const { return m_certificate; }

  [[nodiscard]] const std::string& address() const { return m_address; }

private:
  std::string m_certificate;
  std::unique_ptr<LineProcess> m_process;
  std::string m_address;
};

} // namespace etalon
