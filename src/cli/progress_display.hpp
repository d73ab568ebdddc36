#pragma once

#include "printer.hpp"

#include <etalon/util/progress.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace etalon {

enum class ProgressFormat { automatic, plain, json, none };

// Shows the events of long work on stderr: one line that is redrawn on a terminal, a line every few
// seconds elsewhere, or every event as a line of JSON. Thread-safe.
class ProgressDisplay {
public:
  ProgressDisplay(const Printer& printer, ProgressFormat format);
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;
  // Clears the line.
  ~ProgressDisplay();

  // How much a stage will be; without it only what is known is shown.
  void expect(ProgressEvent::Stage stage, std::uint64_t items, std::uint64_t bytes = 0);

  // Valid as long as the display.
  [[nodiscard]] ProgressListener listener();

  // Clears the line so that something else can be printed.
  void clear();

private:
  struct StageState {
    std::uint64_t items_total = 0;
    std::uint64_t items_done = 0;
    std::uint64_t bytes_total = 0;
    std::uint64_t bytes_finished = 0;
    std::map<std::string, std::uint64_t> bytes_running;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

    [[nodiscard]] std::uint64_t bytes_done() const;
  };

  void handle(const ProgressEvent& event);
  void account(StageState& stage, const ProgressEvent& event);
  void show(const ProgressEvent& event);
  [[nodiscard]] std::string line_of(const ProgressEvent& event) const;

  const Printer& m_printer;
  ProgressFormat m_format;
  std::mutex m_mutex;
  std::map<ProgressEvent::Stage, StageState> m_stages;
  std::chrono::steady_clock::time_point m_last_shown;
  bool m_line_open = false;
};

} // namespace etalon
