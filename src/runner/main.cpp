#include "device.hpp"
#include "mapped_objects.hpp"
#include "protocol.hpp"
#include "workload.hpp"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/cuda.h>
#include <torch/version.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <memory>
#include <new>
#include <string>

namespace etalon_runner {

namespace {

constexpr const char* k_version = "1";
constexpr std::int64_t k_protocol = 1;

// Events leave through a descriptor of their own; what a library prints on stdout goes to stderr,
// where it cannot garble them.
class EventWriter {
public:
  EventWriter() : m_file(fdopen(dup(STDOUT_FILENO), "w")) { dup2(STDERR_FILENO, STDOUT_FILENO); }

  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;

  ~EventWriter() {
    if (m_file != nullptr) {
      std::fclose(m_file);
    }
  }

  // False where nobody reads any more.
  bool write(const Event& event) {
    const std::string line = event.line() + "\n";
    return m_file != nullptr && std::fputs(line.c_str(), m_file) >= 0 && std::fflush(m_file) == 0;
  }

private:
  std::FILE* m_file;
};

std::string first_line_with(const std::string& text, const std::string& word) {
  const std::size_t at = text.find(word);
  if (at == std::string::npos) {
    return "";
  }
  const std::size_t begin = text.rfind('\n', at) + 1; // npos + 1 is 0
  return text.substr(begin, text.find('\n', at) - begin);
}

// What LibTorch says of its BLAS: "BLAS_INFO=mkl" of the build settings, where they are given.
std::string blas_name() {
  const std::string config = at::show_config();
  static constexpr std::string_view key = "BLAS_INFO=";
  const std::size_t at = config.find(key);
  if (at != std::string::npos) {
    const std::size_t begin = at + key.size();
    return config.substr(begin, config.find_first_of(", \n", begin) - begin);
  }
  return first_line_with(config, "BLAS");
}

Event hello() {
  Event event("hello");
  event.add("protocol", k_protocol)
      .add("runner", k_version)
      .add("torch", TORCH_VERSION)
      .add("cuda_available", torch::cuda::is_available())
      .add("threads", static_cast<std::int64_t>(at::get_num_threads()))
      .add("interop_threads", static_cast<std::int64_t>(at::get_num_interop_threads()))
      .add("blas", blas_name())
      .add("devices", device_names());
  return event;
}

Event error_event(const char* kind, const std::string& message) {
  Event event("error");
  event.add("kind", kind).add("message", message);
  return event;
}

// The exception being handled, as an event. A memory error looks for its words too: before 1.12
// and in some allocators it is a plain c10::Error.
Event event_of_current_exception() {
  try {
    throw;
  } catch (const Skipped& skipped) {
    Event event("skipped");
    event.add("reason", skipped.what());
    return event;
  } catch (const UsageError& error) {
    return error_event("usage", error.what());
  } catch (const ProtocolError& error) {
    return error_event("usage", std::string("the command is not JSON: ") + error.what());
  } catch (const std::bad_alloc&) {
    return error_event("out_of_memory", "out of memory");
  } catch (const c10::Error& error) {
    const std::string message = error.what_without_backtrace();
    const bool no_memory = message.find("out of memory") != std::string::npos ||
                           message.find("not enough memory") != std::string::npos ||
                           message.find("can't allocate memory") != std::string::npos;
    return error_event(no_memory ? "out_of_memory" : "failed", message);
  } catch (const std::exception& error) {
    return error_event("failed", error.what());
  } catch (...) {
    return error_event("failed", "an unknown exception");
  }
}

std::map<std::string, std::string> parameters_of(const Value& command) {
  std::map<std::string, std::string> parameters;
  if (const Value* object = command.find("parameters")) {
    for (const auto& member : object->members) {
      parameters[member.first] = member.second.text;
    }
  }
  return parameters;
}

Event prepare(const Value& command, std::unique_ptr<Workload>& workload) {
  workload.reset(); // before the next one's data is made
  const Parameters parameters(parameters_of(command));
  const std::string name = command.get("workload");
  const std::string device = command.get("device", "auto");
  if (name == "dataloader") {
    workload = make_dataloader(parameters, device);
  } else if (name == "train") {
    workload = make_train(parameters, device);
  } else {
    throw UsageError("there is no workload `" + name + "`; there are dataloader, train");
  }
  const Preparation preparation = workload->preparation();
  Event event("prepared");
  event.add("device", preparation.device)
      .add("timer", preparation.timer)
      .add("batches_per_sample", preparation.batches_per_sample)
      .add("items_per_batch", preparation.items_per_batch)
      .add("facts", preparation.facts);
  return event;
}

Event sample_event(Workload& workload) {
  const Measurement measurement = workload.sample();
  Event event("sample");
  event.add("seconds", measurement.seconds)
      .add("batches", measurement.batches)
      .add("items", measurement.items)
      .add("first_batch", measurement.first_batch)
      .add("restart", measurement.restart);
  return event;
}

// False where the conversation is over.
bool answer(const Value& command, std::unique_ptr<Workload>& workload, EventWriter& out) {
  const std::string name = command.get("command");
  if (name == "quit") {
    return false;
  }
  if (name == "prepare") {
    return out.write(prepare(command, workload));
  }
  if (name == "objects") {
    return out.write(Event("objects").add("paths", mapped_objects()));
  }
  if (name != "sample") {
    throw UsageError("there is no command `" + name +
                     "`; there are prepare, sample, objects, quit");
  }
  if (!workload) {
    throw UsageError("`sample` comes after a `prepare` that went well");
  }
  const Parameters parameters({{"count", command.get("count", "1")}});
  for (std::int64_t left = parameters.get_integer("count", 1, 1, 1 << 30); left > 0; --left) {
    if (!out.write(sample_event(*workload))) {
      return false;
    }
  }
  return true;
}

int converse() {
  EventWriter out;
  if (!out.write(hello())) {
    return 1;
  }
  std::unique_ptr<Workload> workload;
  for (std::string line; std::getline(std::cin, line);) {
    try {
      if (!answer(Reader::parse(line), workload, out)) {
        return 0;
      }
    } catch (...) {
      if (!out.write(event_of_current_exception())) {
        return 1;
      }
    }
  }
  return 0;
}

} // namespace

} // namespace etalon_runner

int main() {
  try {
    return etalon_runner::converse();
  } catch (const std::exception& error) {
    std::cerr << "runner: " << error.what() << '\n';
    return 1;
  }
}
