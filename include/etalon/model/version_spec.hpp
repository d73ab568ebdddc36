#pragma once

#include <etalon/model/version.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace etalon {

// A set of versions: `>=1.8,<2|1.9.*`, `~=0.5.3`, `!=1.2`, `=1.8`, `1.8.*`, `*`, `^regex$`, with
// parentheses; ',' binds tighter than '|' (CEP 29; conda where the CEP leaves it open). Immutable;
// copies share the tree.
class VersionSpec {
public:
  // A bare `1.8` is exact here; the fuzziness of `name=1.8` is MatchSpec's. Throws Error{usage}.
  static VersionSpec parse(std::string_view text);
  static VersionSpec any();

  [[nodiscard]] bool matches(const Version& version) const;
  [[nodiscard]] bool is_any() const;
  // Whether only one version text can match (`==1.2`, bare `1.2`).
  [[nodiscard]] bool is_exact() const;
  // Canonical; parses back to an equal spec.
  [[nodiscard]] std::string to_string() const;

  struct Node;

private:
  explicit VersionSpec(std::shared_ptr<const Node> root);

  std::shared_ptr<const Node> m_root;
};

} // namespace etalon
