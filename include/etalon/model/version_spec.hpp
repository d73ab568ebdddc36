#pragma once

#include <etalon/model/version.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace etalon {

// A set of versions: `>=1.8,<2|1.9.*`, `~=0.5.3`, `!=1.2`, `=1.8`, `1.8.*`, `*`, `^regex$`, with
// parentheses; ',' binds tighter than '|' (CEP 29; conda where the CEP leaves it open, see
// docs/reference/matchspec.md). Immutable; copies share the tree.
class VersionSpec {
public:
  // A bare `1.8` is exact here; an empty text is any(). Throws Error{usage}: "invalid version spec
  // `TEXT`" with the place as cause and what to write as hint.
  static VersionSpec parse(std::string_view text);
  static VersionSpec any();

  [[nodiscard]] bool matches(const Version& version) const;
  [[nodiscard]] bool is_any() const;
  // Whether it is one prefix (`=1.8`, `1.8.*`).
  [[nodiscard]] bool is_fuzzy() const;
  // Whether it is one version (`==1.2`, bare `1.2`).
  [[nodiscard]] bool is_exact() const;
  // Canonical, such as `==1.2`, `1.8.*`, `>=1.8,<2|==3`; parses back to an equal spec.
  [[nodiscard]] std::string to_string() const;

  struct Node;

private:
  friend class SortedVersions; // looks at the tree

  explicit VersionSpec(std::shared_ptr<const Node> root);

  std::shared_ptr<const Node> m_root;
};

} // namespace etalon
