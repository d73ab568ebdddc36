#include "version_parts.hpp"

#include <algorithm>
#include <array>

namespace etalon {
namespace {

char fold(char c) {
  if (c >= 'A' && c <= 'Z') {
    return static_cast<char>(c - 'A' + 'a');
  }
  return c == '-' ? '_' : c;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The smallest thing that is compared: a number, a word, or `post`, which is above every number.
struct Atom {
  enum class Kind { word, number, post };
  Kind kind = Kind::number;
  std::string_view text; // of a number without leading zeros, so that 0 is empty
};

bool folded_equals(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(
             text.begin(), text.end(), lower.begin(), [](char a, char b) { return fold(a) == b; });
}

// `dev` is a word below every other but a run of '*': CEP 33 asks for it, and conda gets it by
// writing it in upper case, between '*' and '_'.
bool is_dev(std::string_view word) {
  return folded_equals(word, "dev");
}

int compare_words(std::string_view a, std::string_view b) {
  const bool dev_a = is_dev(a);
  const bool dev_b = is_dev(b);
  if (dev_a || dev_b) {
    if (dev_a && dev_b) {
      return 0;
    }
    const bool other_is_star = (dev_a ? b : a).front() == '*';
    return dev_a == other_is_star ? 1 : -1;
  }
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const int difference = fold(a[i]) - fold(b[i]);
    if (difference != 0) {
      return difference;
    }
  }
  return a.size() == b.size() ? 0 : (a.size() < b.size() ? -1 : 1);
}

int compare_atoms(const Atom& a, const Atom& b) {
  if (a.kind != b.kind) {
    return a.kind < b.kind ? -1 : 1;
  }
  switch (a.kind) {
  case Atom::Kind::word:
    return compare_words(a.text, b.text);
  case Atom::Kind::number:
    if (a.text.size() != b.text.size()) {
      return a.text.size() < b.text.size() ? -1 : 1;
    }
    return a.text.compare(b.text);
  case Atom::Kind::post:
    break;
  }
  return 0;
}

// Reads the atoms of one component, "0rc1" as 0, rc, 1. A component that starts with no digit has
// a 0 in front, so that numbers and words stay in step; after the last atom there are only zeros.
class AtomReader {
public:
  explicit AtomReader(std::string_view component)
      : m_rest(component), m_fill(!component.empty() && !is_digit(component.front())) {}

  [[nodiscard]] bool at_end() const { return m_rest.empty(); }

  Atom next() {
    if (m_fill || m_rest.empty()) {
      m_fill = false;
      return {};
    }
    const char first = m_rest.front();
    std::size_t length = 1;
    if (is_digit(first)) {
      while (length < m_rest.size() && is_digit(m_rest[length])) {
        ++length;
      }
      std::string_view digits = take(length);
      digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
      return {Atom::Kind::number, digits};
    }
    while (length < m_rest.size() && !is_digit(m_rest[length]) &&
           (m_rest[length] == '*') == (first == '*')) {
      ++length;
    }
    const std::string_view word = take(length);
    if (folded_equals(word, "post")) {
      return {Atom::Kind::post, {}};
    }
    return {Atom::Kind::word, word};
  }

private:
  std::string_view take(std::size_t length) {
    const std::string_view taken = m_rest.substr(0, length);
    m_rest.remove_prefix(length);
    return taken;
  }

  std::string_view m_rest;
  bool m_fill;
};

// Reads the components of a main or local part; after the last one there are only empty ones,
// which compare like 0.
class ComponentReader {
public:
  explicit ComponentReader(std::string_view part) : m_rest(part) {}

  [[nodiscard]] bool at_end() const { return m_rest.empty(); }

  std::string_view next() {
    std::size_t end = 0;
    while (end < m_rest.size() && !is_separator(end)) {
      ++end;
    }
    const std::string_view component = m_rest.substr(0, end);
    m_rest.remove_prefix(std::min(end + 1, m_rest.size()));
    return component;
  }

private:
  // A '_' at the very end belongs to the component: openssl's 1.0.1_ is below 1.0.1a.
  [[nodiscard]] bool is_separator(std::size_t i) const {
    const char c = m_rest[i];
    return c == '.' || ((c == '_' || c == '-') && i + 1 < m_rest.size());
  }

  std::string_view m_rest;
};

int compare_components(std::string_view a, std::string_view b) {
  AtomReader atoms_a(a);
  AtomReader atoms_b(b);
  while (!atoms_a.at_end() || !atoms_b.at_end()) {
    const int order = compare_atoms(atoms_a.next(), atoms_b.next());
    if (order != 0) {
      return order;
    }
  }
  return 0;
}

int compare_parts(std::string_view a, std::string_view b) {
  ComponentReader components_a(a);
  ComponentReader components_b(b);
  while (!components_a.at_end() || !components_b.at_end()) {
    const int order = compare_components(components_a.next(), components_b.next());
    if (order != 0) {
      return order;
    }
  }
  return 0;
}

// Whether the last atom of a prefix covers the one at its place: a word covers each that begins
// with it (1.0.1a* has 1.0.1ab), a number only itself (1.1 has no 1.10).
bool covers(const Atom& prefix, const Atom& atom) {
  if (prefix.kind != Atom::Kind::word || is_dev(prefix.text) || atom.kind != Atom::Kind::word ||
      is_dev(atom.text)) {
    return compare_atoms(prefix, atom) == 0;
  }
  return prefix.text.size() <= atom.text.size() &&
         compare_words(prefix.text, atom.text.substr(0, prefix.text.size())) == 0;
}

bool component_starts_with(std::string_view component, std::string_view prefix) {
  AtomReader atoms(component);
  AtomReader prefix_atoms(prefix);
  while (true) {
    const Atom wanted = prefix_atoms.next();
    const Atom found = atoms.next();
    if (prefix_atoms.at_end()) {
      return covers(wanted, found);
    }
    if (compare_atoms(wanted, found) != 0) {
      return false;
    }
  }
}

bool part_starts_with(std::string_view part, std::string_view prefix) {
  ComponentReader components(part);
  ComponentReader prefix_components(prefix);
  while (true) {
    const std::string_view wanted = prefix_components.next();
    const std::string_view found = components.next();
    if (prefix_components.at_end()) {
      return component_starts_with(found, wanted);
    }
    if (compare_components(wanted, found) != 0) {
      return false;
    }
  }
}

} // namespace

VersionParts split_version(std::string_view text) {
  VersionParts parts{"0", text, {}};
  if (const std::size_t mark = text.find('!'); mark != std::string_view::npos) {
    parts.epoch = text.substr(0, mark);
    parts.main = text.substr(mark + 1);
  }
  if (const std::size_t mark = parts.main.find('+'); mark != std::string_view::npos) {
    parts.local = parts.main.substr(mark + 1);
    parts.main = parts.main.substr(0, mark);
  }
  return parts;
}

int compare_versions(const VersionParts& a, const VersionParts& b) {
  if (const int order = compare_components(a.epoch, b.epoch); order != 0) {
    return order;
  }
  if (const int order = compare_parts(a.main, b.main); order != 0) {
    return order;
  }
  return compare_parts(a.local, b.local);
}

bool version_starts_with(const VersionParts& version, const VersionParts& prefix) {
  if (compare_components(version.epoch, prefix.epoch) != 0) {
    return false;
  }
  if (prefix.local.empty()) {
    return part_starts_with(version.main, prefix.main);
  }
  return compare_parts(version.main, prefix.main) == 0 &&
         part_starts_with(version.local, prefix.local);
}

} // namespace etalon
