#include <etalon/app/check_manifest.hpp>
#include <etalon/config/environment_location.hpp>
#include <etalon/model/explicit_spec.hpp>
#include <etalon/model/text_encoding.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <algorithm>

namespace etalon {

namespace {

bool is_error(const ManifestProblem& problem) {
  return problem.severity == ProblemSeverity::error;
}

ManifestProblem problem_of(const Error& error) {
  return {ProblemSeverity::error, {}, error.message(), error.causes(), error.hints()};
}

// A list is read up to its first problem, whose message has the line.
std::vector<ManifestProblem> check_explicit_list(const std::string& text, const std::string& file) {
  try {
    ExplicitSpec::parse(text, file);
    return {};
  } catch (const Error& error) {
    return {problem_of(error)};
  }
}

void check_name(const std::string& name, std::vector<ManifestProblem>& problems) {
  try {
    check_environment_name(name);
  } catch (const Error& error) {
    problems.push_back(problem_of(error));
  }
}

} // namespace

bool CheckedManifest::is_fine() const {
  return std::none_of(problems.begin(), problems.end(), is_error);
}

CheckedManifest check_manifest(const std::filesystem::path& file, const Platform& platform) {
  CheckedManifest checked{file.string(), {}};
  const std::string bytes = read_file(file);
  checked.problems = find_manifest_problems(bytes, checked.file, {platform});
  std::string text;
  try {
    text = decode_text(bytes);
  } catch (const Error&) { // found above
    return checked;
  }
  if (ExplicitSpec::looks_like(text)) {
    checked.problems = check_explicit_list(text, checked.file);
  } else if (checked.is_fine()) {
    const auto manifest = EnvironmentManifest::parse(bytes, checked.file, {platform});
    if (!manifest.name.empty()) {
      check_name(manifest.name, checked.problems);
    }
  }
  return checked;
}

} // namespace etalon
