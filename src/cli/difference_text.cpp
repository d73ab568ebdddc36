#include "difference_text.hpp"

#include "text_table.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace etalon {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t k_shown_digits = 12; // of a hash

std::string count_of(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

bool has(const PackageDifference& difference, DifferenceKind kind) {
  return std::find(difference.kinds.begin(), difference.kinds.end(), kind) !=
         difference.kinds.end();
}

std::string hash_of(const SnapshotPackage& package) {
  const auto& hash = !package.sha256.empty() ? package.sha256
                     : !package.md5.empty()  ? package.md5
                                             : package.record_hash;
  return hash.substr(0, k_shown_digits);
}

// The package on one side, with what is needed to see the difference.
std::string side_of(const std::optional<SnapshotPackage>& package,
                    const PackageDifference& difference) {
  if (!package) {
    return "";
  }
  auto text = package->version;
  text += package->build.empty() ? "" : " " + package->build;
  if (difference.a && difference.b && difference.a->subdir != difference.b->subdir) {
    text += package->subdir.empty() ? "" : " " + package->subdir;
  }
  if (has(difference, DifferenceKind::channel)) {
    text += fmt::format(" ({})", package->channel);
  }
  if (has(difference, DifferenceKind::hash)) {
    text += " " + hash_of(*package);
  }
  return text;
}

std::string mark_of(const PackageDifference& difference) {
  return has(difference, DifferenceKind::added) ? "+" : !difference.b ? "-" : "~";
}

std::string words_of(const PackageDifference& difference) {
  std::vector<std::string> words;
  for (const auto kind : difference.kinds) {
    words.emplace_back(to_string(kind));
  }
  return join(words, ", ");
}

std::string name_of(const PackageDifference& difference) {
  return difference.manager == PackageManager::pypi ? difference.name() + " (pip)"
                                                    : difference.name();
}

std::string heading_line(char mark, const EnvironmentSnapshot& snapshot) {
  auto text = fmt::format("{} {}: {}, {}",
                          mark,
                          snapshot.label,
                          title_of(snapshot.form),
                          count_of(snapshot.packages.size(), "package"));
  if (snapshot.pip && !snapshot.pip->empty()) {
    text += fmt::format(", {}", count_of(snapshot.pip->size(), "pip package"));
  }
  text += snapshot.platform.empty() ? "" : ", " + snapshot.platform;
  text += snapshot.environment_id.empty()
              ? ""
              : ", id " + snapshot.environment_id.substr(0, k_shown_digits);
  return text + "\n";
}

// One table for all layers, cut at their headings, so that columns stand below one another.
std::string render_packages(const EnvironmentDifference& difference, const Terminal& terminal) {
  TextTable table({Align::left, Align::left, Align::left, Align::left, Align::left});
  table.add({" ", "Package", "A", "B", "Differs in"});
  for (const auto& each : difference.packages) {
    table.add({mark_of(each),
               name_of(each),
               side_of(each.a, each),
               side_of(each.b, each),
               words_of(each)});
  }
  const auto text = table.render("  ", terminal.table_width());
  const auto lines = split(text, '\n');
  auto out = "\n" + std::string(lines.front()) + "\n";
  std::optional<PackageLayer> layer;
  for (std::size_t i = 0; i < difference.packages.size(); ++i) {
    if (layer != difference.packages[i].layer) {
      layer = difference.packages[i].layer;
      out += styled(std::string(title_of(*layer)), Style::strong, terminal.color) + "\n";
    }
    const auto& each = difference.packages[i];
    const auto style = !each.a ? Style::good : !each.b ? Style::error : Style::warning;
    out += styled(std::string(lines[i + 1]), style, terminal.color) + "\n";
  }
  return out;
}

std::string render_variables(const EnvironmentDifference& difference) {
  if (difference.variables.empty()) {
    return "";
  }
  std::string text = "variables\n";
  for (const auto& each : difference.variables) {
    text += each.a ? fmt::format("  - {}={}\n", each.name, *each.a) : "";
    text += each.b ? fmt::format("  + {}={}\n", each.name, *each.b) : "";
  }
  return text;
}

std::string cell_of(std::size_t count) {
  return count == 0 ? "-" : std::to_string(count);
}

std::string render_layers(const EnvironmentDifference& difference, const Terminal& terminal) {
  std::vector<Align> columns(k_difference_kinds.size() + 3, Align::right);
  columns.front() = Align::left;
  TextTable table(columns);
  std::vector<std::string> heading = {"Layer", "A", "B"};
  for (const auto kind : k_difference_kinds) {
    heading.emplace_back(to_string(kind));
  }
  table.add(std::move(heading));
  for (const auto& layer : difference.layers) {
    std::vector<std::string> row = {std::string(title_of(layer.layer)),
                                    std::to_string(layer.packages_a),
                                    std::to_string(layer.packages_b)};
    for (const auto kind : k_difference_kinds) {
      const auto found = layer.kinds.find(kind);
      row.push_back(cell_of(found == layer.kinds.end() ? 0 : found->second));
    }
    table.add(std::move(row));
  }
  return "\n" + table.render("", terminal.table_width());
}

std::string render_verdict(const EnvironmentSnapshot& a,
                           const EnvironmentSnapshot& b,
                           const EnvironmentDifference& difference) {
  std::string text;
  if (difference.platforms_differ) {
    text += fmt::format("different platforms: {} and {}\n", a.platform, b.platform);
  }
  switch (difference.verdict()) {
  case Verdict::equal:
    text += "equal\n";
    break;
  case Verdict::undecided:
    text += "equal as far as both sides tell\n";
    break;
  case Verdict::different:
    text += fmt::format("different: {}{}\n",
                        count_of(difference.packages.size(), "package"),
                        difference.variables.empty()
                            ? ""
                            : ", " + count_of(difference.variables.size(), "variable"));
    break;
  }
  for (const auto& sentence : difference.untold) {
    text += fmt::format("not told: {}\n", sentence);
  }
  if (difference.same_id == true) {
    text += fmt::format("same environment id: {}\n", a.environment_id);
  }
  return text;
}

ordered_json side_json(const std::optional<SnapshotPackage>& package) {
  if (!package) {
    return {};
  }
  return {{"version", package->version},
          {"build", package->build},
          {"subdir", package->subdir},
          {"channel", package->channel},
          {"md5", package->md5},
          {"sha256", package->sha256},
          {"record_hash", package->record_hash}};
}

ordered_json package_json(const PackageDifference& difference) {
  ordered_json kinds = ordered_json::array();
  for (const auto kind : difference.kinds) {
    kinds.push_back(to_string(kind));
  }
  return {{"name", difference.name()},
          {"manager", difference.manager == PackageManager::pypi ? "pypi" : "conda"},
          {"layer", to_string(difference.layer)},
          {"differences", std::move(kinds)},
          {"a", side_json(difference.a)},
          {"b", side_json(difference.b)}};
}

ordered_json layer_json(const LayerSummary& layer) {
  ordered_json json = {{"layer", to_string(layer.layer)},
                       {"packages_a", layer.packages_a},
                       {"packages_b", layer.packages_b},
                       {"differing", layer.differing}};
  for (const auto kind : k_difference_kinds) {
    const auto found = layer.kinds.find(kind);
    json[std::string(to_string(kind))] = found == layer.kinds.end() ? 0 : found->second;
  }
  return json;
}

ordered_json snapshot_json(const EnvironmentSnapshot& snapshot) {
  return {{"name", snapshot.label},
          {"form", title_of(snapshot.form)},
          {"platform", snapshot.platform},
          {"environment_id", snapshot.environment_id},
          {"packages", snapshot.packages.size()},
          {"pip_packages", snapshot.pip ? ordered_json(snapshot.pip->size()) : ordered_json()},
          {"variables",
           snapshot.variables ? ordered_json(snapshot.variables->size()) : ordered_json()}};
}

ordered_json text_or_null(const std::optional<std::string>& text) {
  return text ? ordered_json(*text) : ordered_json();
}

} // namespace

