#pragma once

#include <etalon/bench/sampler.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/subprocess.hpp>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace etalon {

// What a runner says of itself when it starts.
struct RunnerHello {
  int protocol = 0;
  std::string runner;
  std::string torch; // "1.13.1"
  std::string blas;
  bool cuda_available = false;
  int threads = 0;
  int interop_threads = 0;
  std::vector<std::string> devices; // "cpu", "cuda:0 NVIDIA H200"
};

struct RunnerTimeouts {
  std::chrono::milliseconds hello = std::chrono::seconds(120); // loading a CUDA LibTorch from disk
  std::chrono::milliseconds prepare = std::chrono::seconds(600);
  std::chrono::milliseconds sample = std::chrono::seconds(600);
};

// A runner process in one environment, spoken with over its stdin and stdout. A runner that dies,
// hangs or talks nonsense is a result (RunnerFailure), and its process is killed and reaped.
class RunnerSession : public Sampler {
public:
  // Starts it and waits for its greeting. Throws Error{io} where there is none, with the last lines
  // that it wrote to stderr as causes; Error{cancelled}.
  RunnerSession(const Command& command, RunnerTimeouts timeouts, CancellationToken token);

  [[nodiscard]] const RunnerHello& hello() const { return m_hello; }

  PrepareReply prepare(const StateRequest& request) override;
  SampleReply sample() override;
  std::vector<std::string> objects() override;
  [[nodiscard]] std::map<std::string, std::string> facts() const override;

private:
  [[nodiscard]] RunnerFailure failure_of_child(const std::string& attempt);

  LineProcess m_process;
  RunnerTimeouts m_timeouts;
  CancellationToken m_token;
  RunnerHello m_hello;
};

} // namespace etalon
