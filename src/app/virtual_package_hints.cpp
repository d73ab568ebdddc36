#include "virtual_package_hints.hpp"

#include "conflict_notes.hpp"

#include <etalon/util/error.hpp>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

// Versions and builds.
using Offers = std::vector<std::pair<std::string, std::string>>;

// The one spec with a version, else the name.
std::string strictest(const std::vector<std::string>& specs) {
  std::vector<std::string> with_version;
  std::copy_if(specs.begin(), specs.end(), std::back_inserter(with_version), [](const auto& spec) {
    return spec.find_first_of(" =<>~") != std::string::npos;
  });
  return with_version.size() == 1 ? with_version.front()
                                  : specs.front().substr(0, specs.front().find_first_of(" =<>~"));
}

// The versions that the specs name, ascending; where they name none, those that CUDA builds of
// the last years were made for.
std::vector<std::string> versions_to_try(const std::string& name,
                                         const std::vector<std::string>& specs) {
  std::set<std::pair<Version, std::string>> versions;
  const auto add = [&](const std::string& text) { versions.emplace(Version::parse(text), text); };
  for (const auto& text : specs) {
    const auto space = text.find_first_of(" =<>!~");
    std::size_t at = space == std::string::npos ? text.size() : space;
    while ((at = text.find_first_of("0123456789", at)) != std::string::npos) {
      const auto end = std::min(text.size(), text.find_first_not_of("0123456789.", at));
      std::string version = text.substr(at, end - at);
      version.erase(version.find_last_not_of('.') + 1);
      add(version);
      at = end;
    }
  }
  if (name == "__cuda") {
    for (const auto* usual : {"11.8", "12.9", "13.0"}) {
      add(usual);
    }
  }
  std::vector<std::string> texts;
  texts.reserve(versions.size());
  for (const auto& [version, text] : versions) {
    texts.push_back(text);
  }
  return texts;
}

// What the machine would have to offer for the specs: of __archspec the build that they name.
Offers offers_to_try(const std::string& name, const std::vector<std::string>& specs) {
  Offers offers;
  if (name != "__archspec") {
    for (const auto& version : versions_to_try(name, specs)) {
      offers.emplace_back(version, "0");
    }
    return offers;
  }
  for (const auto& text : specs) {
    try {
      const auto spec = MatchSpec::parse(text);
      if (spec.build && spec.build->is_exact()) {
        offers.emplace_back("1", spec.build->to_string());
      }
    } catch (const Error&) { // a URL, shown without its token
    }
  }
  return offers;
}

} // namespace

void add_virtual_package_hint(const HintSearch& search,
                              const std::string& name,
                              std::vector<ConflictHint>& hints) {
  auto machine = search.world();
  const auto offered = std::find_if(machine.virtual_packages.begin(),
                                    machine.virtual_packages.end(),
                                    [&](const auto& package) { return package.name == name; });
  OverrideVirtualPackage hint{"", "", "", override_variable(name), ""};
  if (offered != machine.virtual_packages.end()) {
    hint.offered = offered->version + (offered->build == "0" ? "" : " " + offered->build);
    hint.origin = describe_origin(*offered);
    machine.virtual_packages.erase(offered);
  }
  const auto specs = search.specs_on(name);
  hint.needed = strictest(specs);
  for (const auto& [version, build] : offers_to_try(name, specs)) {
    machine.virtual_packages.push_back({name, version, build, hint.variable});
    if (search.trials.solve(machine)) {
      hint.value = name == "__archspec" ? build : version;
      hints.emplace_back(std::move(hint));
      return;
    }
    machine.virtual_packages.pop_back();
  }
}

} // namespace etalon
