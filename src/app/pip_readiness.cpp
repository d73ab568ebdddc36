#include "pip_readiness.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

bool has_package(const std::vector<PlannedRecord>& packages, std::string_view name) {
  return std::any_of(packages.begin(), packages.end(), [&](const PlannedRecord& each) {
    return each.solved.record.package.name == name;
  });
}

bool is_offered(const std::vector<ChannelRecords>& channels, std::string_view name) {
  return std::any_of(channels.begin(), channels.end(), [&](const ChannelRecords& channel) {
    return std::any_of(channel.subdirs.begin(),
                       channel.subdirs.end(),
                       [&](const RecordIndex& each) { return each.has_name(name); });
  });
}

// "environment.yml:5: the `pip:` section"; where the lines are of no file, without a place.
std::string section_of(const EnvironmentRequest& request) {
  const auto& first = request.pip.front();
  const auto place = first.line > 0 ? fmt::format("{}:{}: ", first.file, first.line) : "";
  return place + "the `pip:` section";
}

} // namespace

bool add_missing_pip(EnvironmentRequest& request,
                     const std::vector<PlannedRecord>& packages,
                     const std::vector<ChannelRecords>& channels) {
  if (request.pip.empty()) {
    return false;
  }
  if (!has_package(packages, "python")) {
    throw Error(ErrorKind::refused,
                fmt::format("{} needs python, and the environment has none", section_of(request)),
                {"add `python` and `pip` to the dependencies"});
  }
  if (has_package(packages, "pip")) {
    return false;
  }
  if (!is_offered(channels, "pip")) {
    throw Error(ErrorKind::refused,
                fmt::format("{} needs `pip`, and no channel has it", section_of(request)),
                {"add a channel that has `pip`, or take the `pip:` section out"});
  }
  request.specs.emplace_back("pip");
  request.warnings.emplace_back("the manifest has a `pip:` section, but `pip` is not among its "
                                "dependencies: it is added; write it down, so that the version "
                                "is yours to choose");
  return true;
}

} // namespace etalon
