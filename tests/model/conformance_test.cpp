#include <etalon/model/channel.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace etalon;

namespace {

// A line of a conformance table by its columns' names.
using Row = std::map<std::string, std::string>;

std::filesystem::path vector_folder() {
  const char* named = std::getenv("ETALON_SHARED_DATA");
  const std::filesystem::path data =
      named != nullptr ? named : std::filesystem::path(ETALON_SOURCE_DIR) / "../shared/data";
  return data / "vectors";
}

std::vector<Row> load_rows(const std::string& table) {
  const std::filesystem::path path = vector_folder() / (table + ".tsv");
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    FAIL("the conformance tables are not at " << path
                                              << ": set ETALON_SHARED_DATA to the data folder");
  }
  std::vector<Row> rows;
  std::vector<std::string> columns;
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string_view> cells = split(line, '\t');
    if (columns.empty()) {
      columns.assign(cells.begin(), cells.end());
      continue;
    }
    Row row;
    for (std::size_t i = 0; i < columns.size() && i < cells.size(); ++i) {
      row[columns[i]] = cells[i];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// What Etalon says to a question: "1", "0" or "ERR", which comes with a cause and a hint.
std::string answer(const std::function<bool()>& question) {
  try {
    return question() ? "1" : "0";
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_FALSE(error.causes().empty());
    CHECK_FALSE(error.hints().empty());
    return "ERR";
  }
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Compares answers with a table's. Where the tools agree Etalon must give their answer; where they
// do not it gives its own, which is the expected one or the one in `decisions`, and the page for
// users must list the text in question.
class TableCheck {
public:
  using Decisions = std::map<std::string, std::string>; // question -> answer

  explicit TableCheck(Decisions decisions = {})
      : m_decisions(std::move(decisions)),
        m_page(
            read_text(std::filesystem::path(ETALON_SOURCE_DIR) / "docs/reference/matchspec.md")) {}

  struct Line {
    std::string text;     // the spec or version
    std::string question; // `text` and what it is compared with
    std::string expected;
    std::string status;
  };

  void check(const Line& line, const std::string& given) {
    INFO("row: " << line.question << " (" << line.status << ")");
    if (line.status == "agree") {
      ++m_agreed;
      CHECK(given == line.expected);
      return;
    }
    const auto decision = m_decisions.find(line.question);
    CHECK(given == (decision == m_decisions.end() ? line.expected : decision->second));
    m_decisions.erase(line.question);
    const std::string listed = replace_all(std::string(trim(line.text)), "|", "\\|");
    CHECK((listed.empty() || m_page.find(listed + '`') != std::string::npos));
  }

  // Every table has rows, and every decision was about one of them.
  void finish() const {
    CHECK(m_agreed > 0);
    for (const auto& [question, answer] : m_decisions) {
      FAIL_CHECK("no row asks: " << question);
    }
  }

private:
  Decisions m_decisions;
  std::string m_page;
  int m_agreed = 0;
};

std::string accepted_or_error(const std::function<std::string()>& parse) {
  return answer([&parse] { return !parse().empty(); }) == "1" ? "OK" : "ERR";
}

RepoDataRecord record_of(const Row& row) {
  RepoDataRecord record;
  record.package.name = row.at("name");
  record.package.version = Version::parse(row.at("version"));
  record.package.build = row.at("build");
  record.package.build_number = std::stoull(row.at("build_number"));
  record.package.subdir = row.at("subdir");
  record.channel = row.at("channel");
  if (!row.at("extra_fields").empty()) {
    const auto extra = nlohmann::json::parse(row.at("extra_fields"));
    record.package.md5 = extra.value("md5", "");
    record.package.license = extra.value("license", "");
    record.package.license_family = extra.value("license_family", "");
  }
  return record;
}

} // namespace

TEST_CASE("versions are ordered as conda, mamba and rattler order them", "[model][conformance]") {
  TableCheck table;
  for (const Row& row : load_rows("version_order")) {
    const Version a = Version::parse(row.at("a"));
    const Version b = Version::parse(row.at("b"));
    const std::string question = row.at("a") + " and " + row.at("b");
    table.check({row.at("a"), question, row.at("relation"), row.at("status")},
                a < b   ? "<"
                : a > b ? ">"
                        : "=");
    CHECK((a == b) == (b == a));
    CHECK((a < b) == (b > a));
  }
  table.finish();
}

TEST_CASE("texts are versions where conda, mamba and rattler say so", "[model][conformance]") {
  TableCheck table;
  for (const Row& row : load_rows("version_parse")) {
    const std::string& text = row.at("version");
    table.check({text, text, row.at("conda"), row.at("status")},
                accepted_or_error([&text] { return Version::parse(text).to_string(); }));
  }
  table.finish();
}

TEST_CASE("version specs match what conda, mamba and rattler match", "[model][conformance]") {
  TableCheck table({{" =1.*.3 with 1.7.3", "1"},
                    {" =1.*.3 with 1.7.0.3", "1"},
                    {"!=1.*.3  with 1.7.0.3", "0"},
                    {"==1.7.1.* with 1.7.1.1", "1"},
                    {"==* with 7", "1"}});
  for (const Row& row : load_rows("version_spec")) {
    const std::string text = replace_all(row.at("spec"), "\\\\", "\\");
    const Version version = Version::parse(row.at("version"));
    table.check({text, text + " with " + row.at("version"), row.at("matches"), row.at("status")},
                answer([&] { return VersionSpec::parse(text).matches(version); }));
  }
  table.finish();
}

TEST_CASE("texts are version specs where conda and mamba say so", "[model][conformance]") {
  TableCheck table(TableCheck::Decisions{{"@1", "ERR"}});
  for (const Row& row : load_rows("version_spec_invalid")) {
    const std::string& text = row.at("spec");
    table.check({text, text, row.at("conda"), row.at("status")},
                accepted_or_error([&text] { return VersionSpec::parse(text).to_string(); }));
  }
  table.finish();
}

TEST_CASE("specs match the records that conda, mamba and rattler match", "[model][conformance]") {
  TableCheck table({{"pkg[flags=[cpu, gpu:cuda]] with numpy 1.11.0", "0"},
                    {"pkg[flags=[cpu, gpu:cuda12]] with numpy 1.11.0", "0"},
                    {"  pytorch=1.12.1 with pytorch 2.3.1", "0"}});
  for (const Row& row : load_rows("match_spec")) {
    const std::string& text = row.at("spec");
    const RepoDataRecord record = record_of(row);
    const bool has_url = record.channel.find("://") != std::string::npos;
    const Channel channel{record.channel,
                          (has_url ? "" : "https://conda.anaconda.org/") + record.channel};
    const std::string given = answer([&] {
      const MatchSpec spec = MatchSpec::parse(text);
      return spec.matches(record) && channel_matches(spec.channel, channel);
    });
    const std::string question = text + " with " + row.at("name") + " " + row.at("version");
    table.check({text, question, row.at("expected"), row.at("status")}, given);
  }
  table.finish();
}

TEST_CASE("texts are specs where conda, mamba and rattler say so", "[model][conformance]") {
  TableCheck table({{"ray[default,data] >=2.9.0,<3.0.0", "ERR"},
                    {"   ", "OK"},
                    {"foo =>1.0", "ERR"},
                    {"foo =<1.0", "ERR"},
                    {"foo ===1.0", "ERR"},
                    {"foo[build_number=x]", "ERR"}});
  for (const Row& row : load_rows("match_spec_invalid")) {
    const std::string& text = row.at("spec");
    table.check({text, text, row.at("conda").substr(0, 2) == "OK" ? "OK" : "ERR", row.at("status")},
                accepted_or_error([&text] { return MatchSpec::parse(text).to_string(); }));
  }
  table.finish();
}

TEST_CASE("specs of real manifests are read and printed as by conda", "[model][conformance]") {
  const std::vector<Row> rows = load_rows("manifest_specs");
  CHECK(rows.size() > 400);
  for (const Row& row : rows) {
    INFO("row: " << row.at("spec"));
    const MatchSpec spec = MatchSpec::parse(row.at("spec"));
    CHECK(spec.name.to_string() == row.at("name"));
    CHECK((spec.build ? spec.build->to_string() : "") == row.at("build"));
    CHECK(spec.subdir == row.at("subdir"));
    CHECK((spec.channel.empty() ||
           row.at("channel") == "https://conda.anaconda.org/" + spec.channel));
    CHECK(spec.to_string() == row.at("conda_canonical"));
    CHECK(MatchSpec::parse(spec.to_string()).to_string() == spec.to_string());
  }
}
