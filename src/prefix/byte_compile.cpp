#include "byte_compile.hpp"

#include "prefix_layout.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/subprocess.hpp>

#include <fmt/format.h>

namespace etalon {
namespace {

// Python 3.0 up. The list holds SOURCE and BYTECODE in turns, NUL-terminated, relative to the
// prefix. All give up once who started them is gone: nobody else may write into a prefix being
// removed.
constexpr const char* k_program = R"(
import os, sys
sys.path[:] = [entry for entry in sys.path if entry]
import py_compile
prefix, list_file, workers = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open(list_file, "rb") as stream:
    names = [os.fsdecode(name) for name in stream.read().split(b"\0")[:-1]]
jobs = list(zip(names[::2], names[1::2]))
modes = getattr(py_compile, "PycInvalidationMode", None)
extra = {"invalidation_mode": modes.CHECKED_HASH} if modes else {}
parent = os.getppid()
def compile_slice(first, parent):
    for source, target in jobs[first::workers]:
        if os.getppid() != parent:
            os._exit(1)
        try:
            py_compile.compile(os.path.join(prefix, source), os.path.join(prefix, target),
                               source, True, **extra)
        except Exception:
            pass
starter = os.getpid()
children = []
for first in range(1, workers):
    child = os.fork()
    if child == 0:
        compile_slice(first, starter)
        os._exit(0)
    children.append(child)
compile_slice(0, parent)
statuses = [os.waitpid(child, 0)[1] for child in children]
sys.exit(1 if any(statuses) else 0)
)";

// The last line that says something: of a Python traceback the error itself.
std::string last_line(std::string_view text) {
  const std::vector<std::string_view> lines = split(trim(text), '\n');
  return std::string(trim(lines.back()));
}

} // namespace

void byte_compile(FileSystem& files,
                  const Transaction& transaction,
                  const std::vector<const PlannedPath*>& jobs,
                  std::size_t workers,
                  const CancellationToken& token) {
  const std::filesystem::path list = transaction.prefix / k_compile_list;
  std::string names;
  for (const PlannedPath* job : jobs) {
    names.append(job->source).push_back('\0');
    names.append(job->entry.path).push_back('\0');
  }
  files.write_file(list, names);

  const std::string python = (transaction.prefix / transaction.python->executable).native();
  Command command;
  // -B and no site: nothing but the listed files is written, no code of the environment runs.
  command.arguments = {python,
                       "-B",
                       "-s",
                       "-S",
                       "-Wi",
                       "-c",
                       k_program,
                       transaction.prefix.native(),
                       list.native(),
                       std::to_string(workers)};
  // Before Python 3.11 the order of a frozen set's elements depended on the seed.
  command.environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}, {"PYTHONHASHSEED", "0"}};
  const CapturedOutput output = run_captured(command, token);
  if (!output.state.ok()) {
    const std::string reason = last_line(output.standard_error);
    throw Error(ErrorKind::io,
                reason.empty() ? output.state.to_string()
                               : fmt::format("{}: {}", output.state.to_string(), reason))
        .while_doing(fmt::format("`{}` cannot compile the Python packages", python));
  }
  files.remove_file(list);
}

} // namespace etalon