std::string render_difference(const EnvironmentSnapshot& a,
                              const EnvironmentSnapshot& b,
                              const EnvironmentDifference& difference,
                              const Terminal& terminal) {
  auto text = heading_line('A', a) + heading_line('B', b);
  if (!difference.packages.empty()) {
    text += render_packages(difference, terminal);
  }
  text += render_variables(difference);
  if (!difference.packages.empty()) {
    text += render_layers(difference, terminal);
  }
  return text + "\n" + render_verdict(a, b, difference);
}

std::string render_difference_json(const EnvironmentSnapshot& a,
                                   const EnvironmentSnapshot& b,
                                   const EnvironmentDifference& difference) {
  ordered_json packages = ordered_json::array();
  for (const auto& each : difference.packages) {
    packages.push_back(package_json(each));
  }
  ordered_json layers = ordered_json::array();
  for (const auto& layer : difference.layers) {
    layers.push_back(layer_json(layer));
  }
  ordered_json variables = ordered_json::array();
  for (const auto& each : difference.variables) {
    variables.push_back(
        {{"name", each.name}, {"a", text_or_null(each.a)}, {"b", text_or_null(each.b)}});
  }
  const ordered_json json = {
      {"version", 1},
      {"verdict", to_string(difference.verdict())},
      {"a", snapshot_json(a)},
      {"b", snapshot_json(b)},
      {"same_environment_id",
       difference.same_id ? ordered_json(*difference.same_id) : ordered_json()},
      {"platforms_differ", difference.platforms_differ},
      {"layers", std::move(layers)},
      {"packages", std::move(packages)},
      {"variables", std::move(variables)},
      {"untold", difference.untold}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Error describe_unpinned(const EnvironmentSnapshot& snapshot) {
  return Error(ErrorKind::refused,
               fmt::format("`{}` is no snapshot: it does not say which version of `{}` is meant",
                           snapshot.label,
                           snapshot.unpinned.front()),
               {"compare what was made from it: an environment, its export, or a lock file"});
}

} // namespace etalon
