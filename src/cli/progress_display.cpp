#include "progress_display.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace etalon {

namespace {

using std::chrono::steady_clock;

constexpr auto k_redraw_every = std::chrono::milliseconds(80);
constexpr auto k_plain_every = std::chrono::seconds(5);

struct StageWords {
  const char* json;
  const char* person;
};

StageWords words_of(ProgressEvent::Stage stage) {
  switch (stage) {
  case ProgressEvent::Stage::repodata:
    return {"repodata", "reading channels"};
  case ProgressEvent::Stage::solve:
    return {"solve", "solving"};
  case ProgressEvent::Stage::download:
    return {"download", "downloading"};
  case ProgressEvent::Stage::extract:
    return {"extract", "extracting"};
  case ProgressEvent::Stage::link:
    return {"link", "linking"};
  case ProgressEvent::Stage::unlink:
    return {"unlink", "removing"};
  case ProgressEvent::Stage::compile:
    return {"compile", "compiling"};
  case ProgressEvent::Stage::pip:
    return {"pip", "pip:"};
  case ProgressEvent::Stage::benchmark:
    return {"benchmark", "measuring"};
  case ProgressEvent::Stage::build:
    return {"build", "building"};
  }
  return {"unknown", "working"};
}

const char* word_of(ProgressEvent::State state) {
  switch (state) {
  case ProgressEvent::State::started:
    return "started";
  case ProgressEvent::State::advanced:
    return "advanced";
  case ProgressEvent::State::finished:
    return "finished";
  }
  return "unknown";
}

std::string json_line(const ProgressEvent& event) {
  const nlohmann::ordered_json json = {{"version", 1},
                                       {"event", "progress"},
                                       {"stage", words_of(event.stage).json},
                                       {"item", event.item},
                                       {"state", word_of(event.state)},
                                       {"done", event.done},
                                       {"total", event.total}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace

std::uint64_t ProgressDisplay::StageState::bytes_done() const {
  auto sum = bytes_finished;
  for (const auto& [item, bytes] : bytes_running) {
    sum += bytes;
  }
  return sum;
}

ProgressDisplay::ProgressDisplay(const Printer& printer, ProgressFormat format)
    : m_printer(printer), m_format(format), m_last_shown(steady_clock::now()) {
  if (m_format == ProgressFormat::automatic) {
    const bool silent = printer.loudness() == Loudness::quiet || printer.is_json();
    m_format = silent                         ? ProgressFormat::none
               : printer.errors().interactive ? ProgressFormat::automatic
                                              : ProgressFormat::plain;
  }
}

ProgressDisplay::~ProgressDisplay() {
  clear();
}

void ProgressDisplay::expect(ProgressEvent::Stage stage, std::uint64_t items, std::uint64_t bytes) {
  const std::lock_guard lock(m_mutex);
  auto& state = m_stages[stage];
  state.items_total = items;
  state.bytes_total = bytes;
}

ProgressListener ProgressDisplay::listener() {
  return [this](const ProgressEvent& event) { handle(event); };
}

void ProgressDisplay::clear() {
  const std::lock_guard lock(m_mutex);
  if (m_line_open) {
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    m_line_open = false;
  }
}

void ProgressDisplay::handle(const ProgressEvent& event) {
  if (m_format == ProgressFormat::none) {
    return;
  }
  const std::lock_guard lock(m_mutex);
  if (m_format == ProgressFormat::json) {
    std::fputs(json_line(event).c_str(), stderr);
    return;
  }
  account(m_stages[event.stage], event);
  show(event);
}

void ProgressDisplay::account(StageState& stage, const ProgressEvent& event) {
  const bool counts_bytes = event.stage == ProgressEvent::Stage::download;
  if (event.state == ProgressEvent::State::finished) {
    ++stage.items_done;
    stage.bytes_running.erase(event.item);
    stage.bytes_finished += counts_bytes ? event.done : 0;
  } else if (counts_bytes) {
    stage.bytes_running[event.item] = event.done;
  }
}

void ProgressDisplay::show(const ProgressEvent& event) {
  const auto now = steady_clock::now();
  const bool redraws = m_format == ProgressFormat::automatic;
  // What pip says stands in no other log.
  const bool is_speech = event.stage == ProgressEvent::Stage::pip && !redraws;
  if (is_speech && event.state != ProgressEvent::State::advanced) {
    return;
  }
  if (!is_speech && now - m_last_shown < (redraws ? steady_clock::duration(k_redraw_every)
                                                  : steady_clock::duration(k_plain_every))) {
    return;
  }
  m_last_shown = now;
  auto line = line_of(event);
  if (redraws) {
    line.resize(std::min(line.size(), m_printer.errors().width - 1));
    std::fputs(("\r\033[K" + line).c_str(), stderr);
    std::fflush(stderr);
    m_line_open = true;
  } else {
    std::fputs((line + "\n").c_str(), stderr);
  }
}

std::string ProgressDisplay::line_of(const ProgressEvent& event) const {
  const auto& stage = m_stages.at(event.stage);
  auto line = fmt::format("{} ", words_of(event.stage).person);
  if (stage.items_total > 0) {
    line += fmt::format("{}/{} ", stage.items_done, stage.items_total);
  } else if (event.total > 0 && event.stage != ProgressEvent::Stage::download) {
    line += fmt::format("{}/{} ", event.done, event.total);
  }
  if (const auto done = stage.bytes_done(); done > 0) {
    const std::chrono::duration<double> elapsed = steady_clock::now() - stage.began;
    const double rate = static_cast<double>(done) / std::max(elapsed.count(), 1e-3);
    line += format_bytes(done);
    if (stage.bytes_total > 0) {
      line += " of " + format_bytes(stage.bytes_total);
    }
    line += fmt::format(", {}/s", format_bytes(static_cast<std::uint64_t>(rate)));
    if (stage.bytes_total > done && rate > 0) {
      line += fmt::format(", {:.0f} s left", static_cast<double>(stage.bytes_total - done) / rate);
    }
    line += " ";
  }
  return line + event.item;
}

} // namespace etalon
