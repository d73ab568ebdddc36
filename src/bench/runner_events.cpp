#include "runner_events.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace etalon {

namespace {

using Json = nlohmann::json;

constexpr std::size_t k_shown_characters = 80;

RunnerHello read_hello(const Json& json) {
  RunnerHello hello;
  json.at("protocol").get_to(hello.protocol);
  json.at("runner").get_to(hello.runner);
  json.at("torch").get_to(hello.torch);
  json.at("blas").get_to(hello.blas);
  json.at("cuda_available").get_to(hello.cuda_available);
  json.at("threads").get_to(hello.threads);
  json.at("interop_threads").get_to(hello.interop_threads);
  json.at("devices").get_to(hello.devices);
  return hello;
}

PreparedState read_prepared(const Json& json) {
  PreparedState prepared;
  json.at("device").get_to(prepared.device);
  json.at("timer").get_to(prepared.timer);
  json.at("batches_per_sample").get_to(prepared.batches_per_sample);
  json.at("items_per_batch").get_to(prepared.items_per_batch);
  json.at("facts").get_to(prepared.facts);
  return prepared;
}

TakenSample read_sample(const Json& json) {
  TakenSample taken;
  json.at("seconds").get_to(taken.sample.seconds);
  json.at("batches").get_to(taken.sample.batches);
  json.at("items").get_to(taken.sample.items);
  json.at("first_batch").get_to(taken.first_batch_seconds);
  json.at("restart").get_to(taken.restart_seconds);
  if (!std::isfinite(taken.sample.seconds) || taken.sample.seconds <= 0 ||
      taken.sample.batches == 0) {
    throw Error(ErrorKind::corrupt, "a sample has no time or no batch");
  }
  return taken;
}

RunnerEvent read_event(const Json& json) {
  const std::string name = json.at("event").get<std::string>();
  if (name == "hello") {
    return read_hello(json);
  }
  if (name == "prepared") {
    return read_prepared(json);
  }
  if (name == "sample") {
    return read_sample(json);
  }
  if (name == "skipped") {
    return SkippedState{json.at("reason").get<std::string>()};
  }
  if (name == "error") {
    return RunnerFailure{json.at("kind").get<std::string>(), json.at("message").get<std::string>()};
  }
  if (name == "objects") {
    return ObjectsEvent{json.at("paths").get<std::vector<std::string>>()};
  }
  throw Error(ErrorKind::corrupt, fmt::format("there is no event `{}`", name));
}

// What a parameter holds may be any bytes that were typed; JSON is UTF-8.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

RunnerEvent parse_runner_event(std::string_view line) {
  const std::string attempt =
      fmt::format("the runner wrote what is no event: `{}`", line.substr(0, k_shown_characters));
  try {
    return read_event(Json::parse(line));
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::corrupt, error.what()).while_doing(attempt);
  } catch (Error& error) {
    throw std::move(error).while_doing(attempt);
  }
}

std::string to_prepare_command(const StateRequest& request) {
  return dump({{"command", "prepare"},
               {"workload", request.workload},
               {"parameters", request.parameters},
               {"device", request.device}});
}

std::string to_sample_command() {
  return R"({"command":"sample","count":1})";
}

std::string to_objects_command() {
  return R"({"command":"objects"})";
}

} // namespace etalon
