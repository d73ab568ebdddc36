#pragma once

#include <etalon/pip/pip_plan.hpp>
#include <etalon/pip/pip_report.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>

#include <functional>
#include <string>
#include <vector>

namespace etalon {

struct RunPipOptions {
  std::function<void(const std::string& line)> on_line; // what pip says, without credentials
  CancellationToken token;
};

// Calls pip and reads its report, empty where it writes none. What the plan's scratch directory
// holds afterwards is the caller's to remove. Throws Error{io} with what pip said last where it
// fails, Error{not_found} where there is no such Python, Error{cancelled}.
std::vector<PipDownload>
execute_pip(FileSystem& files, const PipPlan& plan, const RunPipOptions& options);

} // namespace etalon
