#include "prefix_layout.hpp"

#include <etalon/prefix/generation.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace etalon {
namespace {

using nlohmann::json;

constexpr int k_version = 1;

std::string one_line(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

GenerationPackage parse_package(const json& entry) {
  GenerationPackage package;
  package.requested_specs = entry.at("requested_specs").get<std::vector<std::string>>();
  package.record = parse_repodata_record(entry.at("record").dump());
  return package;
}

} // namespace

std::string Generation::to_string() const {
  std::string text = fmt::format("{{\"version\": {},\n\"requested_specs\": {},\n\"channels\": {},\n"
                                 "\"variables\": {},\n\"packages\": [",
                                 k_version,
                                 one_line(json(requested_specs)),
                                 one_line(json(channels)),
                                 one_line(json(variables)));
  for (const GenerationPackage& package : packages) {
    const json entry = {{"requested_specs", package.requested_specs},
                        {"record", json::parse(to_repodata_record_json(package.record))}};
    text += (&package == packages.data() ? "\n" : ",\n") + one_line(entry);
  }
  return text + "\n]}\n";
}

Generation Generation::parse(std::string_view text) try {
  const json whole = json::parse(text);
  if (whole.at("version").get<int>() != k_version) {
    throw Error(ErrorKind::corrupt, "it is of another version of Etalon");
  }
  Generation generation;
  generation.requested_specs = whole.at("requested_specs").get<std::vector<std::string>>();
  generation.channels = whole.at("channels").get<std::vector<std::string>>();
  generation.variables = whole.at("variables").get<std::map<std::string, std::string>>();
  for (const json& entry : whole.at("packages")) {
    generation.packages.push_back(parse_package(entry));
  }
  return generation;

} catch (const json::exception& failure) {

  throw Error(ErrorKind::corrupt,
              fmt::format("it is no record of a generation: {}", failure.what()));
}

std::filesystem::path generation_file(const std::filesystem::path& prefix, std::size_t number) {
  return prefix / k_generations_directory / std::to_string(number);
}

std::optional<Generation> find_generation(const std::filesystem::path& prefix, std::size_t number) {
  const std::filesystem::path file = generation_file(prefix, number);
  const std::optional<std::string> text = find_file(file);
  if (!text) {
    return std::nullopt;
  }
  try {
    return Generation::parse(*text);
  } catch (Error& error) {
    throw std::move(error).while_doing(fmt::format("cannot read `{}`", file.native()));
  }
}

} // namespace etalon
