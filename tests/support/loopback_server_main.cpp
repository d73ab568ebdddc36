// loopback_server DIR [--port-file FILE] [--header PATH=HEADER]... [--fault PATH=FAULT]...
// Serves DIR until its stdin is closed; then writes "PATH COUNT" of each path asked for to stdout.
// The port goes to stdout as the first line and, last of all preparations, into FILE.

#include "loopback_server.hpp"

#include <etalon/util/file_system.hpp>

#include <exception>
#include <iostream>
#include <limits>
#include <stdexcept>

namespace {

struct Options {
  std::string directory;
  std::string port_file;
  std::vector<std::pair<std::string, std::string>> faults;
  std::vector<std::pair<std::string, std::string>> headers;
};

std::pair<std::string, std::string> split_assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    throw std::invalid_argument("not PATH=VALUE: " + text);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Options parse_options(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.rfind("--", 0) != 0) {
      options.directory = word;
      continue;
    }
    const std::string& value = words.at(++i);
    if (word == "--port-file") {
      options.port_file = value;
    } else if (word == "--fault") {
      options.faults.push_back(split_assignment(value));
    } else if (word == "--header") {
      options.headers.push_back(split_assignment(value));
    } else {
      throw std::invalid_argument("unknown option " + word);
    }
  }
  if (options.directory.empty()) {
    throw std::invalid_argument("DIR is missing");
  }
  return options;
}

void serve(const Options& options) {
  etalon::LoopbackServer server(options.directory);
  for (const auto& [path, fault] : options.faults) {
    server.add_fault(path, fault);
  }
  for (const auto& [path, header] : options.headers) {
    server.add_header(path, header);
  }
  std::cout << server.port() << std::endl;
  if (!options.port_file.empty()) {
    const auto files = etalon::make_posix_file_system();
    etalon::write_file_atomically(*files, options.port_file, std::to_string(server.port()) + "\n");
  }
  std::cin.ignore(std::numeric_limits<std::streamsize>::max());
  std::map<std::string, std::size_t> counts;
  for (const auto& request : server.requests()) {
    ++counts[request.path];
  }
  for (const auto& [path, count] : counts) {
    std::cout << path << ' ' << count << '\n';
  }
}

} // namespace

int main(int argc, char** argv) {
  try {
    serve(parse_options({argv + 1, argv + argc}));
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "loopback_server: " << error.what() << '\n';
    return 2;
  }
}
