#include "choice_text.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace etalon {

namespace {

using nlohmann::ordered_json;
using Cause = RejectedCandidates::Cause;
using Outcome = RejectedCandidates::Outcome;

constexpr std::size_t k_listed_versions = 3;
constexpr std::size_t k_listed_askers = 4;
constexpr std::size_t k_listed_groups = 10;

std::string show_versions(const RejectedCandidates& group) {
  std::string text = group.versions.size() <= k_listed_versions
                         ? join(group.versions, ", ")
                         : fmt::format("{}..{}", group.versions.back(), group.versions.front());
  return text + fmt::format(" ({} {})", group.count, group.count == 1 ? "build" : "builds");
}

std::string show_cause(const RejectedCandidates& group) {
  switch (group.cause) {
  case Cause::request:
    return fmt::format("`{}` is requested", group.spec);
  case Cause::pin:
    return fmt::format("`{}` is pinned", group.spec);
  case Cause::requirement:
    return fmt::format("{} needs `{}`", group.by, group.spec);
  case Cause::constraint:
    return fmt::format("{} allows only `{}`", group.by, group.spec);
  case Cause::own_dependency:
    return fmt::format("needs `{}`, but {} was chosen", group.spec, group.by);
  case Cause::excluded:
  case Cause::order:
    return group.text;
  case Cause::no_cause:
    return "";
  }
  return "";
}

std::string quote_all(const std::vector<std::string>& specs) {
  return "`" + join(specs, "`, `") + "`";
}

std::string show_outcome(const RejectedCandidates& group) {
  switch (group.outcome) {
  case Outcome::not_tried:
    return group.cause == Cause::no_cause ? "not tried out: the time was up" : "";
  case Outcome::no_answer:
    return group.contradicts.empty()
               ? "it cannot be installed at all"
               : fmt::format("there is no answer with it and {}", quote_all(group.contradicts));
  case Outcome::worse:
    return fmt::format("with it there would be {}", group.worse);
  case Outcome::no_worse_one:
    return "it would do as well: only what is requested is made as good as can be";
  }
  return "";
}

const char* name_of(Cause cause) {
  switch (cause) {
  case Cause::request:
    return "request";
  case Cause::pin:
    return "pin";
  case Cause::requirement:
    return "requirement";
  case Cause::constraint:
    return "constraint";
  case Cause::own_dependency:
    return "own_dependency";
  case Cause::excluded:
    return "excluded";
  case Cause::order:
    return "order";
  case Cause::no_cause:
    return "none";
  }
  return "";
}

const char* name_of(Outcome outcome) {
  switch (outcome) {
  case Outcome::not_tried:
    return "not_tried";
  case Outcome::no_answer:
    return "no_answer";
  case Outcome::worse:
    return "worse";
  case Outcome::no_worse_one:
    return "no_worse_one";
  }
  return "";
}

std::string show_asker(const AskingPackage& asking) {
  return asking.by.empty() ? fmt::format("the request: `{}`", asking.spec)
                           : fmt::format("{}: `{}`", asking.by, asking.spec);
}

} // namespace

std::string render_choice(const ChoiceExplanation& explanation) {
  if (!explanation.is_chosen) {
    return fmt::format("{} is not in this environment: nothing asks for it\n", explanation.name);
  }
  std::string text = fmt::format("{} {} ({}) from {}\n",
                                 explanation.name,
                                 explanation.version,
                                 explanation.build,
                                 explanation.channel);
  text += explanation.is_left_out ? "  left out: only a part of the answer is wanted\n" : "";
  text += "  asked for by\n";
  const auto& asked_by = explanation.asked_by;
  for (std::size_t i = 0; i < std::min(k_listed_askers, asked_by.size()); ++i) {
    text += fmt::format("    {}\n", show_asker(asked_by[i]));
  }
  if (asked_by.size() > k_listed_askers) {
    text += fmt::format("    and {} more\n", asked_by.size() - k_listed_askers);
  }
  const auto& rejected = explanation.rejected;
  text += rejected.empty() ? "  there is no better one\n" : "  not taken\n";
  for (std::size_t i = 0; i < std::min(k_listed_groups, rejected.size()); ++i) {
    const auto cause = show_cause(rejected[i]);
    const auto outcome = show_outcome(rejected[i]);
    text += fmt::format("    {}: {}{}{}\n",
                        show_versions(rejected[i]),
                        cause,
                        cause.empty() || outcome.empty() ? "" : "; ",
                        outcome);
  }
  if (rejected.size() > k_listed_groups) {
    text += fmt::format("    and {} more groups; --json has them all\n",
                        rejected.size() - k_listed_groups);
  }
  return text;
}

ordered_json choices_json(const std::vector<ChoiceExplanation>& explanations) {
  ordered_json list = ordered_json::array();
  for (const auto& explanation : explanations) {
    ordered_json asked_by = ordered_json::array();
    for (const auto& asking : explanation.asked_by) {
      asked_by.push_back({{"by", asking.by.empty() ? ordered_json() : ordered_json(asking.by)},
                          {"spec", asking.spec}});
    }
    ordered_json rejected = ordered_json::array();
    for (const auto& group : explanation.rejected) {
      rejected.push_back({{"cause", name_of(group.cause)},
                          {"versions", group.versions},
                          {"count", group.count},
                          {"by", group.by},
                          {"spec", group.spec},
                          {"text", group.text},
                          {"outcome", name_of(group.outcome)},
                          {"contradicts", group.contradicts},
                          {"worse", group.worse}});
    }
    list.push_back({{"name", explanation.name},
                    {"chosen", explanation.is_chosen},
                    {"left_out", explanation.is_left_out},
                    {"version", explanation.version},
                    {"build", explanation.build},
                    {"channel", explanation.channel},
                    {"asked_by", std::move(asked_by)},
                    {"not_taken", std::move(rejected)}});
  }
  return list;
}

} // namespace etalon
