#include <etalon/pip/pip_record.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

namespace {

PipRecord example() {
  InstalledPipPackage demo;
  demo.package = {"demo", "1.0", "aa"};
  demo.requirement = "demo==1.0";
  InstalledPipPackage other;
  other.package = {"other", "2", "bb"};
  other.requirement = "-e /src/other";
  return PipRecord::make({"-i https://me:secret@a.example/simple", "demo"},
                         {demo, other},
                         {{"other", "1", "https://a.example/wrong", ""},
                          {"demo", "1.0", "https://a.example/demo.whl", "cc"}});
}

} // namespace

TEST_CASE("the record of pip says what was asked and what came", "[pip][pip-record]") {
  CHECK(example().to_json() == R"({
  "version": 1,
  "requested": [
    "-i https://a.example/simple",
    "demo"
  ],
  "packages": [
    {
      "name": "demo",
      "version": "1.0",
      "record_hash": "aa",
      "requirement": "demo==1.0",
      "url": "https://a.example/demo.whl",
      "sha256": "cc"
    },
    {
      "name": "other",
      "version": "2",
      "record_hash": "bb",
      "requirement": "-e /src/other",
      "url": "",
      "sha256": ""
    }
  ]
}
)");
}

TEST_CASE("the record of pip reads back as it was written", "[pip][pip-record]") {
  const auto json = example().to_json();
  CHECK(PipRecord::parse(json).to_json() == json);
  const ScratchDirectory prefix;
  CHECK(PipRecord::load(prefix.path()).packages.empty());
  prefix.write("conda-meta/etalon-pip", json);
  CHECK(PipRecord::load(prefix.path()).packages.size() == 2);
}

TEST_CASE("a record of pip that cannot be read is refused", "[pip][pip-record]") {
  const auto message = [](const std::string& json) {
    const auto error = thrown_error([&] { PipRecord::parse(json); });
    CHECK(error.kind() == ErrorKind::corrupt);
    return error.message();
  };
  CHECK(message("[1]") == "this is no JSON object");
  CHECK(message(R"({"version": 2})") == "its version is not 1");
  CHECK(message(R"({"version": 1})") == "`requested` is missing or of another type");
  CHECK(message(R"({"version": 1, "requested": [1], "packages": []})") ==
        "`requested` is missing or of another type");
  CHECK(message(R"({"version": 1, "requested": [], "packages": [1]})") ==
        "`packages` is missing or of another type");
  CHECK(message(R"({"version": 1, "requested": [], "packages": [{"name": "a"}]})") ==
        "`version` is missing or of another type");

  const ScratchDirectory prefix;
  const auto file = prefix.write("conda-meta/etalon-pip", "[]");
  const auto error = thrown_error([&] { PipRecord::load(prefix.path()); });
  CHECK(error.message() == "cannot read `" + file.native() + "`");
  CHECK(error.causes() == std::vector<std::string>{"this is no JSON object"});
}
