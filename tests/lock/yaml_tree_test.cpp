#include <catch2/catch.hpp>
#include <lock/yaml_tree.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

namespace {

Error refusal(const std::string& text) {
  return thrown_error([&] { (void)YamlReader("a.yml").parse(text); });
}

} // namespace

TEST_CASE("a YAML tree keeps kinds, order and places", "[lock][yaml]") {
  const YamlReader reader("a.yml");
  const YamlTree tree = reader.parse("b: [1, two]\na:\n  c: ~\n  d: 'null'\n");
  REQUIRE(tree.kind == YamlTree::Kind::map);
  CHECK(tree.members.at(0).key == "b");
  CHECK(reader.find_texts(tree, "b") == std::vector<std::string>{"1", "two"});
  const YamlTree& a = reader.get(tree, "a");
  CHECK(YamlReader::find(a, "c") == nullptr);
  CHECK(reader.find_text(a, "d") == "null");
  CHECK(YamlReader::find(a, "d")->line == 4);
  CHECK(YamlReader::find(a, "d")->column == 6);
  CHECK(reader.parse("").kind == YamlTree::Kind::null);
}

TEST_CASE("what no lock has is refused", "[lock][yaml]") {
  CHECK(refusal("a: &x 1\nb: *x\n").message() == "a.yml:2:4: an alias; lock files have none");
  CHECK(refusal("a: 1\na: 2\n").message() == "a.yml:2:1: `a` is given twice");
  CHECK(refusal("[a]: 1\n").message() == "a.yml:1:1: a key is no text");
  CHECK(refusal("a: 1\n---\nb: 1\n").message() == "a.yml:3:1: a second document");
  CHECK(refusal("a: \"\\0\"\n").message() == "a.yml:1:4: a text holds a NUL");
  const auto broken = refusal("a: [1\nb: }\n");
  CHECK(broken.message().starts_with("a.yml:2:"));
  CHECK(broken.hints() ==
        std::vector<std::string>{
            "take the file from version control again, or make it anew with `etalon lock`"});
  CHECK(refusal("a: " + std::string(10000, '[') + std::string(10000, ']'))
            .message()
            .find("nested too deeply") != std::string::npos);
  CHECK(refusal(std::string((64U << 20U) + 1, ' ')).message() ==
        "a.yml: the file has 64.0 MiB; a lock file may have 64.0 MiB");
}
