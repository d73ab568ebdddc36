#include <etalon/repodata/record_index.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

namespace {

const IndexSource k_source = {"c", "https://host/c/linux-64", "linux-64", "x"};

// Some 300 KiB, so that there are several blocks.
std::string many_records() {
  std::string text = R"({"packages": {)";
  for (int i = 0; i < 1500; ++i) {
    const std::string name = "package" + std::to_string(i);
    text += i == 0 ? "" : ",";
    text += "\"" + name + R"(-1-0.tar.bz2": {"name": ")" + name +
            R"(", "version": "1", "build": "0", "depends": ["some-dependency )" +
            std::to_string(i) + R"("]})";
  }
  return text + "}}";
}

std::string index_bytes(const ScratchDirectory& scratch) {
  build_record_index(scratch.files(), many_records(), k_source, scratch / "a");
  return read_file(scratch / "a");
}

} // namespace

TEST_CASE("an absent, empty or foreign file is no index", "[repodata][index]") {
  const ScratchDirectory scratch;
  CHECK_FALSE(RecordIndex::open(scratch / "absent"));
  CHECK_FALSE(RecordIndex::open(scratch.path()));
  CHECK_FALSE(RecordIndex::open(scratch.write("empty", "")));
  CHECK_FALSE(RecordIndex::open(scratch.write("text", std::string(1000, 'x'))));
}

TEST_CASE("an index that was cut short or grew is none", "[repodata][index]") {
  const ScratchDirectory scratch;
  const std::string bytes = index_bytes(scratch);
  for (const std::size_t size : {bytes.size() - 1, bytes.size() - 144, bytes.size() / 2}) {
    CHECK_FALSE(RecordIndex::open(scratch.write("cut", bytes.substr(0, size))));
  }
  CHECK_FALSE(RecordIndex::open(scratch.write("long", bytes + "x")));
  CHECK_FALSE(RecordIndex::open(scratch.write("front", "12345678" + bytes)));
}

TEST_CASE("an index of another version is none", "[repodata][index]") {
  const ScratchDirectory scratch;
  std::string bytes = index_bytes(scratch);
  bytes[bytes.size() - 144 + 8] = 0x7f;
  CHECK_FALSE(RecordIndex::open(scratch.write("other", bytes)));
}

TEST_CASE("a damaged byte anywhere is found, and never read as good", "[repodata][index]") {
  const ScratchDirectory scratch;
  const std::string bytes = index_bytes(scratch);
  REQUIRE(bytes.size() > 4 * 65536);
  const auto path = scratch / "damaged";
  std::size_t refused_at_once = 0;
  std::size_t refused_later = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 4999) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    scratch.files().write_file(path, damaged);
    const std::optional<RecordIndex> index = RecordIndex::open(path);
    if (!index) {
      ++refused_at_once;
      continue;
    }
    const Error error = thrown_error([&] {
      for (const std::string& name : index->names()) {
        static_cast<void>(index->records(name));
      }
    });
    CHECK(error.kind() == ErrorKind::corrupt);
    CHECK(error.message() == "the index `" + path.native() + "` is damaged");
    CHECK(error.hints() ==
          std::vector<std::string>{"remove it, it is made again: `rm " + path.native() + "`"});
    ++refused_later;
  }
  CHECK(refused_later > 10);
  std::string damaged = bytes;
  damaged[bytes.size() - 150] = static_cast<char>(damaged[bytes.size() - 150] ^ 1);
  CHECK_FALSE(RecordIndex::open(scratch.write("checksums", damaged)));
}

TEST_CASE("an open index outlives the replacement of its file", "[repodata][index]") {
  const ScratchDirectory scratch;
  build_record_index(scratch.files(), many_records(), k_source, scratch / "a");
  const std::optional<RecordIndex> before = RecordIndex::open(scratch / "a");
  build_record_index(scratch.files(), "{}", k_source, scratch / "a");
  const std::optional<RecordIndex> after = RecordIndex::open(scratch / "a");
  CHECK(before->names().size() == 1500);
  CHECK(before->records("package7").at(0).package.depends.at(0) == "some-dependency 7");
  CHECK(after->names().empty());
  CHECK(before->content_id() != after->content_id());
  CHECK(before->content_id().size() == 16);
}
