#include <etalon/util/log.hpp>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <exception>
#include <memory>

namespace etalon {
namespace {

std::atomic<LogLevel> level{LogLevel::warning};

void write_log(spdlog::level::level_enum severity, std::string_view message) {
  // A logger per message keeps start-up free of it; whoever asked for --verbose can wait.
  spdlog::logger logger("etalon", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger.set_level(spdlog::level::trace);
  logger.set_pattern("%H:%M:%S.%e %l: %v");
  logger.log(severity, spdlog::string_view_t(message.data(), message.size()));
}

} // namespace

void log_debug(std::string_view message) {
  if (level.load(std::memory_order_relaxed) >= LogLevel::debug) {
    write_log(spdlog::level::debug, message);
  }
}

void log_info(std::string_view message) {
  if (level.load(std::memory_order_relaxed) >= LogLevel::info) {
    write_log(spdlog::level::info, message);
  }
}

void set_log_level(LogLevel wanted) {
  level.store(wanted, std::memory_order_relaxed);
}

} // namespace etalon
