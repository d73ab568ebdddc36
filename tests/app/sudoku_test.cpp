#include "app/test_channels.hpp"
#include "resolution/answers.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <set>

namespace etalon {

namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

const fs::path k_table =
    fs::path(ETALON_SOURCE_DIR) / "../shared/data/solver/repodata/derived-sudoku-noarch.json.zst";

// The package of column x, row y has the digits as versions, and needs all others of its column,
// row and block in other versions.
std::string cell(std::size_t x, std::size_t y) {
  return "sudoku_" + std::to_string(x) + "_" + std::to_string(y);
}

Strings givens(const Strings& rows) {
  Strings specs;
  for (std::size_t y = 0; y < 9; ++y) {
    for (std::size_t x = 0; x < 9; ++x) {
      if (rows[y][x] != '.') {
        specs.push_back(cell(x, y) + " ==" + rows[y][x]);
      }
    }
  }
  return specs;
}

// The grid, or nothing where there is none.
std::optional<Strings> solve_sudoku(const Strings& rows) {
  test::TestChannels channels;
  channels.add_channel("sudoku");
  channels.add_subdir("noarch", test::read_repodata(k_table));
  SolveOptions limits;
  limits.time_limit = std::chrono::minutes(2); // a fraction of a second where it is optimized
  const test::Answer answer = test::resolve(channels.channels(), {}, givens(rows), {}, limits);
  REQUIRE_FALSE(std::holds_alternative<TimeLimitReached>(answer.result));
  if (!answer.is_solved()) {
    return std::nullopt;
  }
  Strings solved(9, std::string(9, '.'));
  for (const RepoDataRecord& record : answer.packages()) {
    const std::string& name = record.package.name; // "sudoku_X_Y"
    solved.at(static_cast<std::size_t>(name.at(9) - '0'))
        .at(static_cast<std::size_t>(name.at(7) - '0')) =
        record.package.version.to_string().front();
  }
  return solved;
}

// Whether nine cells hold nine digits.
bool is_complete(const Strings& rows, std::size_t x, std::size_t y, std::size_t width) {
  std::set<char> digits;
  for (std::size_t i = 0; i < 9; ++i) {
    digits.insert(rows[y + i / width][x + i % width]);
  }
  return digits.size() == 9 && digits.count('.') == 0;
}

} // namespace

TEST_CASE("a hard sudoku is a request like others", "[solve][hard]") {
  if (!fs::exists(k_table)) {
    WARN("skipped: " << k_table << " is not there");
    return;
  }
  const Strings rows = {"8........",
                        "..36.....",
                        ".7..9.2..",
                        ".5...7...",
                        "....457..",
                        "...1...3.",
                        "..1....68",
                        "..85...1.",
                        ".9....4.."};
  const auto answer = solve_sudoku(rows);
  REQUIRE(answer);
  const Strings& solved = *answer;
  for (std::size_t i = 0; i < 9; ++i) {
    CHECK(is_complete(solved, 0, i, 9));
    CHECK(is_complete(solved, i, 0, 1));
    CHECK(is_complete(solved, 3 * (i % 3), 3 * (i / 3), 3));
    for (std::size_t x = 0; x < 9; ++x) {
      CHECK((rows[i][x] == '.' || rows[i][x] == solved[i][x]));
    }
  }
  Strings wrong = rows;
  wrong[0][1] = solved[0][1] == '9' ? '4' : '9'; // nothing contradicts it at first sight
  CHECK_FALSE(solve_sudoku(wrong));
}

} // namespace etalon
