#include "loopback_server.hpp"

#include <etalon/util/file_system.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <stdexcept>
#include <system_error>

namespace etalon {
namespace {

constexpr int k_tick_milliseconds = 20;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::string base64(std::string_view text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string encoded;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const std::string_view group = text.substr(i, 3);
    unsigned bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8U | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      encoded += j <= group.size() ? digits[bits >> (18 - 6 * j) & 63U] : '=';
    }
  }
  return encoded;
}

} // namespace

struct LoopbackServer::Answer {
  int status = 200;
  std::string headers;
  std::string body;
  std::size_t sent_bytes = 0;     // of the body
  std::size_t claimed_length = 0; // Content-Length
  bool stalls = false;
  bool closes = false;
};

LoopbackServer::LoopbackServer(std::filesystem::path directory)
    : m_directory(std::move(directory)),
      m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  struct sockaddr_in address {};

  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<struct sockaddr*>(&address);
  socklen_t length = sizeof(address);
  if (m_listener < 0 || ::bind(m_listener, generic, length) != 0 ||
      ::listen(m_listener, 128) != 0 || ::getsockname(m_listener, generic, &length) != 0) {
    fail("listen");
  }
  m_port = ntohs(address.sin_port);
  m_acceptor = std::thread([this] { accept_connections(); });
}

LoopbackServer::~LoopbackServer() {
  m_stopping = true;
  m_acceptor.join();
  for (Connection& connection : m_connections) {
    connection.thread.join();
  }
  ::close(m_listener);
}

std::string LoopbackServer::url(std::string_view path) const {
  return fmt::format("http://127.0.0.1:{}{}", m_port, path);
}

void LoopbackServer::set_body(const std::string& path, std::string body) {
  const std::lock_guard lock(m_mutex);
  m_bodies[path] = std::move(body);
}

void LoopbackServer::add_header(const std::string& path, const std::string& header) {
  const std::lock_guard lock(m_mutex);
  m_headers.emplace(path, header);
}

void LoopbackServer::add_fault(const std::string& path, const std::string& fault) {
  static const std::set<std::string> plain = {
      "truncate", "drop", "stall", "corrupt", "long-length", "short-length", "redirect-loop"};
  static const std::set<std::string> valued = {
      "delay", "status", "retry-after", "redirect", "login"};
  const std::size_t star = fault.rfind('*');
  const std::string text = fault.substr(0, star);
  const int times = star == std::string::npos ? -1 : std::stoi(fault.substr(star + 1));
  const std::size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string value = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (value.empty() ? plain.count(kind) == 0 : valued.count(kind) == 0) {
    throw std::invalid_argument("no such fault: " + fault);
  }
  const std::lock_guard lock(m_mutex);
  m_faults.push_back({path, kind, value, times});
}

std::vector<LoopbackServer::Request> LoopbackServer::requests() const {
  const std::lock_guard lock(m_mutex);
  return m_requests;
}

std::size_t LoopbackServer::requests_for(std::string_view path) const {
  const std::lock_guard lock(m_mutex);
  return static_cast<std::size_t>(
      std::count_if(m_requests.begin(), m_requests.end(), [path](const Request& request) {
        return request.path == path;
      }));
}

void LoopbackServer::accept_connections() {
  while (!m_stopping) {
    m_connections.remove_if([](Connection& connection) {
      const bool ended = connection.ended;
      if (ended) {
        connection.thread.join();
      }
      return ended;
    });
    struct pollfd waits = {m_listener, POLLIN, 0};
    if (::poll(&waits, 1, k_tick_milliseconds) <= 0) {
      continue;
    }
    const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) {
      continue;
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    Connection& connection = m_connections.emplace_back();
    connection.thread = std::thread([this, socket, &connection] {
      serve(socket);
      ::close(socket);
      connection.ended = true;
    });
  }
}

void LoopbackServer::serve(int socket) {
  std::string buffer;
  Request request;
  while (read_request(socket, buffer, request)) {
    {
      const std::lock_guard lock(m_mutex);
      m_requests.push_back(request);
    }
    if (!answer(socket, request)) {
      return;
    }
  }
}

bool LoopbackServer::read_request(int socket, std::string& buffer, Request& request) const {
  std::size_t end = buffer.find("\r\n\r\n");
  while (end == std::string::npos) {
    struct pollfd waits = {socket, POLLIN, 0};
    const int ready = ::poll(&waits, 1, k_tick_milliseconds);
    if (m_stopping) {
      return false;
    }
    if (ready <= 0) {
      continue;
    }
    std::array<char, 8192> block{};
    const ssize_t got = ::recv(socket, block.data(), block.size(), 0);
    if (got <= 0) {
      return false;
    }
    buffer.append(block.data(), static_cast<std::size_t>(got));
    if (buffer.front() < 'A' || buffer.front() > 'Z') {
      return false; // no HTTP: TLS, for instance
    }
    end = buffer.find("\r\n\r\n");
  }
  const std::string head = buffer.substr(0, end);
  buffer.erase(0, end + 4);
  request = {};
  for (const std::string_view line : split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (request.method.empty()) {
      const std::vector<std::string_view> words = split_words(line);
      if (words.size() != 3) {
        return false;
      }
      request.method = words[0];
      request.path = words[1].substr(0, words[1].find('?'));
    } else if (colon != std::string_view::npos) {
      request.headers[to_lower(line.substr(0, colon))] = trim(line.substr(colon + 1));
    }
  }
  return true;
}

