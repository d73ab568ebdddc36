#include "environment_variables.hpp"

#include "sorted_files.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace etalon {
namespace {

using nlohmann::json;
using std::filesystem::path;

constexpr const char* k_unset = "***unset***";

Error damaged(const path& file, std::string_view hint) {
  return Error(ErrorKind::corrupt, fmt::format("cannot read the variables in `{}`", file.native()))
      .with_hint(fmt::format("it should be {}", hint));
}

void add(const std::string& name,
         const std::string& value,
         const path& file,
         EnvironmentVariables& variables) {
  const auto ignore = [&](std::string_view why) {
    variables.warnings.push_back(fmt::format(
        "`{}` sets the variable `{}`, which {}; it is ignored", file.native(), name, why));
  };
  if (name == "PATH") {
    ignore("is reserved");
    return;
  }
  const bool has_nul = (name + value).find('\0') != std::string::npos;
  if (name.empty() || name.find('=') != std::string::npos || has_nul) {
    ignore("no process can have");
    return;
  }
  variables.set.erase(name);
  variables.unset.erase(name);
  if (value == k_unset) {
    variables.unset.insert(name);
  } else {
    variables.set.emplace(name, value);
  }
}

void add_object(const json& object,
                const path& file,
                std::string_view hint,
                EnvironmentVariables& variables) {
  if (!object.is_object()) {
    throw damaged(file, hint);
  }
  for (const auto& item : object.items()) {
    if (!item.value().is_string()) {
      throw damaged(file, hint);
    }
    add(item.key(), item.value().get<std::string>(), file, variables);
  }
}

} // namespace

EnvironmentVariables load_environment_variables(const path& prefix) {
  EnvironmentVariables variables;
  for (const path& file : sorted_files(prefix / "etc" / "conda" / "env_vars.d", ".json")) {
    add_object(json::parse(read_file(file), nullptr, false),
               file,
               R"(a JSON object like {"NAME": "value"})",
               variables);
  }
  const path state_file = prefix / "conda-meta" / "state";
  if (const std::optional<std::string> text = find_file(state_file)) {
    constexpr std::string_view hint = R"(a JSON object like {"env_vars": {"NAME": "value"}})";
    const json state = json::parse(*text, nullptr, false);
    if (!state.is_object()) {
      throw damaged(state_file, hint);
    }
    const auto found = state.find("env_vars");
    if (found != state.end()) {
      add_object(*found, state_file, hint, variables);
    }
  }
  return variables;
}

} // namespace etalon
