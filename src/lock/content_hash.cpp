#include <etalon/lock/content_hash.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <tuple>

namespace etalon {

namespace {

using nlohmann::json;
using Assumptions = std::map<std::string, std::string>;

// What Python's json.dumps(value, sort_keys=True) writes: blanks after ',' and ':', ASCII only.
std::string python_json(const json& value) {
  std::string text;
  if (value.is_object()) {
    for (const auto& member : value.items()) {
      text += text.empty() ? "" : ", ";
      text += json(member.key()).dump(-1, ' ', true) + ": " + python_json(member.value());
    }
    return "{" + text + "}";
  }
  if (value.is_array()) {
    for (const auto& item : value) {
      text += text.empty() ? "" : ", ";
      text += python_json(item);
    }
    return "[" + text + "]";
  }
  return value.dump(-1, ' ', true, json::error_handler_t::replace);
}

// A version as conda keeps it: exact ones without their operator.
std::string conda_version(const MatchSpec& spec) {
  if (!spec.version) {
    return spec.build ? "*" : "";
  }
  std::string text = spec.version->to_string();
  return spec.version->is_exact() && text.starts_with("==") ? text.substr(2) : text;
}

json dependency(const std::string& name, const char* manager, const std::string& category) {
  return {{"name", name},
          {"manager", manager},
          {"category", category},
          {"extras", json::array()},
          {"version", ""},
          {"build", nullptr},
          {"conda_channel", nullptr},
          {"hash", nullptr}};
}

json conda_dependency(const std::string& text, const std::string& category) {
  const MatchSpec spec = MatchSpec::parse(text);
  json dependency = etalon::dependency(to_lower(spec.name.to_string()), "conda", category);
  dependency["version"] = conda_version(spec);
  if (spec.build) {
    dependency["build"] = spec.build->to_string();
  }
  if (!spec.channel.empty()) {
    dependency["conda_channel"] = spec.channel;
  }
  return dependency;
}

std::string normalized_pip_name(std::string_view name) {
  std::string normalized;
  for (const char c : to_lower(name)) {
    const bool is_separator = c == '-' || c == '_' || c == '.';
    if (!is_separator) {
      normalized += c;
    } else if (!normalized.empty() && normalized.back() != '-') {
      normalized += '-';
    }
  }
  return normalized;
}

// "Foo[b,a] >=1.0" -> name, extras and version.
json pip_dependency(std::string_view line, const std::string& category) {
  line = trim(line.substr(0, line.find(" #")));
  const std::size_t end = std::min(line.find_first_of(" [<>=!~;@"), line.size());
  json dependency = etalon::dependency(normalized_pip_name(line.substr(0, end)), "pip", category);
  std::string_view rest = trim(line.substr(end));
  if (rest.starts_with('[')) {
    const std::size_t close = std::min(rest.find(']'), rest.size() - 1);
    std::vector<std::string> extras;
    for (const std::string_view extra : split(rest.substr(1, close - 1), ',')) {
      extras.emplace_back(trim(extra));
    }
    std::sort(extras.begin(), extras.end());
    dependency["extras"] = extras;
    rest = trim(rest.substr(close + 1));
  }
  // Clauses sorted by their texts, as `packaging` writes them.
  const std::string version = replace_all(rest, " ", "");
  std::vector<std::string> clauses;
  for (const std::string_view clause : split(version, ',')) {
    clauses.emplace_back(clause);
  }
  std::sort(clauses.begin(), clauses.end());
  dependency["version"] = version.empty() ? "*" : join(clauses, ",");
  return dependency;
}

void add_virtual_package(const std::string& name,
                         const std::string& written,
                         const std::string& subdir,
                         json& packages) {
  constexpr std::uint64_t timestamp = 1577854800000; // conda-lock's
  const std::size_t blank = written.find(' ');
  const std::string version = written.substr(0, blank);
  const std::string build = blank == std::string::npos ? "" : written.substr(blank + 1);
  // conda-lock 3 and 4 hash the builds as version 2 made them.
  const std::string full_build = build.empty() ? "0" : build + "_0";
  packages[fmt::format("{}-{}-{}.tar.bz2", name, version, full_build)] = {
      {"name", name},
      {"version", version},
      {"build_string", build},
      {"build_number", 0},
      {"noarch", ""},
      {"depends", json::array()},
      {"timestamp", timestamp},
      {"package_type", "virtual_system"},
      {"build", full_build},
      {"subdir", subdir}};
}

json virtual_packages_of(const std::string& subdir) {
  json packages = json::object();
  const auto& assumed = assumed_virtual_packages(subdir);
  for (const auto& [name, version] : assumed) {
    add_virtual_package(name, version, subdir, packages);
  }
  if (subdir == "osx-64") {
    add_virtual_package(
        "__osx", "10.15", subdir, packages); // a slip of old that is part of the hash
  }
  const auto folder = [](const std::string& name, json content) {
    return json{{"info", {{"subdir", name}}}, {"packages", std::move(content)}};
  };
  return {{"noarch", folder("noarch", json::object())},
          {subdir, assumed.empty() ? json::object() : folder(subdir, std::move(packages))}};
}

json dependencies_of(const LockedRequest& request) {
  // conda-lock keeps the place of the first of a name and the content of the last, then sorts.
  std::map<std::pair<std::string, std::string>, json> unique; // [manager, name]
  const auto add = [&](json dependency) {
    const std::pair<std::string, std::string> key(dependency["manager"], dependency["name"]);
    unique[key] = std::move(dependency);
  };
  for (const AskedSpec& spec : request.specs) {
    add(conda_dependency(spec.text, spec.category));
  }
  for (const AskedSpec& line : request.pip_specs) {
    if (!line.text.starts_with('-')) {
      add(pip_dependency(line.text, line.category));
    }
  }
  if (!request.pip_specs.empty()) {
    json pip = dependency("pip", "conda", "main");
    pip["version"] = "*";
    add(std::move(pip));
  }
  json list = json::array();
  for (auto& entry : unique) {
    list.push_back(std::move(entry.second));
  }
  return list;
}

} // namespace

std::string conda_lock_content_hash(const LockedRequest& request) {
  json channels = json::array();
  for (const std::string& channel : request.channels) {
    nlohmann::ordered_json member = {{"url", channel}, {"used_env_vars", json::array()}};
    channels.push_back(member.dump());
  }
  const json content = {{"channels", std::move(channels)},
                        {"specs", dependencies_of(request)},
                        {"virtual_package_hash", virtual_packages_of(request.subdir)}};
  return sha256_hex(python_json(content));
}

const Assumptions& assumed_virtual_packages(const std::string& subdir) {
  const auto linux_with = [](const std::string& cpu) {
    return Assumptions{{"__archspec", "1 " + cpu},
                       {"__cuda", "11.4"},
                       {"__glibc", "2.28"},
                       {"__linux", "5.10"},
                       {"__unix", "0"}};
  };
  const auto osx_with = [](const std::string& cpu) {
    return Assumptions{{"__archspec", "1 " + cpu}, {"__osx", "11.0"}, {"__unix", "0"}};
  };
  static const std::map<std::string, Assumptions> known = {
      {"linux-64", linux_with("x86_64")},
      {"linux-aarch64", linux_with("aarch64")},
      {"linux-ppc64le", linux_with("ppc64le")},
      {"osx-64", osx_with("x86_64")},
      {"osx-arm64", osx_with("arm64")},
      {"win-64", {{"__archspec", "1 x86_64"}, {"__cuda", "11.4"}, {"__win", "0"}}}};
  static const Assumptions none;
  const auto found = known.find(subdir);
  return found == known.end() ? none : found->second;
}

} // namespace etalon
