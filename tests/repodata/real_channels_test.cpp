#include <etalon/repodata/record_index.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <support/scratch_directory.hpp>
#include <support/zstd_text.hpp>

#include <map>
#include <sstream>

using namespace etalon;
using nlohmann::json;

namespace {

std::vector<std::string> list_of(const json& record, const char* key) {
  if (!record.contains(key)) {
    return {};
  }
  if (record[key].is_array()) {
    return record[key];
  }
  // track_features of conda's own lists: one word, or words separated by blanks.
  std::vector<std::string> words;
  std::istringstream text(record[key].get<std::string>());
  for (std::string word; text >> word;) {
    words.push_back(word);
  }
  return words;
}

// Compares with another parser's view of the same record.
bool equals(const RepoDataRecord& ours, const json& theirs) {
  const PackageRecord& package = ours.package;
  return package.name == theirs.value("name", "") &&
         package.version.to_string() == theirs.value("version", "") &&
         package.build == theirs.value("build", "") &&
         package.build_number == theirs.value("build_number", 0U) &&
         package.subdir == theirs.value("subdir", "") &&
         package.depends == list_of(theirs, "depends") &&
         package.constrains == list_of(theirs, "constrains") &&
         package.track_features == list_of(theirs, "track_features") &&
         package.features == theirs.value("features", "") &&
         package.md5 == theirs.value("md5", "") && package.sha256 == theirs.value("sha256", "") &&
         package.size == theirs.value("size", 0U) &&
         package.license == theirs.value("license", "") &&
         package.license_family == theirs.value("license_family", "") &&
         package.python_site_packages_path == theirs.value("python_site_packages_path", "") &&
         (theirs.value("timestamp", 0ULL) < 253402300800ULL ||
          package.timestamp == theirs.value("timestamp", 0ULL)) &&
         (package.noarch == NoArch::python) == (theirs.value("noarch", "") == "python");
}

} // namespace

TEST_CASE("the records of real channels are those of their repodata", "[repodata][real]") {
  const std::string subdir = GENERATE("conda-forge/linux-64",
                                      "conda-forge/noarch",
                                      "pytorch/linux-64",
                                      "nvidia/linux-64",
                                      "pkgs/main/linux-64",
                                      "rapidsai/noarch");
  const std::filesystem::path file = std::filesystem::path(ETALON_SOURCE_DIR) /
                                     "../shared/data/channels" / subdir / "repodata.json.zst";
  if (!std::filesystem::exists(file)) {
    WARN("skipped: " << file << " is absent");
    return;
  }
  INFO(subdir);
  const ScratchDirectory scratch;
  const std::string text = zstd_decompressed(read_file(file));
  build_record_index(
      scratch.files(), text, {"c", "https://h/c", "linux-64", "x"}, scratch / "index");
  const std::optional<RecordIndex> index = RecordIndex::open(scratch / "index");
  REQUIRE(index);

  const json repodata = json::parse(text);
  std::map<std::string, const json*> expected; // by file name
  for (const auto& [name, record] : repodata["packages.conda"].items()) {
    expected[name] = &record;
  }
  for (const auto& [name, record] : repodata["packages"].items()) {
    if (expected.count(name.substr(0, name.size() - 8) + ".conda") == 0) {
      expected[name] = &record;
    }
  }
  CHECK(index->record_count() + index->skipped_count() == expected.size());
  CHECK(index->skipped_count() == 0);
  std::size_t seen = 0;
  std::size_t different = 0;
  for (const std::string& name : index->names()) {
    for (const RepoDataRecord& record : index->records(name)) {
      ++seen;
      const auto found = expected.find(record.file_name);
      different += found == expected.end() || !equals(record, *found->second) ? 1U : 0U;
    }
  }
  CHECK(seen == expected.size());
  CHECK(different == 0);
}
