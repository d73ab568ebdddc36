#include "manifest_reader.hpp"
#include "manifest_selectors.hpp"
#include "manifest_text.hpp"

#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/text_encoding.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace etalon {

namespace {

// Whether the first line that says something has a key, or begins a YAML document otherwise.
bool starts_as_yaml(std::string_view text) {
  for (const std::string_view raw : split(text, '\n')) {
    const std::string_view line = trim(raw);
    if (line.empty() || line.front() == '#') {
      continue;
    }
    const std::size_t colon = line.find(':');
    const bool has_key = colon != std::string_view::npos &&
                         (colon + 1 == line.size() || line[colon + 1] == ' ') &&
                         line.substr(0, colon).find_first_of(" [=<>!~") == std::string_view::npos;
    return has_key || line.starts_with("---") || line.starts_with("{") || line.starts_with("- ");
  }
  return false;
}

bool is_spec_list(std::string_view text, std::string_view file_name) {
  const std::string lower = to_lower(file_name);
  return !lower.ends_with(".yml") && !lower.ends_with(".yaml") && !starts_as_yaml(text);
}

void read_spec_list(std::string_view text, const ManifestReading& reading) {
  int number = 0;
  for (const std::string_view raw : split(text, '\n')) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line.front() == '#' || reading.problems.is_full()) {
      continue;
    }
    const auto column = static_cast<int>(raw.find_first_not_of(" \t")) + 1;
    read_dependency(line, {number, column}, reading);
  }
}

void set_category(EnvironmentManifest& manifest) {
  for (auto* list : {&manifest.dependencies, &manifest.pip}) {
    for (ManifestSpec& spec : *list) {
      spec.category = manifest.category;
    }
  }
}

struct Reading {
  EnvironmentManifest manifest;
  std::vector<ManifestProblem> problems;
};

Reading
read_manifest(std::string_view bytes, std::string_view file_name, const ManifestContext& context) {
  Reading result;
  ProblemList problems(result.problems);
  std::string text;
  try {
    text = decode_text(bytes);
  } catch (const Error& error) {
    problems.error({}, error);
    return result;
  }
  if (check_manifest_text(text, problems) == TextVerdict::readable) {
    const ManifestPlace selector = apply_comment_selectors(text, context.platform, problems);
    const ManifestReading reading{file_name, context, selector, result.manifest, problems};
    if (is_spec_list(text, file_name)) {
      read_spec_list(text, reading);
    } else {
      read_manifest_yaml(text, reading);
    }
  }
  if (!result.manifest.category.empty()) {
    set_category(result.manifest);
  }
  std::stable_sort(result.problems.begin(),
                   result.problems.end(),
                   [](const ManifestProblem& a, const ManifestProblem& b) {
                     return std::tie(a.place.line, a.place.column) <
                            std::tie(b.place.line, b.place.column);
                   });
  return result;
}

std::string warning_text(const ManifestProblem& problem, std::string_view file_name) {
  const std::string text = placed_text(file_name, problem.place, problem.message);
  return problem.hints.empty() ? text : fmt::format("{} ({})", text, problem.hints.front());
}

Error error_of(const ManifestProblem& problem, std::string_view file_name) {
  const std::string message = placed_text(file_name, problem.place, problem.message);
  if (problem.causes.empty()) {
    return {ErrorKind::usage, message, problem.hints};
  }
  Error error(ErrorKind::usage, problem.causes.back(), problem.hints);
  for (auto cause = problem.causes.rbegin() + 1; cause != problem.causes.rend(); ++cause) {
    error = std::move(error).while_doing(*cause);
  }
  return std::move(error).while_doing(message);
}

std::string list_yaml(std::string_view key, const std::vector<std::string>& items) {
  std::string text = items.empty() ? "" : fmt::format("{}:\n", key);
  for (const std::string& item : items) {
    text += fmt::format("  - {}\n", to_yaml_scalar(item));
  }
  return text;
}

} // namespace

EnvironmentManifest EnvironmentManifest::parse(std::string_view bytes,
                                               std::string_view file_name,
                                               const ManifestContext& context) {
  Reading reading = read_manifest(bytes, file_name, context);
  for (const ManifestProblem& problem : reading.problems) {
    if (problem.severity == ProblemSeverity::error) {
      throw error_of(problem, file_name);
    }
    reading.manifest.warnings.push_back(warning_text(problem, file_name));
  }
  return std::move(reading.manifest);
}

std::vector<ManifestProblem> find_manifest_problems(std::string_view bytes,
                                                    std::string_view file_name,
                                                    const ManifestContext& context) {
  return read_manifest(bytes, file_name, context).problems;
}

std::string EnvironmentManifest::to_yaml() const {
  std::string text;
  const auto add_member = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) {
      text += fmt::format("{}: {}\n", key, to_yaml_scalar(value));
    }
  };
  add_member("name", name);
  text += list_yaml("channels", channels);
  text += list_yaml("platforms", platforms);
  text += dependencies.empty() && pip.empty() ? "dependencies: []\n" : "dependencies:\n";
  for (const ManifestSpec& spec : dependencies) {
    text += fmt::format("  - {}\n", to_yaml_scalar(spec.text));
  }
  if (!pip.empty()) {
    text += "  - pip:\n";
    for (const ManifestSpec& spec : pip) {
      text += fmt::format("      - {}\n", to_yaml_scalar(spec.text));
    }
  }
  if (!variables.empty()) {
    text += "variables:\n";
    for (const auto& [variable, value] : variables) {
      text += fmt::format("  {}: {}\n", to_yaml_scalar(variable), to_yaml_scalar(value));
    }
  }
  add_member("category", category);
  add_member("prefix", prefix);
  return text;
}

} // namespace etalon
