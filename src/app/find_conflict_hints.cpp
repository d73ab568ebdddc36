#include "find_conflict_hints.hpp"

#include "hidden_package_hints.hpp"
#include "missing_package_hints.hpp"
#include "spec_change_hints.hpp"
#include "virtual_package_hints.hpp"

#include <etalon/util/url.hpp>

#include <set>

namespace etalon {

namespace {

using NodeKind = ConflictGraph::NodeKind;

constexpr std::size_t k_most_hints = 6;

// On what the conflict ends at: packages that are nowhere, and what the machine does not offer.
void add_hints_on_nodes(const HintSearch& search, std::vector<ConflictHint>& hints) {
  std::set<std::string> seen;
  for (const auto& node : search.question.graph.nodes) {
    const bool is_virtual = node.name.starts_with("__");
    const bool is_missing = node.kind == NodeKind::unknown || node.kind == NodeKind::unresolved;
    if (!(is_virtual || is_missing) || !seen.insert(node.name).second) {
      continue;
    }
    if (node.name == "__cuda") {
      add_cpu_build_hint(search, hints);
    }
    if (is_virtual) {
      add_virtual_package_hint(search, node.name, hints);
    } else {
      add_missing_package_hints(search, node, hints);
    }
  }
}

// Hints are shown: logins and tokens of what was asked for have no place in them.
struct CredentialRemover {
  void operator()(RelaxSpecs& hint) const { remove(hint.changes); }

  void operator()(UseCpuBuild& hint) const { remove(hint.change); }

  void operator()(LeaveOutSpec& hint) const { hint.spec = redact(hint.spec); }

  void operator()(TakeOutPin& hint) const { hint.spec = redact(hint.spec); }

  void operator()(AddChannel& hint) const {
    hint.channel = redact(hint.channel);
    remove(hint.changes);
  }

  template <typename Hint>
  void operator()(Hint& /*unused*/) const {} // made of names, versions and channels as shown

private:
  static void remove(std::vector<SpecChange>& changes) {
    for (auto& change : changes) {
      remove(change);
    }
  }

  static void remove(SpecChange& change) {
    change.spec = redact(change.spec);
    change.instead = redact(change.instead);
  }
};

} // namespace

std::vector<ConflictHint> find_conflict_hints(const ConflictQuestion& question,
                                              const ResolveContext& context,
                                              const ConflictTrials& trials) {
  const HintSearch search{question, context, trials};
  std::vector<ConflictHint> hints;
  for (const auto& pin : question.pins) {
    hints.emplace_back(TakeOutPin{pin.spec, pin.origin});
  }
  add_hints_on_nodes(search, hints);
  add_lower_priority_hint(search, hints);
  add_later_date_hint(search, hints);
  add_spec_change_hints(search, hints);
  if (hints.size() > k_most_hints) {
    hints.resize(k_most_hints);
  }
  for (auto& hint : hints) {
    std::visit(CredentialRemover{}, hint);
  }
  return hints;
}

} // namespace etalon
