#pragma once

#include <etalon/bench/sampler.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/subprocess.hpp>

#include <chrono>
#include <map>
#include <optional>
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
  int threads = 0; // of one operation
  int interop_threads = 0;
  std::vector<std::string> devices; // "cpu", "cuda:0 NVIDIA H200"
};

struct RunnerTimeouts {
  std::chrono::milliseconds hello = std::chrono::minutes(2); // a CUDA LibTorch from a cold disk
  std::chrono::milliseconds prepare = std::chrono::minutes(10);
  std::chrono::milliseconds sample = std::chrono::minutes(10);
};

// A runner process in one environment, spoken with over its stdin and stdout. A runner that dies,
// hangs or talks nonsense gives a RunnerFailure, to this and every later question; its process is
// killed and reaped at the latest on destruction.
class RunnerSession : public Sampler {
public:
  // Starts it and waits for its greeting. Throws Error{io} where there is none, with what it wrote
  // to stderr last as causes; Error{refused} for another protocol; Error{cancelled}.
  RunnerSession(const Command& command, const RunnerTimeouts& timeouts, CancellationToken token);

  [[nodiscard]] const RunnerHello& hello() const { return m_hello; }

  PrepareReply prepare(const StateRequest& request) override;
  SampleReply sample() override;
  std::vector<std::string> objects() override;
  [[nodiscard]] std::map<std::string, std::string> facts() const override;

private:
  struct Answer;

  Answer ask(const std::string& command, std::chrono::milliseconds timeout);
  RunnerFailure fail(std::string kind, std::string message);
  std::string describe_end();

  LineProcess m_process;
  RunnerTimeouts m_timeouts;
  CancellationToken m_token;
  RunnerHello m_hello;
  std::optional<RunnerFailure> m_failure;
};

} // namespace etalon
