#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace etalon {

// An HTTP/1.1 server on 127.0.0.1 for tests: the files of a directory (with ETag, Last-Modified and
// conditional requests), bodies set by the test, and faults on demand. Ends with the object.
class LoopbackServer {
public:
  struct Request {
    std::string method;
    std::string path;                           // without the query
    std::map<std::string, std::string> headers; // names in lower case
  };

  explicit LoopbackServer(std::filesystem::path directory = {});
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer();

  [[nodiscard]] std::uint16_t port() const { return m_port; }

  // "http://127.0.0.1:PORT" + path.
  [[nodiscard]] std::string url(std::string_view path = "") const;

  void set_body(const std::string& path, std::string body);
  // A header of every answer for `path`, "Cache-Control: max-age=60".
  void add_header(const std::string& path, const std::string& header);

  // What goes wrong with requests whose path matches `path` (`*` is any run of characters), FAULT
  // or FAULT*TIMES; the first fault that has times left counts:
  //   truncate            half of the body, then the connection is closed
  //   drop                the connection is closed without an answer
  //   stall               half of the body, then nothing
  //   corrupt             a byte in the middle of the body is another
  //   long-length         a Content-Length of 10 more than what comes
  //   short-length        a Content-Length of 10 less than what comes
  //   delay:MS            the answer comes late
  //   status:CODE         an error page
  //   retry-after:SECONDS 503 with a Retry-After header
  //   redirect:URL        302
  //   redirect-loop       302 to itself
  //   login:USER:PASSWORD 401 unless the request has that Basic login
  // Throws std::invalid_argument for another text.
  void add_fault(const std::string& path, const std::string& fault);

  [[nodiscard]] std::vector<Request> requests() const;
  [[nodiscard]] std::size_t requests_for(std::string_view path) const;

private:
  struct Fault {
    std::string path;
    std::string kind;
    std::string value;
    int times_left; // negative: always
  };

  struct Answer;

  struct Connection {
    std::thread thread;
    std::atomic<bool> ended{false};
  };

  void accept_connections();
  void serve(int socket);
  bool answer(int socket, const Request& request);
  Answer make_answer(const Request& request);
  Fault take_fault(const Request& request);
  static void apply(const Fault& fault, const Request& request, Answer& answer);
  bool read_request(int socket, std::string& buffer, Request& request) const;
  [[nodiscard]] bool send_all(int socket, std::string_view bytes) const;
  void sleep(std::chrono::milliseconds duration) const;

  std::filesystem::path m_directory;
  int m_listener = -1;
  std::uint16_t m_port = 0;
  std::atomic<bool> m_stopping{false};
  mutable std::mutex m_mutex; // guards what follows
  std::map<std::string, std::string> m_bodies;
  std::multimap<std::string, std::string> m_headers;
  std::vector<Fault> m_faults;
  std::vector<Request> m_requests;
  std::list<Connection> m_connections; // of the accepting thread alone
  std::thread m_acceptor;
};

} // namespace etalon
