#include "package_list_text.hpp"

#include "text_table.hpp"

#include <etalon/app/tool_version.hpp>
#include <etalon/model/platform.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace etalon {

namespace {

using nlohmann::ordered_json;

// Of the packages that are for one.
std::string platform_of(const std::vector<InstalledPackage>& packages) {
  for (const auto& package : packages) {
    if (package.manager == PackageManager::conda && package.subdir != "noarch" &&
        !package.subdir.empty()) {
      return package.subdir;
    }
  }
  return Platform::current().subdir();
}

// What such a file is for, in conda's words, so that people and tools know it.
std::string file_header(const std::vector<InstalledPackage>& packages) {
  return fmt::format("# This file may be used to create an environment using:\n"
                     "# $ etalon create --name <env> --file <this file>\n"
                     "# platform: {}\n"
                     "# created-by: etalon {}\n",
                     platform_of(packages),
                     tool_version());
}

const char* word_of(PackageManager manager) {
  return manager == PackageManager::pypi ? "pypi" : "conda";
}

ordered_json package_json(const InstalledPackage& package) {
  return {{"base_url", package.channel_url}, // conda's fields
          {"build_number", package.build_number},
          {"build_string", package.build},
          {"channel", package.channel},
          {"dist_name", package.dist_name()},
          {"name", package.name},
          {"platform", package.subdir},
          {"version", package.version},
          {"manager", word_of(package.manager)}, // ours
          {"layer", to_string(package.layer)},
          {"requested_by", package.requested_by},
          {"url", package.url},
          {"md5", package.md5},
          {"sha256", package.sha256},
          {"license", package.license},
          {"archive_bytes", package.archive_bytes},
          {"bytes", package.bytes},
          {"files", package.files}};
}

std::string hash_suffix(const InstalledPackage& package, HashKind kind) {
  switch (kind) {
  case HashKind::none:
    return "";
  case HashKind::md5:
    return package.md5.empty() ? "" : "#" + package.md5;
  case HashKind::sha256:
    return package.sha256.empty() ? "" : "#sha256:" + package.sha256;
  }
  return "";
}

std::string place_of(const RevisionPackage& package) {
  const auto version = package.version;
  return package.channel.empty() ? version : fmt::format("{} ({})", version, package.channel);
}

std::vector<std::string> revision_lines(const EnvironmentRevision& revision) {
  std::vector<std::string> lines;
  for (const auto* list : {&revision.upgraded, &revision.downgraded}) {
    for (const auto& each : *list) {
      lines.push_back(fmt::format(" {}  {{{} -> {}}}",
                                  each.new_package.name,
                                  place_of(each.old_package),
                                  place_of(each.new_package)));
    }
  }
  for (const auto& package : revision.removed) {
    lines.push_back(fmt::format("-{}-{}", package.name, place_of(package)));
  }
  for (const auto& package : revision.installed) {
    lines.push_back(fmt::format("+{}-{}", package.name, place_of(package)));
  }
  return lines;
}

ordered_json texts_of(const std::vector<RevisionPackage>& packages) {
  ordered_json texts = ordered_json::array();
  for (const auto& package : packages) {
    texts.push_back(package.text);
  }
  return texts;
}

ordered_json texts_of(const std::vector<RevisionReplacement>& replacements) {
  ordered_json texts = ordered_json::array();
  for (const auto& each : replacements) {
    texts.push_back({{"old", each.old_package.text}, {"new", each.new_package.text}});
  }
  return texts;
}

} // namespace

std::string render_package_list(const std::filesystem::path& prefix,
                                const std::vector<InstalledPackage>& packages,
                                SizeColumn size,
                                const Terminal& terminal) {
  std::vector<Align> columns(4, Align::left);
  std::vector<std::string> heading = {"# Name", "Version", "Build", "Channel"};
  if (size == SizeColumn::shown) {
    columns.push_back(Align::right);
    heading.emplace_back("Size");
  }
  TextTable table(columns);
  table.add(std::move(heading));
  std::uint64_t total = 0;
  for (const auto& package : packages) {
    std::vector<std::string> row = {package.name, package.version, package.build, package.channel};
    if (size == SizeColumn::shown) {
      row.push_back(package.manager == PackageManager::pypi ? "-" : format_bytes(package.bytes));
      total += package.bytes;
    }
    table.add(std::move(row));
  }
  auto text = fmt::format("# packages in environment at {}:\n#\n", prefix.string());
  text += table.render("", terminal.table_width());
  if (size == SizeColumn::shown) {
    text += fmt::format("# {} in all\n", format_bytes(total));
  }
  return text;
}

std::string render_canonical_list(const std::vector<InstalledPackage>& packages) {
  std::string text;
  for (const auto& package : packages) {
    text += package.canonical_name() + "\n";
  }
  return text;
}

std::string render_export_list(const std::vector<InstalledPackage>& packages) {
  auto text = file_header(packages);
  for (const auto& package : packages) {
    text += fmt::format("{}={}={}\n", package.name, package.version, package.build);
  }
  return text;
}

std::string render_explicit_list(const std::vector<InstalledPackage>& packages, HashKind hash) {
  auto text = file_header(packages) + "@EXPLICIT\n";
  for (const auto& package : packages) {
    text += package.url.empty() ? fmt::format("# no URL for: {}\n", package.dist_name())
                                : package.url + hash_suffix(package, hash) + "\n";
  }
  return text;
}

std::string render_package_list_json(const std::filesystem::path& prefix,
                                     const std::vector<InstalledPackage>& packages) {
  ordered_json rows = ordered_json::array();
  for (const auto& package : packages) {
    rows.push_back(package_json(package));
  }
  return ordered_json{{"version", 1}, {"prefix", prefix.string()}, {"packages", std::move(rows)}}
             .dump(2) +
         "\n";
}

std::string render_revisions(const std::vector<EnvironmentRevision>& revisions) {
  std::string text;
  for (const auto& revision : revisions) {
    text += fmt::format("{}  (rev {})\n", revision.date, revision.number);
    for (const auto& line : revision_lines(revision)) {
      text += "    " + line + "\n";
    }
    text += "\n";
  }
  return text;
}

std::string render_revisions_json(const std::filesystem::path& prefix,
                                  const std::vector<EnvironmentRevision>& revisions) {
  ordered_json rows = ordered_json::array();
  for (const auto& revision : revisions) {
    rows.push_back({{"rev", revision.number}, // conda's fields
                    {"date", revision.date},
                    {"install", texts_of(revision.installed)},
                    {"remove", texts_of(revision.removed)},
                    {"upgrade", texts_of(revision.upgraded)},
                    {"downgrade", texts_of(revision.downgraded)},
                    {"command", revision.command}, // ours
                    {"tool", revision.tool}});
  }
  return ordered_json{{"version", 1}, {"prefix", prefix.string()}, {"revisions", std::move(rows)}}
             .dump(2) +
         "\n";
}

} // namespace etalon
