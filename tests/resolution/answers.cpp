#include "answers.hpp"

#include <ctime>
#include <stdexcept>

namespace etalon::test {

namespace {

// Of this thread: what else the machine has to do does not count.
double cpu_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

} // namespace

std::vector<RepoDataRecord> Answer::packages() const {
  std::vector<RepoDataRecord> packages;
  if (const auto* solution = std::get_if<SolverSolution>(&result)) {
    for (const SolvableId solvable : solution->solvables) {
      if (!candidates->is_virtual(solvable)) {
        packages.push_back(candidates->record(solvable));
      }
    }
  }
  return packages;
}

std::string Answer::refusal() const {
  if (const auto* unsolvable = std::get_if<Unsolvable>(&result)) {
    return render(unsolvable->conflict);
  }
  return is_solved() ? "" : "the time was over";
}

Answer resolve(const std::vector<ChannelRecords>& channels,
               const std::vector<VirtualPackage>& machine,
               const std::vector<std::string>& specs,
               const CandidateOptions& options,
               const SolveOptions& limits) {
  const double began = cpu_milliseconds();
  Answer answer;
  answer.candidates = std::make_unique<RecordCandidates>(channels, machine, options);
  for (const std::string& spec : specs) {
    answer.task.requirements.push_back(answer.candidates->add_request(spec));
  }
  answer.result = solve(answer.task, *answer.candidates, limits);
  answer.milliseconds = cpu_milliseconds() - began;
  return answer;
}

std::vector<const WorldRecord*> find_in_world(RecordWorld& world,
                                              const std::vector<RepoDataRecord>& packages) {
  std::vector<const WorldRecord*> records;
  for (const RepoDataRecord& package : packages) {
    records.push_back(world.find(package.channel, package.package.subdir, package.file_name));
    if (records.back() == nullptr) {
      throw std::runtime_error("no such package: " + package.channel + "/" + package.file_name);
    }
  }
  return records;
}

} // namespace etalon::test
