#include <etalon/pip/index_settings.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

namespace etalon {
namespace {

namespace fs = std::filesystem;

enum class ValueKind { word, words, path, paths };

struct Setting {
  const char* variable;
  ValueKind kind;
};

constexpr std::array<Setting, 10> k_settings = {{{"PIP_INDEX_URL", ValueKind::word},
                                                 {"PIP_EXTRA_INDEX_URL", ValueKind::words},
                                                 {"PIP_NO_INDEX", ValueKind::word},
                                                 {"PIP_FIND_LINKS", ValueKind::paths},
                                                 {"PIP_TRUSTED_HOST", ValueKind::words},
                                                 {"PIP_CERT", ValueKind::path},
                                                 {"PIP_CLIENT_CERT", ValueKind::path},
                                                 {"PIP_PROXY", ValueKind::word},
                                                 {"PIP_TIMEOUT", ValueKind::word},
                                                 {"PIP_RETRIES", ValueKind::word}}};

const Setting* find_setting(std::string_view variable) {
  const auto found = std::find_if(k_settings.begin(), k_settings.end(), [&](const Setting& each) {
    return variable == each.variable;
  });
  return found == k_settings.end() ? nullptr : &*found;
}

// "extra_index-url" -> "PIP_EXTRA_INDEX_URL"; pip takes either separator.
std::string variable_of(std::string_view key) {
  std::string variable = "PIP_";
  for (const char letter : key) {
    const bool is_small = letter >= 'a' && letter <= 'z';
    variable += letter == '-' ? '_' : is_small ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return variable == "PIP_DEFAULT_TIMEOUT" ? "PIP_TIMEOUT" : variable;
}

std::string value_of(const EnvironmentBlock& block, const std::string& name) {
  const auto found = block.find(name);
  return found == block.end() ? "" : found->second;
}

// Options of a pip.conf, which Python's configparser reads: `key = value` or `key: value`, indented
// lines go on with the value before, comments stand on lines of their own.
class ConfigParser {
public:
  explicit ConfigParser(std::string_view text) {
    for (const std::string_view line : split(text, '\n')) {
      take(line);
    }
  }

  EnvironmentBlock settings() && {
    m_install.merge(m_global);
    return std::move(m_install);
  }

private:
  void take(std::string_view line) {
    const std::string_view words = trim(line);
    if (words.empty() || words.front() == '#' || words.front() == ';') {
      return;
    }
    if (line.front() == ' ' || line.front() == '\t') {
      if (m_value != nullptr) {
        *m_value += m_value->empty() ? "" : " ";
        *m_value += words;
      }
      return;
    }
    m_value = nullptr;
    if (words.front() == '[') {
      m_section = words == "[install]" ? &m_install : words == "[global]" ? &m_global : nullptr;
      return;
    }
    const std::size_t end = words.find_first_of("=:");
    if (m_section == nullptr || end == std::string_view::npos) {
      return;
    }
    const std::string variable = variable_of(trim(words.substr(0, end)));
    if (find_setting(variable) != nullptr) {
      m_value = &(*m_section)[variable];
      *m_value = trim(words.substr(end + 1));
    }
  }

  EnvironmentBlock m_global;
  EnvironmentBlock m_install;
  EnvironmentBlock* m_section = nullptr;
  std::string* m_value = nullptr; // that further lines go on with
};

std::vector<fs::path> config_files(const EnvironmentBlock& caller) {
  const std::string named = value_of(caller, "PIP_CONFIG_FILE");
  if (named == "/dev/null") {
    return {};
  }
  std::vector<fs::path> files;
  std::string shared = value_of(caller, "XDG_CONFIG_DIRS");
  shared = shared.empty() ? "/etc/xdg" : shared;
  for (const std::string_view directory : split(shared, ':')) {
    if (!directory.empty()) {
      files.push_back(fs::path(directory) / "pip/pip.conf");
    }
  }
  files.emplace_back("/etc/pip.conf");
  const std::string home = value_of(caller, "HOME");
  const std::string config = value_of(caller, "XDG_CONFIG_HOME");
  if (!home.empty()) {
    files.push_back(fs::path(home) / ".pip/pip.conf");
  }
  if (!config.empty() || !home.empty()) {
    files.push_back((config.empty() ? fs::path(home) / ".config" : fs::path(config)) /
                    "pip/pip.conf");
  }
  if (!named.empty()) {
    files.emplace_back(named);
  }
  return files;
}

// A relative path means this process's directory; pip is going to run in another.
std::string absolute_word(const std::string& word) {
  std::error_code ignored;
  const bool is_path = word.find("://") == std::string::npos && fs::path(word).is_relative();
  return is_path && fs::exists(word, ignored) ? fs::absolute(word).native() : word;
}

std::string portable_value(const Setting& setting, const std::string& value) {
  if (setting.kind == ValueKind::path) {
    return absolute_word(value);
  }
  if (setting.kind == ValueKind::word) {
    return value;
  }
  std::vector<std::string> words;
  for (const std::string_view word : split_words(value)) {
    words.push_back(setting.kind == ValueKind::paths ? absolute_word(std::string(word))
                                                     : std::string(word));
  }
  return join(words, " ");
}

} // namespace

EnvironmentBlock parse_pip_config(std::string_view text) {
  return ConfigParser(text).settings();
}

EnvironmentBlock load_pip_index_settings(const EnvironmentBlock& caller) {
  EnvironmentBlock found;
  for (const fs::path& file : config_files(caller)) {
    try {
      EnvironmentBlock settings = parse_pip_config(find_file(file).value_or(""));
      settings.merge(found);
      found = std::move(settings);
    } catch (const Error&) {
      // Not readable for this user: pip passes over it as well.
    }
  }
  for (const auto& [name, value] : caller) {
    const bool is_pips = name.rfind("PIP_", 0) == 0 && !value.empty();
    const std::string variable = is_pips ? variable_of(std::string_view(name).substr(4)) : "";
    if (find_setting(variable) != nullptr) {
      found[variable] = value;
    }
  }
  EnvironmentBlock settings;
  for (const auto& [name, value] : found) {
    if (!value.empty()) {
      settings[name] = portable_value(*find_setting(name), value);
    }
  }
  return settings;
}

} // namespace etalon
