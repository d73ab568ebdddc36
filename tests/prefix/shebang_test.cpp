#include "prefix/shebang.hpp"

#include <catch2/catch.hpp>

using etalon::python_shebang;
using etalon::with_usable_shebang;

namespace {

const std::string k_long = "/" + std::string(130, 'p');

} // namespace

TEST_CASE("an interpreter that the kernel can read is named directly", "[prefix][shebang]") {
  CHECK(python_shebang("/p/bin/python3.11") == "#!/p/bin/python3.11\n");
  CHECK(python_shebang("/" + std::string(124, 'p')) == "#!/" + std::string(124, 'p') + "\n");
}

TEST_CASE("sh starts Python where the path is long or holds blanks", "[prefix][shebang]") {
  CHECK(python_shebang("/a b/bin/python3.11") ==
        "#!/bin/sh\n'''exec' \"/a b/bin/python3.11\" \"$0\" \"$@\" #'''\n");
  CHECK(python_shebang("/" + std::string(125, 'p')) ==
        "#!/bin/sh\n'''exec' \"/" + std::string(125, 'p') + "\" \"$0\" \"$@\" #'''\n");
}

TEST_CASE("short shebangs and other texts stay as they are", "[prefix][shebang]") {
  CHECK(with_usable_shebang("#!/p/bin/python -E\nx", "/p") == "#!/p/bin/python -E\nx");
  CHECK(with_usable_shebang("x" + k_long, "/p") == "x" + k_long);
  CHECK(with_usable_shebang("", "/p").empty());
}

TEST_CASE("long shebangs look their interpreter up, python is started by sh", "[prefix][shebang]") {
  CHECK(with_usable_shebang("#!" + k_long + "/bin/perl -w\nx\n", k_long) ==
        "#!/usr/bin/env perl -w\nx\n");
  CHECK(with_usable_shebang("#! " + k_long + "/bin/bash", k_long) == "#!/usr/bin/env bash\n");
  CHECK(with_usable_shebang("#!" + k_long + "/bin/python3.11 -E\nx\n", k_long) ==
        "#!/bin/sh\n'''exec' \"" + k_long + "/bin/python3.11\" -E \"$0\" \"$@\" #'''\nx\n");
}

TEST_CASE("a prefix with blanks belongs to the interpreter", "[prefix][shebang]") {
  CHECK(with_usable_shebang("#!/a b/bin/perl -w\nx\n", "/a b") == "#!/usr/bin/env perl -w\nx\n");
  CHECK(with_usable_shebang("#!/a b/bin/python\nx\n", "/a b") ==
        "#!/bin/sh\n'''exec' \"/a b/bin/python\" \"$0\" \"$@\" #'''\nx\n");
  CHECK(with_usable_shebang("#!/bin/sh -e\nx\n", "/a b") == "#!/bin/sh -e\nx\n");
}
