#include "spec_variants.hpp"

#include <algorithm>

namespace etalon {

namespace {

std::string name_of(const MatchSpec& spec) {
  return (spec.channel.empty() ? "" : spec.channel + "::") + spec.name.to_string();
}

// "2.5" of `=2.5` and `2.5.*`, "2.5.1" of `==2.5.1`; empty for any other form.
std::string plain_version(const MatchSpec& spec) {
  if (!spec.version || spec.version->is_any()) {
    return "";
  }
  std::string text = spec.version->to_string();
  if (spec.version->is_exact() && text.starts_with("==")) {
    return text.substr(2);
  }
  if (spec.version->is_fuzzy() && text.ends_with(".*")) {
    return text.substr(0, text.size() - 2);
  }
  return "";
}

// Components of the longest version in the text, 2 where there is none.
std::ptrdiff_t written_precision(const MatchSpec& spec) {
  if (!spec.version || spec.version->is_any()) {
    return 2;
  }
  std::ptrdiff_t most = 1;
  std::ptrdiff_t dots = 0;
  const std::string text = spec.version->to_string();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_inner_dot = text[i] == '.' && i + 1 < text.size() && text[i + 1] != '*';
    const bool ends = text[i] == ',' || text[i] == '|';
    dots = ends ? 0 : dots + (is_inner_dot ? 1 : 0);
    most = std::max(most, dots + 1);
  }
  return most;
}

// The first `count` components.
std::string shorten(const std::string& version, std::ptrdiff_t count) {
  std::size_t end = 0;
  for (std::ptrdiff_t i = 0; i < count && end != std::string::npos; ++i) {
    end = version.find('.', end + (i == 0 ? 0 : 1));
  }
  return version.substr(0, end);
}

} // namespace

std::vector<RelaxedSpec> relaxed_specs(const MatchSpec& spec) {
  std::vector<RelaxedSpec> relaxed;
  const bool has_version = spec.version && !spec.version->is_any();
  const bool has_build = spec.build || spec.build_number;
  const std::string version = plain_version(spec);
  if (has_version && spec.version->is_exact()) { // `name=1.2=build` asks for exactly 1.2
    relaxed.push_back({spec.build ? spec_with_build(spec, spec.build->to_string())
                                  : name_of(spec) + "=" + version,
                       false});
  }
  if (has_build && !version.empty()) {
    relaxed.push_back({name_of(spec) + "=" + version, false});
  } else if (has_build) {
    MatchSpec without_build = spec;
    without_build.build.reset();
    without_build.build_number.reset();
    relaxed.push_back({without_build.to_string(), !has_version});
  }
  if (has_version && spec.build) {
    relaxed.push_back({name_of(spec) + "=*=" + spec.build->to_string(), true});
  }
  if (has_version) {
    relaxed.push_back({name_of(spec), true});
  }
  if (!spec.channel.empty()) {
    MatchSpec anywhere = spec;
    anywhere.channel.clear();
    relaxed.push_back({anywhere.to_string(), false});
  }
  return relaxed;
}

std::string
narrow_spec(const RelaxedSpec& relaxed, const MatchSpec& written, const RepoDataRecord& found) {
  const auto plain = MatchSpec::parse(relaxed.text);
  const bool had_version = written.version && !written.version->is_any();
  if (!relaxed.is_open || !had_version) {
    return relaxed.text;
  }
  const std::string version = found.package.version.to_string();
  const std::string prefix = name_of(written) + "=" + shorten(version, written_precision(written));
  // With a build behind it a plain version would be exact.
  const std::string text = plain.build ? prefix + ".*=" + plain.build->to_string() : prefix;
  const std::string exact = name_of(written) + "=" + (plain.build ? "" : "=") + version +
                            (plain.build ? "=" + plain.build->to_string() : "");
  return MatchSpec::parse(text).matches(found) ? text : exact;
}

std::string spec_with_build(const MatchSpec& spec, const std::string& build) {
  const std::string version = plain_version(spec);
  if (!spec.version || spec.version->is_any()) {
    return name_of(spec) + "=*=" + build;
  }
  return version.empty()
             ? name_of(spec) + "[version='" + spec.version->to_string() + "',build='" + build + "']"
             : name_of(spec) + "=" + version + ".*=" + build;
}

} // namespace etalon
