#include "secrets.hpp"

#include <etalon/pip/run_pip.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace etalon {
namespace {

constexpr std::size_t k_lines_in_error = 12;

// What pip said last: its reasons come at the end.
class LastLines {
public:
  void add(std::string line) {
    if (trim(line).empty()) {
      return;
    }
    m_lines.push_back(std::move(line));
    if (m_lines.size() > k_lines_in_error) {
      m_lines.pop_front();
    }
  }

  [[nodiscard]] std::string text() const {
    return join(std::vector<std::string>(m_lines.begin(), m_lines.end()), "\n");
  }

private:
  std::deque<std::string> m_lines;
};

Error failure_of(const ExitState& state, const std::string& said) {
  Error error(ErrorKind::io, said.empty() ? "it said nothing" : said);
  return std::move(error)
      .while_doing(fmt::format("pip {}", state.to_string()))
      .while_doing("pip cannot install the `pip:` section")
      .with_hint(
          "correct the `pip:` section and create again: the conda packages stay in the cache");
}

} // namespace

std::vector<PipDownload>
execute_pip(FileSystem& files, const PipPlan& plan, const RunPipOptions& options) {
  files.write_file(plan.requirements_file, plan.requirements, 0600);
  LastLines last;
  const ExitState state = run_streamed(
      plan.command,
      [&](std::string_view line) {
        std::string shown = without_secrets(line, plan.secrets);
        if (options.on_line) {
          options.on_line(shown);
        }
        last.add(std::move(shown));
      },
      options.token);
  if (!state.ok()) {
    throw failure_of(state, last.text());
  }
  const bool has_report = !plan.report_file.empty();
  return parse_pip_report(has_report ? find_file(plan.report_file).value_or("") : "");
}

} // namespace etalon
