#include "prefix/entry_point.hpp"

#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::EntryPoint;
using etalon::render_entry_point;

TEST_CASE("an entry point is a command, a module and a function", "[prefix][entry-point]") {
  const EntryPoint plain = EntryPoint::parse("f2py = numpy.f2py.f2py2e:main");
  CHECK(plain.command == "f2py");
  CHECK(plain.module == "numpy.f2py.f2py2e");
  CHECK(plain.function == "main");
  const EntryPoint method = EntryPoint::parse("py.test-3=_pytest:Console.main");
  CHECK(method.command == "py.test-3");
  CHECK(method.function == "Console.main");
}

TEST_CASE("entry points that are something else are refused", "[prefix][entry-point]") {
  const auto message = [](const char* text) {
    return thrown_error([text] { EntryPoint::parse(text); }).message();
  };
  CHECK(message("a") == "its entry point `a` is not `command = module:function`");
  CHECK(message("a = b") == "its entry point `a = b` is not `command = module:function`");
  CHECK(message("a:b = c") == "its entry point `a:b = c` is not `command = module:function`");
  for (const char* bad : {"../a = b:c",
                          "/a = b:c",
                          "a/b = c:d",
                          " = b:c",
                          "-a = b:c",
                          ".a = b:c",
                          "a b = c:d",
                          "a\nb = c:d"}) {
    CHECK(message(bad) == "its entry point `" + std::string(bad) + "` has no usable command name");
  }
  for (const char* bad : {"a = b:c;d",
                          "a = :c",
                          "a = b:",
                          "a = b..c:d",
                          "a = 1b:c",
                          "a = b:c()",
                          "a = b import os:c",
                          "a = b:c\nimport os",
                          "a = b:c [x]"}) {
    CHECK(message(bad) == "its entry point `" + std::string(bad) + "` names no Python function");
  }
}

TEST_CASE("the script imports the first name and calls the whole one", "[prefix][entry-point]") {
  CHECK(render_entry_point(EntryPoint::parse("x = a.b:C.d"), "/p/bin/python3.11") ==
        R"(#!/p/bin/python3.11
import sys

from a.b import C

if __name__ == "__main__":
    for ending in ("-script.pyw", "-script.py", ".exe"):
        if sys.argv[0].endswith(ending):
            sys.argv[0] = sys.argv[0][: -len(ending)]
            break
    sys.exit(C.d())
)");
}

TEST_CASE("the script runs and exits with what the function returns", "[prefix][entry-point]") {
  // The host's interpreter stands in for that of an environment.
  const auto host = etalon::find_program("python3", "/usr/bin:/bin");
  if (!host) {
    WARN("skipped: there is no python3");
    return;
  }
  const etalon::ScratchDirectory scratch;
  // With a blank the shebang goes through sh.
  const auto python = scratch / "a b/python3";
  scratch.files().create_directory(scratch / "a b");
  scratch.files().create_symlink(*host, python);
  scratch.write("mod.py", "import sys\ndef main():\n    print(sys.argv)\n    return 7\n");
  const auto script = scratch.write(
      "run.exe", render_entry_point(EntryPoint::parse("run = mod:main"), python.native()));
  scratch.files().set_mode(script, 0755);
  etalon::Command command;
  command.arguments = {script.native(), "x y"};
  command.environment = {{"PATH", "/usr/bin:/bin"}, {"PYTHONPATH", scratch.path().native()}};
  const auto output = etalon::run_captured(command, etalon::CancellationToken());
  CHECK(output.state.code == 7);
  CHECK(output.standard_output == "['" + (scratch / "run").native() + "', 'x y']\n");
  CHECK(output.standard_error.empty());
}
