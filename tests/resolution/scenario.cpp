#include "scenario.hpp"

#include <etalon/solve/validate.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>
#include <map>

namespace etalon::test {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr auto k_longest_explanation = 80; // lines

ChannelPriority priority_of(const std::string& text) {
  if (text == "strict") {
    return ChannelPriority::strict;
  }
  return text == "flexible" ? ChannelPriority::flexible : ChannelPriority::disabled;
}

} // namespace

Scenario::Scenario(const fs::path& file) : m_json(json::parse(read_file(file))) {
  for (const std::string& channel : texts("channels")) {
    add_channel(channel, file.parent_path());
  }
  add_installed();
  m_provider =
      std::make_unique<RecordCandidates>(m_channels.channels(), virtual_packages(), options());
  add_requests();
}

void Scenario::add_channel(const std::string& channel, const fs::path& folder) {
  const std::string first = m_json["channels"][0];
  m_channels.add_channel(channel);
  std::map<std::string, std::vector<json>> by_subdir;
  for (const json& record : m_json["records"]) {
    if (record.value("channel", first) == channel) {
      by_subdir[record["subdir"]].push_back(record);
    }
  }
  for (const auto& [subdir, records] : by_subdir) {
    m_channels.add_subdir(subdir, TestChannels::repodata_of(records).dump());
  }
  if (channel == first) {
    for (const std::string& repodata : texts("repodata_files")) {
      m_channels.add_subdir("linux-64", read_repodata(folder / (repodata + ".zst")));
    }
  }
}

// What may be updated is not favoured.
void Scenario::add_installed() {
  const auto updated = texts("update");
  for (const json& record : m_json["installed"]) {
    if (std::find(updated.begin(), updated.end(), record["name"]) == updated.end()) {
      m_installed.push_back(
          {parse_package_record(record.dump(), "linux-64"), "", "", m_json["channels"][0]});
    }
  }
}

CandidateOptions Scenario::options() const {
  CandidateOptions options;
  options.channel_priority = priority_of(m_json["channel_priority"]);
  options.pip_dependency = PipDependency::as_recorded; // the scenarios say so where it is needed
  options.installed = m_installed;
  return options;
}

void Scenario::add_requests() {
  for (const char* key : {"specs", "update"}) {
    for (const std::string& spec : texts(key)) {
      m_task.requirements.push_back(m_provider->add_request(spec));
    }
  }
  for (const char* key : {"constraints", "pins"}) {
    for (const std::string& spec : texts(key)) {
      m_task.constraints.push_back(m_provider->add_request(spec));
    }
  }
  if (!texts("update").empty()) { // what is not updated stays, in some version
    for (const json& record : m_json["installed"]) {
      m_task.soft.push_back(m_provider->add_request(record["name"].get<std::string>()));
    }
  }
}

std::vector<std::string> Scenario::texts(const char* key) const {
  return m_json.value(key, json::array()).get<std::vector<std::string>>();
}

std::vector<VirtualPackage> Scenario::virtual_packages() const {
  std::vector<VirtualPackage> packages;
  for (const std::string& text : texts("virtual")) { // "__glibc=2.39=0"
    const auto parts = split(text, '=');
    packages.push_back(
        {std::string(parts.at(0)), std::string(parts.at(1)), std::string(parts.at(2)), "test"});
  }
  return packages;
}

std::string Scenario::expected() const {
  const json& expect = m_json["expect"];
  if (expect.is_string()) {
    return expect;
  }
  std::vector<std::string> present;
  for (const json& package : expect["present"]) {
    present.push_back(join(package.get<std::vector<std::string>>(), " "));
  }
  return join(present, ", ");
}

std::vector<std::string> Scenario::find_differences() {
  std::vector<std::string> differences;
  const SolveResult result = solve(m_task, *m_provider);
  const auto* unsolvable = std::get_if<Unsolvable>(&result);
  if (m_json["expect"] == "unsat") {
    if (unsolvable == nullptr) {
      differences.emplace_back("there is an answer");
    } else {
      compare_explanation(*unsolvable, differences);
    }
    return differences;
  }
  if (unsolvable != nullptr) {
    return {"there is no answer:\n" + render(unsolvable->conflict)};
  }
  const auto& solvables = std::get<SolverSolution>(result).solvables;
  for (std::string& fault : validate(m_task, *m_provider, solvables)) {
    differences.push_back("not valid: " + std::move(fault));
  }
  compare_packages(m_provider->to_solution(solvables, m_task.requirements), differences);
  return differences;
}

void Scenario::compare_packages(const Solution& solution,
                                std::vector<std::string>& differences) const {
  std::map<std::string, const PackageRecord*> packages;
  for (const SolvedPackage& package : solution.packages) {
    packages[package.record.package.name] = &package.record.package;
  }
  const json& expect = m_json["expect"];
  for (const json& present : expect["present"]) {
    const auto wanted = join(present.get<std::vector<std::string>>(), " ");
    const auto found = packages.find(present[0]);
    if (found == packages.end()) {
      differences.push_back("`" + wanted + "` is missing");
    } else if (found->second->version != Version::parse(present[1].get<std::string>()) ||
               (present.size() > 2 && found->second->build != present[2])) {
      differences.push_back("`" + found->second->dist_name() + "` instead of `" + wanted + "`");
    }
  }
  for (const std::string absent : expect["absent"]) {
    if (packages.count(absent) != 0) {
      differences.push_back("`" + absent + "` is there");
    }
  }
  if (expect["exact"] && packages.size() != expect["present"].size()) {
    differences.push_back(std::to_string(packages.size()) + " packages instead of " +
                          std::to_string(expect["present"].size()));
  }
  const json subdirs = m_json.value("expect_subdir", json::object());
  for (const auto& [name, subdir] : subdirs.items()) {
    if (packages.count(name) == 0 || packages.at(name)->subdir != subdir) {
      differences.push_back("`" + name + "` is not of " + subdir.get<std::string>());
    }
  }
}

void Scenario::compare_explanation(const Unsolvable& unsolvable,
                                   std::vector<std::string>& differences) const {
  const std::string text = render(unsolvable.conflict);
  if (text.empty()) {
    differences.emplace_back("nothing is explained");
  }
  if (std::count(text.begin(), text.end(), '\n') >= k_longest_explanation) {
    differences.push_back("an explanation too long to read:\n" + text);
  }
  for (const std::string& word : texts("explain_should_mention")) {
    if (text.find(word) == std::string::npos) {
      differences.push_back("`" + word + "` is not mentioned:\n" + text);
    }
  }
}

std::vector<fs::path> list_scenarios(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

} // namespace etalon::test
