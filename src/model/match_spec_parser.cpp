#include "character_set.hpp"
#include "match_spec_brackets.hpp"
#include "match_spec_fields.hpp"
#include "syntax_fault.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace etalon {
namespace {

constexpr CharacterSet k_operators("=!|,<>~");
constexpr CharacterSet k_behind_names(" \t=<>!~");
constexpr CharacterSet k_not_before_builds("-=,|<>~()"); // operators, and the `-` of `py27-0`
constexpr CharacterSet k_quoting("\"'^");

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// trim(), but what is left of blanks alone still has its place.
std::string_view trimmed(std::string_view text) {
  const std::string_view kept = trim(text);
  return kept.empty() ? text.substr(text.size()) : kept;
}

// "(optional)", "(optional=True)", "(target=...)": what conda once wrote behind a spec. Any other
// parentheses belong to the version.
bool is_legacy_parenthesis(std::string_view content) {
  const auto parts = split(content, ',');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    const std::string_view word = trim(part.substr(0, part.find('=')));
    return word == "optional" || word == "target";
  });
}

// Reads the positional part of a spec, from the outside to the inside. All its string_views are
// parts of m_text, so that a fault knows its place.
class PositionalReader {
public:
  PositionalReader(std::string_view text, SpecFields& fields) : m_text(text), m_fields(fields) {}

  void read(std::string_view part) {
    part = without_legacy_parenthesis(trimmed(part));
    part = read_channel(part);
    const std::string_view rest = read_name(part);
    if (rest == "=") { // `numpy=`, found in old files
      return;
    }
    if (const std::string_view tail = trimmed(rest); !tail.empty()) {
      read_version_and_build(tail, is_blank(rest.front()));
    }
  }

private:
  std::string_view without_legacy_parenthesis(std::string_view part) {
    const std::size_t open = part.rfind('(');
    if (!part.empty() && part.back() == ')' && open != std::string_view::npos &&
        is_legacy_parenthesis(part.substr(open + 1, part.size() - open - 2))) {
      m_fields.set_optional();
      return trimmed(part.substr(0, open));
    }
    return part;
  }

  // "channel/subdir:namespace:name..." -> "name...". The namespace has no meaning yet (CEP 29).
  std::string_view read_channel(std::string_view part) {
    const std::size_t last = part.substr(0, part.find('^')).rfind(':');
    if (last == std::string_view::npos) {
      return part;
    }
    const std::size_t first = last == 0 ? std::string_view::npos : part.rfind(':', last - 1);
    if (first != std::string_view::npos) {
      m_fields.set_channel(part.substr(0, first), offset_of(part));
    }
    return part.substr(last + 1);
  }

  std::string_view read_name(std::string_view part) {
    std::size_t end = end_of_regex(part, 0);
    end = std::min(k_behind_names.first_in(part, end), part.size());
    m_fields.set_name(part.substr(0, end), offset_of(part));
    return part.substr(end);
  }

  void read_version_and_build(std::string_view tail, bool blank_before) {
    const std::optional<std::size_t> separator = find_build(tail);
    if (!separator) {
      m_fields.set_version(tail, offset_of(tail));
      return;
    }
    std::string_view version = trimmed(tail.substr(0, *separator));
    const std::string_view build = trimmed(tail.substr(*separator + 1));
    const bool all_blanks = blank_before && tail[*separator] != '=';
    // `name=1.8=build` is exact where `name=1.8` is not; `name =1.8 build` stays fuzzy (CEP 29).
    if (version.size() > 1 && version[0] == '=' && !k_operators.has(version[1]) && !all_blanks &&
        version.find_first_of(",|") == std::string_view::npos) {
      version.remove_prefix(1);
    }
    m_fields.set_version(version, offset_of(version));
    check_build(build);
    m_fields.set_build(build, offset_of(build));
  }

  // The blank or '=' between version and build: the first that follows no operator and has none
  // behind it, unless what is behind it is a regular expression.
  static std::optional<std::size_t> find_build(std::string_view tail) {
    const std::size_t last_operator = k_not_before_builds.last_in(tail);
    const std::size_t last_dollar = tail.rfind('$');
    std::size_t i = end_of_regex(tail, 0);
    char before = i > 0 ? '$' : '\0'; // the last character that is not blank
    while (i < tail.size()) {
      const char c = tail[i];
      if (c == '^' && last_dollar != std::string_view::npos && i < last_dollar) {
        i = end_of_regex(tail, i);
        before = '$';
        continue;
      }
      // Of a run of blanks the first speaks for all.
      const bool separates = i > 0 && (c == '=' || (is_blank(c) && !is_blank(tail[i - 1])));
      if (separates && !k_operators.has(before)) {
        if (last_operator == std::string_view::npos || last_operator <= i ||
            is_regex(trimmed(tail.substr(i + 1)))) {
          return i;
        }
      }
      before = is_blank(c) ? before : c;
      ++i;
    }
    return std::nullopt;
  }

