#include "prefix_layout.hpp"

#include <etalon/model/match_spec.hpp>
#include <etalon/model/spec_text.hpp>
#include <etalon/prefix/history.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace etalon {
namespace {

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// One quoted string of a list as Python or JSON writes it; `at` stands on the opening quote and is
// moved behind the closing one.
std::string read_quoted(std::string_view list, std::size_t& at) {
  const char quote = list[at++];
  std::string text;
  while (at < list.size() && list[at] != quote) {
    if (list[at] == '\\' && at + 1 < list.size()) {
      ++at;
    }
    text.push_back(list[at++]);
  }
  ++at;
  return text;
}

// ['a', "b"] as conda (a Python list) and mamba (JSON) write it, or a,b of old versions of conda,
// where a comma may also stand in a version: "a >=1,<2".
std::vector<std::string> parse_spec_list(std::string_view text) {
  std::vector<std::string> specs;
  text = trim(text);
  if (!text.empty() && text.front() == '[') {
    for (std::size_t at = 1; at < text.size();) {
      if (text[at] == '\'' || text[at] == '"') {
        specs.push_back(read_quoted(text, at));
      } else {
        ++at;
      }
    }
    return specs;
  }
  for (const std::string_view piece : split(text, ',')) {
    const std::string_view spec = trim(piece);
    const bool goes_on =
        !spec.empty() && std::string_view("<>=!~").find(spec.front()) != std::string_view::npos;
    if (goes_on && !specs.empty()) {
      specs.back() += fmt::format(",{}", spec);
    } else if (!spec.empty()) {
      specs.emplace_back(spec);
    }
  }
  return specs;
}

void read_comment(std::string_view line, HistoryRevision& revision) {
  const std::string_view text = trim(line.substr(1));
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    return;
  }
  const std::string_view key = trim(text.substr(0, colon));
  const std::string_view value = trim(text.substr(colon + 1));
  const std::vector<std::string_view> words = split_words(key);
  if (key == "cmd") {
    revision.command = value;
  } else if (words.size() == 2 && words[1] == "version") {
    revision.tool = fmt::format("{} {}", words[0], value);
  } else if (key == "channels") {
    revision.channels = parse_spec_list(value);
  } else if (words.size() == 2 && (words[1] == "specs" || words[1] == "spec")) {
    const bool removes = words[0] == "remove" || words[0] == "uninstall";
    if (removes) {
      revision.remove_specs = parse_spec_list(value);
    } else if (words[0] == "neutered") {
      revision.neutered_specs = parse_spec_list(value);
    } else if (words[0] == "update" || words[0] == "install" || words[0] == "create") {
      revision.update_specs = parse_spec_list(value);
    }
  }
}

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20U) {
      c = ' ';
    }
  }
  return line;
}

// JSON is what Python's literal_eval, which conda reads this with, understands as well.
std::string list_line(std::string_view key, const std::vector<std::string>& values) {
  using nlohmann::json;
  if (values.empty()) {
    return "";
  }
  return fmt::format(
      "# {}: {}\n", key, json(values).dump(-1, ' ', false, json::error_handler_t::replace));
}

// The name that a spec is about; the text itself where it cannot be read.
std::string name_of(const std::string& spec) {
  try {
    return MatchSpec::parse(spec).name.to_string();
  } catch (const Error&) {
    return spec;
  }
}

} // namespace

std::string HistoryRevision::to_string() const {
  std::string text = fmt::format("==> {} <==\n", date);
  if (!command.empty()) {
    text += fmt::format("# cmd: {}\n", one_line(command));
  }
  const std::size_t blank = tool.find(' ');
  if (blank != std::string::npos) {
    text += fmt::format("# {} version: {}\n", tool.substr(0, blank), tool.substr(blank + 1));
  }
  for (const std::string& package : removed) {
    text += fmt::format("-{}\n", package);
  }
  for (const std::string& package : added) {
    text += fmt::format("+{}\n", package);
  }
  text += list_line("remove specs", remove_specs);
  text += list_line("update specs", update_specs);
  text += list_line("neutered specs", neutered_specs);
  text += list_line("channels", channels);
  return text;
}

History History::parse(std::string_view text) {
  History history;
  for (const std::string_view whole : split(text, '\n')) {
    const std::string_view line = trim(whole);
    if (starts_with(line, "==>")) {
      HistoryRevision revision;
      const std::size_t end = line.rfind("<==");
      revision.date = trim(line.substr(3, end == std::string_view::npos ? end : end - 3));
      history.revisions.push_back(std::move(revision));
      continue;
    }
    if (line.empty() || history.revisions.empty()) {
      continue;
    }
    HistoryRevision& revision = history.revisions.back();
    if (line.front() == '#') {
      read_comment(line, revision);
    } else if (line.front() == '-') {
      revision.removed.emplace_back(line.substr(1));
    } else {
      // The very first lines of old histories name packages without a sign.
      revision.added.emplace_back(line.front() == '+' ? line.substr(1) : line);
    }
  }
  return history;
}

History History::load(const std::filesystem::path& prefix) {
  const std::optional<std::string> text = find_file(prefix / k_history_file);
  return text ? parse(*text) : History();
}

std::vector<std::string> History::requested_specs() const {
  std::map<std::string, std::string> by_name;
  for (const HistoryRevision& revision : revisions) {
    for (const std::string& spec : revision.remove_specs) {
      by_name.erase(name_of(spec));
    }
    for (const std::string& spec : revision.update_specs) {
      by_name[name_of(spec)] = spec;
    }
    // conda's word for a spec that was loosened to its name.
    for (const std::string& spec : revision.neutered_specs) {
      by_name[name_of(spec)] = spec;
    }
  }
  std::vector<std::string> specs;
  specs.reserve(by_name.size());
  for (const auto& [name, spec] : by_name) {
    specs.push_back(without_credentials_in_spec(spec)); // conda writes them as they were typed
  }
  return specs;
}

std::vector<std::string> History::channels() const {
  const auto last = std::find_if(revisions.rbegin(), revisions.rend(), [](const auto& revision) {
    return !revision.channels.empty();
  });
  return last == revisions.rend() ? std::vector<std::string>{} : last->channels;
}

} // namespace etalon
