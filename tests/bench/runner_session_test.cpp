#include <etalon/bench/runner_session.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

namespace etalon {

namespace {

using Texts = std::vector<std::string>;

constexpr const char* k_hello =
    R"(echo '{"event":"hello","protocol":1,"runner":"1","torch":"1.13.1","cuda_available":false,)"
    R"("threads":2,"interop_threads":1,"blas":"openblas","devices":["cpu"]}')";
constexpr const char* k_prepared =
    R"(echo '{"event":"prepared","device":"cpu","timer":"steady_clock","batches_per_sample":100,)"
    R"("items_per_batch":32,"facts":{"max_jobs":"8"}}')";
constexpr const char* k_sample =
    R"(echo '{"event":"sample","seconds":0.25,"batches":100,"items":3128,)"
    R"("first_batch":[0.01,0.02],"restart":[0.002]}')";

// A child that follows a shell script instead of the protocol.
class MisbehavingRunner {
public:
  explicit MisbehavingRunner(const Texts& lines)
      : m_program(m_scratch.write("runner", "#!/bin/sh\n" + join(lines, "\n") + "\n")) {
    m_scratch.files().set_mode(m_program, 0755);
  }

  [[nodiscard]] RunnerSession start(CancellationToken token = {}) const {
    RunnerTimeouts timeouts;
    timeouts.hello = std::chrono::seconds(30);
    timeouts.prepare = std::chrono::seconds(30);
    timeouts.sample = std::chrono::milliseconds(300);
    return {{{m_program.string()}, {{"PATH", "/usr/bin:/bin"}}, std::nullopt}, timeouts, token};
  }

  [[nodiscard]] std::string written(const char* name) const { return read_file(m_scratch / name); }