  static bool is_regex(std::string_view text) {
    return !text.empty() && text.front() == '^' && end_of_regex(text, 0) == text.size();
  }

  void check_build(std::string_view build) const {
    if (build.empty()) {
      refuse(offset_of(build),
             "found no build string after `=`",
             "leave out the `=`, or write `*` for any build");
    }
    if (const std::size_t blank = build.find_first_of(" \t"); blank != std::string_view::npos) {
      refuse(offset_of(build) + blank,
             "found a blank inside a build string",
             "write name, version and build, nothing else: `numpy 1.26.0 py311*`");
    }
    if (const std::size_t bad = build.find_first_of("\\'\"[]");
        bad != std::string_view::npos && end_of_regex(build, 0) != build.size()) {
      refuse(offset_of(build) + bad,
             fmt::format("found `{}` in a build string", build[bad]),
             "use letters, digits, `.`, `_`, `+` and `*`");
    }
  }

  [[nodiscard]] std::size_t offset_of(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - m_text.data());
  }

  [[noreturn]] void
  refuse(std::size_t offset, std::string_view reason, std::string_view hint) const {
    throw SyntaxFault("spec", {m_text, offset}, reason, hint);
  }

  std::string_view m_text;
  SpecFields& m_fields;
};

// Where `mark` stands outside of quotation marks and regular expressions; the end where nowhere.
std::size_t find_outside(std::string_view text, std::string_view mark) {
  const std::size_t first = text.find(mark);
  if (first == std::string_view::npos) {
    return text.size();
  }
  if (k_quoting.first_in(text.substr(0, first)) == std::string_view::npos) {
    return first;
  }
  char quote = '\0';
  const std::size_t last_dollar = text.rfind('$');
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      i += c == '\\' && text.substr(i + 1, 1) == std::string_view(&quote, 1) ? 1 : 0;
      quote = c == quote ? '\0' : quote;
    } else if (text.substr(i, mark.size()) == mark) {
      return i;
    } else if (c == '^' && last_dollar != std::string_view::npos && i < last_dollar) {
      i = end_of_regex(text, i) - 1;
    } else if ((c == '"' || c == '\'') && text.find(c, i + 1) != std::string_view::npos) {
      quote = c;
    }
  }
  return text.size();
}

void read_behind_brackets(std::string_view text, std::string_view rest, SpecFields& fields) {
  const std::string_view part = trim(rest);
  if (part.empty()) {
    return;
  }
  if (part.size() > 2 && part.front() == '(' && part.back() == ')' &&
      is_legacy_parenthesis(part.substr(1, part.size() - 2))) {
    fields.set_optional();
    return;
  }
  throw SyntaxFault("spec",
                    {text, static_cast<std::size_t>(part.data() - text.data())},
                    fmt::format("found `{}` behind the brackets", part),
                    "write name, version and build before them: `ray >=2.9,<3[build=py*]`");
}

void read_brackets(std::string_view text,
                   std::string_view body,
                   std::size_t start,
                   SpecFields& fields) {
  try {
    const Brackets brackets = parse_brackets(body, start);
    fields.set_brackets(brackets);
    read_behind_brackets(text, body.substr(brackets.end), fields);
  } catch (const SyntaxFault& fault) {
    throw fault.placed_in("spec", text, 0); // with the comment that `body` lacks
  }
}

} // namespace

MatchSpec MatchSpec::parse(std::string_view text) {
  text = trim(text);
  SpecFields fields(text);
  if (text.empty() || fields.read_feature() || fields.read_package_location()) {
    return fields.take();
  }
  std::string_view body = text.substr(0, find_outside(text, "#"));
  body = body.substr(0, find_outside(body, " if "));
  const std::size_t bracket = find_outside(body, "[");
  PositionalReader(text, fields).read(body.substr(0, bracket));
  if (bracket < body.size()) {
    read_brackets(text, body, bracket, fields);
  }
  return fields.take();
}

} // namespace etalon