LoopbackServer::Fault LoopbackServer::take_fault(const Request& request) {
  for (Fault& fault : m_faults) {
    if (fault.times_left == 0 || !glob_matches(fault.path, request.path)) {
      continue;
    }
    if (fault.kind == "login") {
      const auto sent = request.headers.find("authorization");
      if (sent != request.headers.end() && sent->second == "Basic " + base64(fault.value)) {
        continue;
      }
    }
    fault.times_left -= fault.times_left > 0 ? 1 : 0;
    return fault;
  }
  return {};
}

LoopbackServer::Answer LoopbackServer::make_answer(const Request& request) {
  Answer answer;
  const std::lock_guard lock(m_mutex);
  const auto body = m_bodies.find(request.path);
  const std::filesystem::path file =
      m_directory / percent_decode(std::string_view(request.path).substr(1));
  std::error_code absent;
  if (body != m_bodies.end()) {
    answer.body = body->second;
  } else if (!m_directory.empty() && request.path.find("..") == std::string::npos &&
             std::filesystem::is_regular_file(file, absent)) {
    answer.body = read_file(file);
  } else {
    answer.status = 404;
    answer.body = "there is no such page";
    return answer;
  }
  const std::string tag = "\"" + sha256_hex(answer.body).substr(0, 16) + "\"";
  answer.headers += "ETag: " + tag + "\r\n";
  const auto condition = request.headers.find("if-none-match");
  if (condition != request.headers.end() && condition->second == tag) {
    answer.status = 304;
    answer.body.clear();
  }
  const auto [begin, end] = m_headers.equal_range(request.path);
  for (auto at = begin; at != end; ++at) {
    answer.headers += at->second + "\r\n";
  }
  return answer;
}

void LoopbackServer::apply(const Fault& fault, const Request& request, Answer& answer) {
  const auto replace = [&answer](int status, std::string headers) {
    answer.status = status;
    answer.headers = std::move(headers);
    answer.body = "<html>an error page</html>";
    answer.sent_bytes = answer.claimed_length = answer.body.size();
  };
  if (fault.kind == "truncate" || fault.kind == "stall") {
    answer.sent_bytes /= 2;
    answer.stalls = fault.kind == "stall";
    answer.closes = true;
  } else if (fault.kind == "corrupt" && !answer.body.empty()) {
    char& byte = answer.body[answer.body.size() / 2];
    byte = static_cast<char>(byte ^ 1);
  } else if (fault.kind == "long-length") {
    answer.claimed_length += 10;
    answer.closes = true;
  } else if (fault.kind == "short-length") {
    answer.claimed_length -= std::min<std::size_t>(10, answer.claimed_length);
    answer.closes = true;
  } else if (fault.kind == "status") {
    replace(std::stoi(fault.value), "");
  } else if (fault.kind == "retry-after") {
    replace(503, "Retry-After: " + fault.value + "\r\n");
  } else if (fault.kind == "redirect") {
    replace(302, "Location: " + fault.value + "\r\n");
  } else if (fault.kind == "redirect-loop") {
    replace(302, "Location: " + request.path + "\r\n");
  } else if (fault.kind == "login") {
    replace(401, "WWW-Authenticate: Basic realm=\"test\"\r\n");
  }
}

bool LoopbackServer::answer(int socket, const Request& request) {
  Fault fault;
  {
    const std::lock_guard lock(m_mutex);
    fault = take_fault(request);
  }
  if (fault.kind == "drop") {
    return false;
  }
  if (fault.kind == "delay") {
    sleep(std::chrono::milliseconds(std::stoi(fault.value)));
  }
  Answer answer = make_answer(request);
  answer.sent_bytes = answer.body.size();
  answer.claimed_length = answer.body.size();
  apply(fault, request, answer);
  const bool has_body = request.method != "HEAD" && answer.status != 304;
  const std::string head = fmt::format("HTTP/1.1 {} Answer\r\n{}Content-Length: {}\r\n\r\n",
                                       answer.status,
                                       answer.headers,
                                       answer.claimed_length);
  if (!send_all(socket, head) ||
      (has_body && !send_all(socket, std::string_view(answer.body).substr(0, answer.sent_bytes)))) {
    return false;
  }
  while (answer.stalls && !m_stopping) {
    sleep(std::chrono::milliseconds(k_tick_milliseconds));
  }
  return !answer.closes;
}

bool LoopbackServer::send_all(int socket, std::string_view bytes) const {
  while (!bytes.empty() && !m_stopping) {
    struct pollfd waits = {socket, POLLOUT, 0};
    if (::poll(&waits, 1, k_tick_milliseconds) <= 0) {
      continue;
    }
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
  }
  return bytes.empty();
}

void LoopbackServer::sleep(std::chrono::milliseconds duration) const {
  const auto end = std::chrono::steady_clock::now() + duration;
  while (!m_stopping && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::min(std::chrono::duration_cast<std::chrono::milliseconds>(
                                             end - std::chrono::steady_clock::now()) +
                                             std::chrono::milliseconds(1),
                                         std::chrono::milliseconds(k_tick_milliseconds)));
  }
}

} // namespace etalon
