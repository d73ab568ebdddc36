#include "subdirs.hpp"

#include <etalon/model/match_spec.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

namespace etalon {
namespace {

std::string without_secrets(const std::string& text) {
  return is_url(text) ? without_credentials(text) : text;
}

// In single quotes, as conda prints them; in double ones where the text has a single one.
std::string quoted(const std::string& text) {
  if (text.find('\'') == std::string::npos) {
    return '\'' + text + '\'';
  }
  return '"' + replace_all(text, "\"", "\\\"") + '"';
}

std::string quoted_if_needed(const std::string& text, std::string_view special) {
  const bool plain = text.find_first_of(special) == std::string::npos &&
                     text.find_first_of("'\"[] \t\r\n,=^#") == std::string::npos;
  return plain ? text : quoted(text);
}

bool is_plain_build(const StringMatcher& build) {
  return build.is_exact() && build.to_string().find_first_not_of(
                                 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                 "_.+") == std::string::npos;
}

// Collects a spec's canonical text: what stands before the brackets, and the keys within.
class SpecWriter {
public:
  explicit SpecWriter(const MatchSpec& spec) : m_spec(spec) {}

  std::string write() {
    write_channel();
    m_text += m_spec.name.to_string();
    write_version();
    write_keys();
    if (m_spec.optional) {
      m_keys.emplace_back("optional");
    }
    if (!m_keys.empty()) {
      m_text += '[' + join(m_keys, ",") + ']';
    }
    return std::move(m_text);
  }

private:
  void write_channel() {
    std::string channel = without_secrets(m_spec.channel);
    channel.erase(channel.find_last_not_of('/') + 1); // a token that is gone leaves one
    const bool positional = !channel.empty() && channel.find('*') == std::string::npos;
    if (!positional) {
      // Of a channel that ends as a subdir does this would be read as the subdir.
      const bool is_ambiguous =
          is_known_subdir(m_spec.subdir) && is_known_subdir(channel.substr(channel.rfind('/') + 1));
      add("channel", is_ambiguous ? channel + '/' + m_spec.subdir : channel);
      add("subdir", m_spec.subdir);
      return;
    }
    m_text = channel;
    if (is_known_subdir(m_spec.subdir)) {
      m_text += '/' + m_spec.subdir;
    } else {
      add("subdir", m_spec.subdir);
    }
    m_text += "::";
  }

  void write_version() {
    const std::string version = m_spec.version ? m_spec.version->to_string() : "";
    const bool exact = m_spec.version && m_spec.version->is_exact();
    // conda's one exception: a lone `!=` or `~=` stays outside.
    const bool lone = !m_spec.build && (version.starts_with("!=") || version.starts_with("~=")) &&
                      version.find_first_of("><$^|,") == std::string::npos;
    if (exact || lone) {
      m_text += version;
    } else if (m_spec.version && m_spec.version->is_fuzzy()) {
      m_text += '=' + version.substr(0, version.size() - 2);
    } else if (m_spec.version) {
      m_keys.push_back("version=" + quoted(version));
    }
    if (!m_spec.build) {
      return;
    }
    if (exact && is_plain_build(*m_spec.build)) {
      m_text += '=' + m_spec.build->to_string();
    } else {
      m_keys.push_back("build=" + quoted_if_needed(m_spec.build->to_string(), "><$|"));
    }
  }

  // In the order in which conda has them.
  void write_keys() {
    if (m_spec.build_number) {
      const std::string number = m_spec.build_number->to_string();
      add("build_number", m_spec.build_number->is_exact() ? number.substr(2) : number);
    }
    add("track_features", join(m_spec.track_features, " "));
    add("features", join(m_spec.features, " "));
    add("url", without_secrets(m_spec.url));
    add("md5", m_spec.md5);
    add("sha256", m_spec.sha256);
    add("license", m_spec.license ? m_spec.license->to_string() : "");
    add("license_family", m_spec.license_family ? m_spec.license_family->to_string() : "");
    if (!percent_decode(m_spec.url).ends_with('/' + m_spec.file_name)) {
      add("fn", m_spec.file_name);
    }
    for (const auto& [key, value] : m_spec.other_keys) {
      const bool list = key != "when" && value.find(',') != std::string::npos;
      if (list) {
        m_keys.push_back(fmt::format("{}=[{}]", key, value));
      } else {
        add(key, value);
      }
    }
  }

  void add(const std::string& key, const std::string& value) {
    if (!value.empty()) {
      m_keys.push_back(key + '=' + quoted_if_needed(value, ""));
    }
  }

  const MatchSpec& m_spec;
  std::string m_text;
  std::vector<std::string> m_keys;
};

} // namespace

std::string MatchSpec::to_string() const {
  return SpecWriter(*this).write();
}

} // namespace etalon
