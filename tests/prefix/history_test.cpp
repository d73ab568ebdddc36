#include <etalon/prefix/history.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

using etalon::History;
using etalon::HistoryRevision;
using Strings = std::vector<std::string>;

TEST_CASE("a revision is written as conda reads it", "[prefix][history]") {
  HistoryRevision revision;
  revision.date = "2026-01-31 12:00:00";
  revision.command = "etalon env create\n-n \x01x";
  revision.tool = "etalon 0.1.0";
  revision.removed = {"c/linux-64::b-1-0"};
  revision.added = {"c/linux-64::a-1-0", "c/noarch::b-2-0"};
  revision.update_specs = {"a >=1,<2", R"(b[build="x"])"};
  revision.remove_specs = {"c"};
  revision.channels = {"c", "d"};
  REQUIRE(revision.to_string() == "==> 2026-01-31 12:00:00 <==\n"
                                  "# cmd: etalon env create -n  x\n"
                                  "# etalon version: 0.1.0\n"
                                  "-c/linux-64::b-1-0\n"
                                  "+c/linux-64::a-1-0\n"
                                  "+c/noarch::b-2-0\n"
                                  "# remove specs: [\"c\"]\n"
                                  "# update specs: [\"a >=1,<2\",\"b[build=\\\"x\\\"]\"]\n"
                                  "# channels: [\"c\",\"d\"]\n");
}

TEST_CASE("what is written is read back", "[prefix][history]") {
  HistoryRevision revision;
  revision.date = "2026-01-31 12:00:00";
  revision.command = "etalon create -n x a";
  revision.tool = "etalon 0.1.0";
  revision.added = {"c/linux-64::a-1-0"};
  revision.update_specs = {R"(a[version='>=1,<2', build="*_0"])", "b"};
  revision.channels = {"pytorch", "file:///x/y"};
  const History history = History::parse(revision.to_string());
  REQUIRE(history.revisions.size() == 1);
  CHECK(history.revisions[0].date == revision.date);
  CHECK(history.revisions[0].command == revision.command);
  CHECK(history.revisions[0].tool == revision.tool);
  CHECK(history.revisions[0].added == revision.added);
  CHECK(history.revisions[0].update_specs == revision.update_specs);
  CHECK(history.channels() == Strings{"pytorch", "file:///x/y"});
}

TEST_CASE("the channels are those of the last revision that says them", "[prefix][history]") {
  const History history = History::parse("==> 1 <==\n# channels: [\"a\"]\n"
                                         "==> 2 <==\n# channels: [\"b\",\"a\"]\n"
                                         "==> 3 <==\n-a/noarch::x-1-0\n");
  CHECK(history.channels() == Strings{"b", "a"});
  CHECK(History::parse("==> 1 <==\n").channels().empty());
}

TEST_CASE("histories of conda, mamba and old versions are read", "[prefix][history]") {
  const History history = History::parse("==> 2018-08-14 20:55:55 <==\n"
                                         "defaults::first-1-0\n"
                                         "# update specs: ['python=3.7', \"it's\", 'it\\'s']\r\n"
                                         "\n"
                                         "==> 2019-01-01 00:00:00 <==\n"
                                         "# conda version: 4.6.0a2\n"
                                         "# install specs: numpy >=1,<2,scipy\n"
                                         "# unknown line: here\n"
                                         "# no colon\n"
                                         "-defaults::first-1-0\n"
                                         "+defaults::second-1-0\n"
                                         "# neutered specs: ['numpy']\n"
                                         "# remove specs: [\"python\"]\n");
  REQUIRE(history.revisions.size() == 2);
  CHECK(history.revisions[0].added == Strings{"defaults::first-1-0"});
  CHECK(history.revisions[0].update_specs == Strings{"python=3.7", "it's", "it's"});
  CHECK(history.revisions[1].tool == "conda 4.6.0a2");
  CHECK(history.revisions[1].update_specs == Strings{"numpy >=1,<2", "scipy"});
  CHECK(history.revisions[1].removed == Strings{"defaults::first-1-0"});
  CHECK(history.revisions[1].added == Strings{"defaults::second-1-0"});
  CHECK(history.revisions[1].neutered_specs == Strings{"numpy"});
  CHECK(history.revisions[1].remove_specs == Strings{"python"});
}

TEST_CASE("the requested specs are the last ones for each name", "[prefix][history]") {
  const History history = History::parse("==> 1 <==\n# update specs: ['b=1', 'a', 'c', '[[']\n"
                                         "==> 2 <==\n# update specs: ['b >=2']\n"
                                         "==> 3 <==\n# remove specs: ['c']\n");
  CHECK(history.requested_specs() == Strings{"[[", "a", "b >=2"});
  CHECK(History::parse("==> 1 <==\n# update specs: ['b=1']\n# neutered specs: ['b']\n")
            .requested_specs() == Strings{"b"});
  CHECK(History::parse("==> 1 <==\n# update specs: ['https://me:secret@h/t/secret/c::b=1']\n")
            .requested_specs() == Strings{"https://h/c::b=1"});
}

TEST_CASE("a prefix without history has no revisions", "[prefix][history]") {
  const etalon::ScratchDirectory scratch;
  CHECK(History::load(scratch.path()).revisions.empty());
  CHECK(History::parse("# cmd: before the first date\n").revisions.empty());
}
