#include <etalon/prefix/journal.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/strings.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::Arrival;
using etalon::Durability;
using etalon::ErrorKind;
using etalon::find_journal;
using etalon::Journal;
using etalon::JournalState;
using etalon::ScratchDirectory;

namespace {

Journal example() {
  Journal journal;
  journal.owner = 4711;
  journal.durability = Durability::power;
  journal.made_directories = {"lib", "lib/a b"};
  journal.steps = {{"lib/a b/c", ".etalon-change/old/0", Arrival::none, ""},
                   {"lib/100%", "", Arrival::moved, ".etalon-change/new/lib/100%"},
                   {"-", "+", Arrival::made, ""}};
  journal.emptied_directories = {"old/b", "old"};
  return journal;
}

std::string with_checksum(const std::string& body) {
  return body + "sha256 " + etalon::sha256_hex(body) + "\n";
}

std::string refusal(const std::string& text) {
  const auto error = thrown_error([&] { Journal::parse(text); });
  CHECK(error.kind() == ErrorKind::corrupt);
  return error.message();
}

} // namespace

TEST_CASE("a journal is written one item a line", "[prefix][journal]") {
  CHECK(example().to_string() == with_checksum("etalon-journal 1\n"
                                               "owner 4711\n"
                                               "durability power\n"
                                               "make lib\n"
                                               "make lib/a%20b\n"
                                               "step .etalon-change/old/0 - lib/a%20b/c\n"
                                               "step - .etalon-change/new/lib/100%25 lib/100%25\n"
                                               "step %2B + -\n"
                                               "empty old/b\n"
                                               "empty old\n"));
}

TEST_CASE("what a journal says is read again", "[prefix][journal]") {
  CHECK(Journal::parse(example().to_string()) == example());
  CHECK(Journal::parse(Journal().to_string()) == Journal());
}

TEST_CASE("a journal that is cut anywhere is refused", "[prefix][journal]") {
  const std::string whole = example().to_string();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    REQUIRE_THROWS_AS(Journal::parse(whole.substr(0, size)), etalon::Error);
  }
  CHECK(refusal("") == "it does not begin with `etalon-journal 1`");
  CHECK(refusal(whole.substr(0, whole.size() - 1)) == "its checksum is wrong");
  CHECK(refusal(etalon::replace_all(whole, "4711", "4712")) == "its checksum is wrong");
}

TEST_CASE("a journal from elsewhere leads nowhere else", "[prefix][journal]") {
  const auto refused = [](const std::string& line) {
    return refusal(with_checksum("etalon-journal 1\n" + line + "\n"));
  };
  CHECK(refused("make ../x") == "it names `../x`, which is no path in the environment");
  CHECK(refused("step - - /etc/passwd") ==
        "it names `/etc/passwd`, which is no path in the environment");
  CHECK(refused("step %2E%2E/x - a") == "it names `%2E%2E/x`, which is no path in the environment");
  CHECK(refused("step - a%0Ab a") == "it names `a%0Ab`, which is no path in the environment");
  CHECK(refused("step - -") == "it has a step of another form");
  CHECK(refused("durability some") == "it has a line `durability`");
  CHECK(refused("format 2") == "it has a line `format`");
  CHECK(refused("") == "it has a line of another form");
}

TEST_CASE("a journal is open from its writing to its end", "[prefix][journal]") {
  const ScratchDirectory scratch;
  scratch.files().create_directory(scratch / "conda-meta");
  CHECK_FALSE(find_journal(scratch.path()));
  open_journal(scratch.files(), scratch.path(), example());
  REQUIRE(find_journal(scratch.path()));
  CHECK(find_journal(scratch.path())->state == JournalState::uncommitted);
  CHECK(find_journal(scratch.path())->journal == example());
  commit_journal(scratch.files(), scratch.path(), example());
  CHECK(find_journal(scratch.path())->state == JournalState::committed);
}

TEST_CASE("a damaged journal is told with what to do", "[prefix][journal]") {
  const ScratchDirectory scratch;
  const auto file = scratch.write("conda-meta/etalon-journal", "etalon-journal 1\n");
  const auto error = thrown_error([&] { find_journal(scratch.path()); });
  CHECK(error.message() ==
        "the journal `" + file.native() + "` of an interrupted change is damaged");
  CHECK(error.causes() == std::vector<std::string>{"its checksum is wrong"});
  CHECK(error.hints() ==
        std::vector<std::string>{"see what is left of the environment: `etalon env verify`, after "
                                 "moving the journal away"});
}
