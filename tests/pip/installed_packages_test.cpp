#include <etalon/pip/installed_packages.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

using namespace etalon;

namespace {

constexpr const char* k_site_packages = "lib/python3.11/site-packages";

// A prefix into which a test puts what pip would have left there.
class PipPrefix {
public:
  void metadata(const std::string& directory,
                const std::string& name,
                const std::string& version,
                const std::string& file = "METADATA") const {
    write(directory + "/" + file,
          "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
  }

  void write(const std::string& path, const std::string& bytes) const {
    m_scratch.write(std::string(k_site_packages) + "/" + path, bytes);
  }

  // What conda installed.
  void owned(const std::string& path) {
    m_record.files.push_back(std::string(k_site_packages) + "/" + path);
  }

  [[nodiscard]] std::vector<InstalledPipPackage> find() const {
    return find_pip_packages(m_scratch.path(), k_site_packages, {m_record});
  }

private:
  ScratchDirectory m_scratch;
  PrefixRecord m_record;
};

} // namespace

TEST_CASE("packages of pip are found, those of conda are not", "[pip][installed]") {
  PipPrefix prefix;
  prefix.metadata("numpy-1.26.dist-info", "numpy", "1.26");
  prefix.owned("numpy-1.26.dist-info/METADATA");
  prefix.metadata("old-1.egg-info", "old", "1", "PKG-INFO");
  prefix.owned("old-1.egg-info/PKG-INFO");
  prefix.metadata("Zope.Interface-6.0.dist-info", "Zope.Interface", "6.0");
  prefix.write("Zope.Interface-6.0.dist-info/RECORD", "a.py,sha256=1,1\n");
  prefix.metadata("abc-2.dist-info", "abc", "2");
  prefix.metadata("~bc-1.dist-info", "abc", "1");
  prefix.metadata("nameless-1.dist-info", "", "1");
  const auto found = prefix.find();
  REQUIRE(found.size() == 2);
  CHECK(found[0].package.name == "abc");
  CHECK(found[0].requirement == "abc==2");
  CHECK(found[0].origin == PipOrigin::index);
  CHECK(found[1].package.name == "zope-interface");
  CHECK(found[1].package.version == "6.0");
  CHECK(found[1].location == "lib/python3.11/site-packages/Zope.Interface-6.0.dist-info");
  CHECK(found[1].package.record_hash.size() == 64);
  CHECK(found[1].package.record_hash != found[0].package.record_hash);
}

TEST_CASE("requirements bring back what came from elsewhere than an index", "[pip][installed]") {
  const PipPrefix prefix;
  const auto add = [&](const std::string& name, const std::string& direct_url) {
    prefix.metadata(name + "-1.dist-info", name, "1");
    prefix.write(name + "-1.dist-info/direct_url.json", direct_url);
  };
  add("a", R"({"url": "https://example.org/a.whl", "archive_info": {"hash": "sha256=12"}})");
  add("b", R"({"url": "https://example.org/b", "vcs_info": {"vcs": "git", "commit_id": "c0"}})");
  add("c", R"({"url": "file:///src/c", "dir_info": {}})");
  add("d", R"({"url": "file:///src/d%20d", "dir_info": {"editable": true}})");
  add("e", R"({"url": "file://server/e", "dir_info": {"editable": true}})");
  std::vector<std::string> requirements;
  for (const auto& each : prefix.find()) {
    requirements.push_back(each.requirement);
  }
  CHECK(requirements == std::vector<std::string>{"a @ https://example.org/a.whl#sha256=12",
                                                 "b @ git+https://example.org/b@c0",
                                                 "c @ file:///src/c",
                                                 "-e /src/d d",
                                                 "-e file://server/e"});
}

TEST_CASE("what old pips leave is found as well", "[pip][installed]") {
  const ScratchDirectory source;
  source.write("my_tool.egg-info/PKG-INFO", "Name: my-tool\nVersion: 0.1\n");
  const PipPrefix prefix;
  prefix.metadata("old-1.egg-info", "old", "1", "PKG-INFO");
  prefix.write("old.py", "x = 1\n");
  prefix.write("old-1.egg-info/installed-files.txt",
               "../__pycache__/old.cpython-311.pyc\n../old.py\nPKG-INFO\n../absent.py\n");
  prefix.write("older-1.egg-info", "Name: older\nVersion: 1\n");
  prefix.write("my-tool.egg-link", source.path().native() + "\n.");
  prefix.write("nowhere.egg-link", "relative\n");
  const auto found = prefix.find();
  REQUIRE(found.size() == 3);
  CHECK(found[0].requirement == "-e " + source.path().native());
  CHECK(found[0].origin == PipOrigin::editable);
  CHECK(found[1].requirement == "old==1");
  CHECK(found[2].requirement == "older==1");
  prefix.write("old.py.new", "");
  CHECK(prefix.find()[1].package.record_hash == found[1].package.record_hash);
}

TEST_CASE("of two that claim one name Python sees the first", "[pip][installed]") {
  const PipPrefix prefix;
  prefix.metadata("abc-1.dist-info", "abc", "1");
  prefix.metadata("abc-2.dist-info", "Abc", "2");
  const auto found = prefix.find();
  REQUIRE(found.size() == 1);
  CHECK(found[0].package.version == "1");
}

TEST_CASE("without site-packages there are none", "[pip][installed]") {
  CHECK(PipPrefix().find().empty());
}

TEST_CASE("names are normalized as indexes do", "[pip][installed]") {
  CHECK(normalize_pip_name("Foo.-_Bar__baz") == "foo-bar-baz");
}
