#include <etalon/bench/compiler.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

namespace etalon {

namespace {

using Texts = std::vector<std::string>;

void make_compiler(const ScratchDirectory& prefix, const std::string& name) {
  prefix.files().set_mode(prefix.write(name, "#!/bin/sh\necho \"$0 1.2\"\necho more\n"), 0755);
}

} // namespace

TEST_CASE("CXX decides the compiler, with its launcher", "[bench][compiler]") {
  const ScratchDirectory prefix;
  make_compiler(prefix, "bin/x86_64-conda-linux-gnu-c++");
  make_compiler(prefix, "my-compiler");
  const std::string chosen = (prefix / "my-compiler").string();
  const Compiler compiler =
      find_compiler(prefix.path(), {{"CXX", " /usr/bin/env " + chosen}, {"PATH", "/usr/bin:/bin"}});
  CHECK(compiler.command == Texts{"/usr/bin/env", chosen});
  CHECK(compiler.version == chosen + " 1.2");
}

TEST_CASE("the prefix's own compiler comes before the machine's", "[bench][compiler]") {
  const ScratchDirectory prefix;
  const std::map<std::string, std::string> environment = {{"PATH", "/usr/bin:/bin"}};
  make_compiler(prefix, "bin/clang++");
  CHECK(find_compiler(prefix.path(), environment).command ==
        Texts{(prefix / "bin/clang++").string()});
  make_compiler(prefix, "bin/g++");
  CHECK(find_compiler(prefix.path(), environment).command == Texts{(prefix / "bin/g++").string()});
  make_compiler(prefix, "bin/x86_64-conda-linux-gnu-g++");
  make_compiler(prefix, "bin/x86_64-conda-linux-gnu-c++");
  CHECK(find_compiler(prefix.path(), environment).command ==
        Texts{(prefix / "bin/x86_64-conda-linux-gnu-c++").string()});
}

TEST_CASE("without any other the machine's compiler is taken", "[bench][compiler]") {
  const ScratchDirectory prefix;
  make_compiler(prefix, "elsewhere/clang++");
  const Compiler compiler =
      find_compiler(prefix.path(), {{"PATH", (prefix / "elsewhere").string()}});
  CHECK(compiler.command == Texts{(prefix / "elsewhere/clang++").string()});
}

TEST_CASE("a machine without a compiler is told what to install", "[bench][compiler]") {
  const ScratchDirectory prefix;
  const Error error = thrown_error([&] { find_compiler(prefix.path(), {{"PATH", "/nowhere"}}); });
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.message() == "there is no C++ compiler to compile the benchmark runner with");
  CHECK(error.hints() ==
        Texts{"install one: `apt install g++`", "or name one: `CXX=/path/to/g++`"});
}

TEST_CASE("a compiler that does not work is named", "[bench][compiler]") {
  const ScratchDirectory prefix;
  const Error error = thrown_error([&] {
    find_compiler(prefix.path(), {{"CXX", "false"}, {"PATH", "/usr/bin:/bin"}});
  });
  CHECK(error.message() == "cannot use the compiler `false`");
  CHECK(error.causes() == Texts{"`false --version` exited with status 1"});
  CHECK(error.hints() == Texts{"set CXX to a C++17 compiler: `CXX=g++`"});

  const Error absent = thrown_error([&] {
    find_compiler(prefix.path(), {{"CXX", "no-such-compiler"}, {"PATH", "/usr/bin:/bin"}});
  });
  CHECK(absent.message() == "cannot use the compiler `no-such-compiler`");
}

TEST_CASE("of a compiler's output the first errors are shown", "[bench][compiler]") {
  CHECK(
      first_errors("In file included from a.cpp:1:\n"
                   "a.cpp:3:1: warning: odd\n"
                   "  a.cpp:4:2: error: 'x' was not declared\n"
                   "    4 | x\n"
                   "a.cpp:5:2: fatal error: y.h: No such file\n") ==
      Texts{"a.cpp:4:2: error: 'x' was not declared", "a.cpp:5:2: fatal error: y.h: No such file"});
  CHECK(first_errors("/usr/bin/ld: cannot find -ltorch\nx.o: undefined reference to `f'\n", 1) ==
        Texts{"/usr/bin/ld: cannot find -ltorch"});
  CHECK(first_errors("a\nb\n\nc\n", 2) == Texts{"b", "c"});
  CHECK(first_errors("").empty());
}

} // namespace etalon
