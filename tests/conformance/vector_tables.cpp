#include "vector_tables.hpp"

#include "table.hpp"

#include <etalon/model/channel.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace etalon::conformance {

namespace {

// Where the tools disagree and Etalon's answer is not the one that the table expects;
// docs/reference/matchspec.md says why.
using Decisions = std::map<std::string, std::string>; // question -> answer

const char* const k_decision = "docs/reference/matchspec.md";

// What Etalon says to a question: "1", "0", or "ERR", which must come with a cause and a hint.
std::string answer(const std::function<bool()>& question) {
  try {
    return question() ? "1" : "0";
  } catch (const Error& error) {
    const bool explains =
        error.kind() == ErrorKind::usage && !error.causes().empty() && !error.hints().empty();
    return explains ? "ERR" : "an error that does not explain itself: " + error.message();
  }
}

std::string accepted_or_error(const std::function<std::string()>& parse) {
  const std::string given = answer([&] { return !parse().empty(); });
  return given == "1" ? "OK" : given;
}

Comparison::Status status_of(const Row& row) {
  return row["status"] == "DISAGREE" ? Comparison::Status::disagree : Comparison::Status::agree;
}

// The first words of a column like "OK -> blas".
std::string verdict_of(const std::string& cell) {
  return cell.starts_with("OK") ? "OK" : "ERR";
}

Comparison make_comparison(const Row& row,
                           std::string text,
                           std::string question,
                           std::pair<std::string, std::string> expected_and_given,
                           const Decisions& decisions) {
  Comparison comparison{status_of(row),
                        std::move(question),
                        std::move(expected_and_given.first),
                        std::move(expected_and_given.second),
                        {},
                        std::move(text)};
  const auto decided = decisions.find(comparison.question);
  if (comparison.status == Comparison::Status::disagree && decided != decisions.end() &&
      decided->second == comparison.given) {
    comparison.decision = k_decision;
  }
  return comparison;
}

Comparison compare_versions(const Row& row) {
  const auto relation = [&]() -> std::string {
    try {
      const Version a = Version::parse(row["a"]);
      const Version b = Version::parse(row["b"]);
      if ((a == b) != (b == a) || (a < b) != (b > a)) {
        return "no order";
      }
      if (a == b) {
        return "=";
      }
      return a < b ? "<" : ">";
    } catch (const Error& error) {
      return "an error: " + error.message();
    }
  };
  return make_comparison(
      row, row["a"], row["a"] + " and " + row["b"], {row["relation"], relation()}, {});
}

Comparison compare_version_text(const Row& row) {
  const std::string text = row["version"];
  const auto given = accepted_or_error([&] { return Version::parse(text).to_string(); });
  return make_comparison(row, text, text, {verdict_of(row["conda"]), given}, {});
}

Comparison compare_version_spec(const Row& row) {
  static const Decisions decisions = {{" =1.*.3 with 1.7.3", "1"},
                                      {" =1.*.3 with 1.7.0.3", "1"},
                                      {"!=1.*.3  with 1.7.0.3", "0"},
                                      {"==1.7.1.* with 1.7.1.1", "1"},
                                      {"==* with 7", "1"}};
  const std::string text = replace_all(row["spec"], "\\\\", "\\");
  const auto given =
      answer([&] { return VersionSpec::parse(text).matches(Version::parse(row["version"])); });
  return make_comparison(
      row, text, text + " with " + row["version"], {row["matches"], given}, decisions);
}

Comparison compare_bad_version_spec(const Row& row) {
  static const Decisions decisions = {{"@1", "ERR"}};
  const std::string text = row["spec"];
  const auto given = accepted_or_error([&] { return VersionSpec::parse(text).to_string(); });
  return make_comparison(row, text, text, {verdict_of(row["conda"]), given}, decisions);
}

RepoDataRecord record_of(const Row& row) {
  RepoDataRecord record;
  record.package.name = row["name"];
  record.package.version = Version::parse(row["version"]);
  record.package.build = row["build"];
  record.package.build_number = std::stoull("0" + row["build_number"]);
  record.package.subdir = row["subdir"];
  record.channel = row["channel"];
  const auto extra = nlohmann::json::parse(row["extra_fields"], nullptr, false);
  if (extra.is_object()) {
    record.package.md5 = extra.value("md5", "");
    record.package.sha256 = extra.value("sha256", "");
    record.package.license = extra.value("license", "");
    record.package.license_family = extra.value("license_family", "");
    record.url = extra.value("url", "");
    record.file_name = extra.value("fn", "");
  }
  return record;
}

Comparison compare_match(const Row& row) {
  static const Decisions decisions = {{"pkg[flags=[cpu, gpu:cuda]] with numpy 1.11.0", "0"},
                                      {"pkg[flags=[cpu, gpu:cuda12]] with numpy 1.11.0", "0"},
                                      {"  pytorch=1.12.1 with pytorch 2.3.1", "0"}};
  const std::string text = row["spec"];
  const auto given = answer([&] {
    const RepoDataRecord record = record_of(row);
    const bool has_url = record.channel.find("://") != std::string::npos;
    const Channel channel{record.channel,
                          (has_url ? "" : "https://conda.anaconda.org/") + record.channel};
    const MatchSpec spec = MatchSpec::parse(text);
    return spec.matches(record) && channel_matches(spec.channel, channel);
  });
  return make_comparison(row,
                         text,
                         text + " with " + row["name"] + " " + row["version"],
                         {row["expected"], given},
                         decisions);
}

Comparison compare_bad_spec(const Row& row) {
  static const Decisions decisions = {{"ray[default,data] >=2.9.0,<3.0.0", "ERR"},
                                      {"   ", "OK"},
                                      {"foo =>1.0", "ERR"},
                                      {"foo =<1.0", "ERR"},
                                      {"foo ===1.0", "ERR"},
                                      {"foo[build_number=x]", "ERR"}};
  const std::string text = row["spec"];
  const auto given = accepted_or_error([&] { return MatchSpec::parse(text).to_string(); });
  return make_comparison(row, text, text, {verdict_of(row["conda"]), given}, decisions);
}

// The parts of a spec as this table has them, in one text.
std::string parts_of(const MatchSpec& spec) {
  return "name " + spec.name.to_string() + ", build " +
         (spec.build ? spec.build->to_string() : "") + ", subdir " + spec.subdir + ", canonical " +
         spec.to_string();
}

Comparison compare_manifest_spec(const Row& row) {
  const auto given = [&]() -> std::string {
    try {
      const MatchSpec spec = MatchSpec::parse(row["spec"]);
      const bool right_channel = spec.channel.empty() ||
                                 row["channel"] == "https://conda.anaconda.org/" + spec.channel ||
                                 row["channel"] == spec.channel;
      if (!right_channel) {
        return "channel " + spec.channel;
      }
      const bool parses_back = MatchSpec::parse(spec.to_string()).to_string() == spec.to_string();
      return parses_back ? parts_of(spec) : "a canonical form that does not parse back";
    } catch (const Error& error) {
      return "an error: " + error.message();
    }
  };
  const std::string expected = "name " + row["name"] + ", build " + row["build"] + ", subdir " +
                               row["subdir"] + ", canonical " + row["conda_canonical"];
  return make_comparison(row, row["spec"], row["spec"], {expected, given()}, {});
}

struct Table {
  const char* file;
  Comparison (*compare)(const Row&);
};

} // namespace

int run_vector_tables(const std::filesystem::path& folder, Report& report) {
  constexpr std::array<Table, 7> tables = {{
      {"version_order.tsv", compare_versions},
      {"version_parse.tsv", compare_version_text},
      {"version_spec.tsv", compare_version_spec},
      {"version_spec_invalid.tsv", compare_bad_version_spec},
      {"match_spec.tsv", compare_match},
      {"match_spec_invalid.tsv", compare_bad_spec},
      {"manifest_specs.tsv", compare_manifest_spec},
  }};
  int count = 0;
  for (const Table& table : tables) {
    if (!std::filesystem::exists(folder / table.file)) {
      continue;
    }
    ++count;
    report.begin(table.file);
    for (const Row& row : load_rows(folder / table.file)) {
      report.add(table.compare(row));
    }
    report.end();
  }
  return count;
}

} // namespace etalon::conformance