  [[nodiscard]] std::string path(const char* name) const { return (m_scratch / name).string(); }

private:
  ScratchDirectory m_scratch;
  std::filesystem::path m_program;
};

StateRequest request() {
  return {"dataloader", {{"batch_size", "32"}}, "cpu"};
}

} // namespace

TEST_CASE("a well-behaved runner is greeted, prepared and sampled", "[bench][session]") {
  const MisbehavingRunner runner({k_hello,
                                  "read line",
                                  "echo \"$line\" >&2",
                                  k_prepared,
                                  "read line",
                                  k_sample,
                                  "read line",
                                  R"(echo '{"event":"objects","paths":["/a.so","/b.so"]}')",
                                  "read line"});
  RunnerSession session = runner.start();
  CHECK(session.hello().torch == "1.13.1");
  CHECK(session.hello().devices == Texts{"cpu"});
  CHECK_FALSE(session.hello().cuda_available);
  CHECK(session.facts() ==
        std::map<std::string, std::string>{
            {"blas", "openblas"}, {"interop_threads", "1"}, {"threads", "2"}, {"torch", "1.13.1"}});
  const PrepareReply reply = session.prepare(request());
  REQUIRE(std::holds_alternative<PreparedState>(reply));
  const auto& prepared = std::get<PreparedState>(reply);
  CHECK(prepared.device == "cpu");
  CHECK(prepared.timer == "steady_clock");
  CHECK(prepared.batches_per_sample == 100);
  CHECK(prepared.items_per_batch == 32);
  CHECK(prepared.facts.at("max_jobs") == "8");

  const SampleReply sampled = session.sample();
  REQUIRE(std::holds_alternative<TakenSample>(sampled));
  const auto& taken = std::get<TakenSample>(sampled);
  CHECK(taken.sample.seconds == 0.25);
  CHECK(taken.sample.batches == 100);
  CHECK(taken.sample.items == 3128);
  CHECK(taken.first_batch_seconds == std::vector<double>{0.01, 0.02});
  CHECK(taken.restart_seconds == std::vector<double>{0.002});
  CHECK(session.objects() == Texts{"/a.so", "/b.so"});
}

TEST_CASE("a runner's own verdicts are passed on", "[bench][session]") {
  const MisbehavingRunner runner(
      {k_hello,
       "read line",
       R"(echo '{"event":"skipped","reason":"no CUDA device"}')",
       "read line",
       R"(echo '{"event":"error","kind":"out_of_memory","message":"full"}')",
       "read line",
       R"(echo '{"event":"error","kind":"failed","message":"odd"}')",
       "read line"});
  RunnerSession session = runner.start();
  CHECK(std::get<SkippedState>(session.prepare(request())).reason == "no CUDA device");
  const auto no_memory = std::get<RunnerFailure>(session.prepare(request()));
  CHECK(no_memory.kind == "out_of_memory");
  CHECK(no_memory.message == "full");
  CHECK(std::get<RunnerFailure>(session.sample()).message == "odd");
}

TEST_CASE("the commands are one line of JSON each", "[bench][session]") {
  const MisbehavingRunner runner({k_hello,
                                  "cd \"$(dirname \"$0\")\"",
                                  "read line; echo \"$line\" > heard",
                                  k_prepared,
                                  "read line; echo \"$line\" >> heard",
                                  k_sample,
                                  "read line; echo \"$line\" >> heard",
                                  R"(echo '{"event":"objects","paths":[]}')"});
  RunnerSession session = runner.start();
  session.prepare(request());
  session.sample();
  session.objects();
  CHECK(runner.written("heard") ==
        "{\"command\":\"prepare\",\"device\":\"cpu\",\"parameters\":{\"batch_size\":\"32\"},"
        "\"workload\":\"dataloader\"}\n"
        "{\"command\":\"sample\",\"count\":1}\n"
        "{\"command\":\"objects\"}\n");
}

TEST_CASE("a runner that is killed is a result with the signal's name", "[bench][session]") {
  const MisbehavingRunner runner({k_hello,
                                  "read line",
                                  k_prepared,
                                  "read line",
                                  "echo 'about to allocate' >&2",
                                  "kill -9 $$"});
  RunnerSession session = runner.start();
  session.prepare(request());
  const auto failure = std::get<RunnerFailure>(session.sample());
  CHECK(failure.kind == "crashed");
  CHECK(failure.message == "the runner was killed by signal 9 (Killed): about to allocate");
  // Nothing is asked of it any more; the answer stays.
  CHECK(std::get<RunnerFailure>(session.sample()).message == failure.message);
  CHECK(std::get<RunnerFailure>(session.prepare(request())).kind == "crashed");
  CHECK(session.objects().empty());
}

TEST_CASE("of what a crashed runner wrote the last lines are told", "[bench][session]") {
  const MisbehavingRunner runner(
      {k_hello, "read line", "for i in 1 2 3 4 5 6 7; do echo \"line $i\" >&2; done", "exit 3"});
  RunnerSession session = runner.start();
  const auto failure = std::get<RunnerFailure>(session.prepare(request()));
  CHECK(failure.kind == "crashed");
  CHECK(failure.message ==
        "the runner exited with status 3: line 3 / line 4 / line 5 / line 6 / line 7");
}

TEST_CASE("a runner that gives no answer is killed", "[bench][session]") {
  const MisbehavingRunner runner({k_hello, "read line", k_prepared, "read line", "exec sleep 600"});
  RunnerSession session = runner.start();
  session.prepare(request());
  const auto failure = std::get<RunnerFailure>(session.sample());
  CHECK(failure.kind == "hung");
  CHECK(failure.message.rfind("no answer within ", 0) == 0);
}

TEST_CASE("a runner that talks nonsense is a result", "[bench][session]") {
  const MisbehavingRunner garbage({k_hello, "read line", "echo 'Segfault maybe'", "read line"});
  RunnerSession session = garbage.start();
  const auto failure = std::get<RunnerFailure>(session.prepare(request()));
  CHECK(failure.kind == "protocol");
  CHECK(failure.message == "the runner wrote what is no event: `Segfault maybe`");

  const auto answer = [](const char* line) {
    const MisbehavingRunner runner({k_hello, "read line", std::string("echo '") + line + "'"});
    RunnerSession other = runner.start();
    return std::get<RunnerFailure>(other.sample());
  };
  CHECK(answer(R"({"event":"dance"})").message ==
        R"(the runner wrote what is no event: `{"event":"dance"}`)");
  CHECK(answer(R"({"event":"sample","seconds":1})").kind == "protocol");
  CHECK(answer(R"({"event":"sample","seconds":0,"batches":1,"items":1,"first_batch":[],)"
               R"("restart":[]})")
            .kind == "protocol");
  CHECK(answer(R"({"event":"objects","paths":[]})").message ==
        "the runner answered `sample` with another event");
  CHECK(answer("").kind == "protocol");
}

TEST_CASE("a runner that does not start is an error with what it wrote", "[bench][session]") {
  const MisbehavingRunner missing(
      {"echo 'runner: error while loading shared libraries: libgloo.so.0' >&2", "exit 127"});
  const Error error = thrown_error([&] { static_cast<void>(missing.start()); });
  CHECK(error.kind() == ErrorKind::io);
  CHECK(error.message() == "the benchmark runner did not start");
  CHECK(error.causes() == Texts{"it exited with status 127",
                                "runner: error while loading shared libraries: libgloo.so.0"});
  CHECK(error.hints() ==
        Texts{"`etalon env verify --full` tells whether the environment is damaged"});

  const MisbehavingRunner old({"echo \"version 'GLIBCXX_3.4.30' not found\" >&2", "exit 1"});
  CHECK(thrown_error([&] { static_cast<void>(old.start()); }).hints() ==
        Texts{"the compiler is newer than the environment's libstdc++: add `gxx` to the "
              "environment, or set CXX to an older compiler"});
}

TEST_CASE("a runner of another protocol is refused", "[bench][session]") {
  const MisbehavingRunner runner({replace_all(k_hello, "\"protocol\":1", "\"protocol\":2")});
  const Error error = thrown_error([&] { static_cast<void>(runner.start()); });
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.message() == "the benchmark runner speaks protocol 2, this Etalon speaks 1");
  CHECK(error.hints() ==
        Texts{"install Etalon again, so that the tool and its runner belong together"});
}

TEST_CASE("an interrupt while the runner works is thrown", "[bench][session]") {
  const MisbehavingRunner runner({k_hello, "read line", "exec sleep 600"});
  CancellationToken token;
  RunnerSession session = runner.start(token);
  token.cancel();
  CHECK(thrown_error([&] { session.prepare(request()); }).kind() == ErrorKind::cancelled);
}

} // namespace etalon
