#include "archive/archive_stream.hpp"
#include "archive/crc32.hpp"
#include "archive/zip_writer.hpp"

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

#include <map>
#include <string>

namespace etalon {
namespace {

class StringWriter final : public FileWriter {
public:
  void write(std::string_view bytes) override { m_bytes += bytes; }

  void sync() override {}

  void close() override {}

  [[nodiscard]] const std::string& bytes() const { return m_bytes; }

private:
  std::string m_bytes;
};

std::string zip_of(const std::map<std::string, std::string>& members, std::uint64_t zip64_from) {
  StringWriter out;
  ZipWriter zip(out, zip64_from);
  for (const auto& member : members) {
    zip.add(member.first, member.second.size(), crc32(0, member.second), [&](const auto& take) {
      take(member.second);
    });
  }
  zip.finish();
  return out.bytes();
}

} // namespace

TEST_CASE("A ZIP is read back, with ZIP64 fields or without", "[archive][zip]") {
  const ScratchDirectory scratch;
  const std::map<std::string, std::string> members = {
      {"a", "short"}, {"b", std::string(5000, 'b')}, {"c", ""}};
  for (const std::uint64_t zip64_from : {0xFFFFFFFFU, 4000U, 1U, 0U}) {
    INFO("ZIP64 from " << zip64_from);
    const auto path = scratch / ("zip-" + std::to_string(zip64_from));
    scratch.files().write_file(path, zip_of(members, zip64_from));
    ArchiveStream stream = ArchiveStream::open_zip(path);
    std::map<std::string, std::string> found;
    while (const auto member = stream.next()) {
      std::string& content = found[member->path];
      CHECK(member->size == members.at(member->path).size());
      while (const auto block = stream.read_block()) {
        content += block->bytes;
      }
    }
    CHECK(found == members);
  }
}

TEST_CASE("A ZIP without large members has no ZIP64 fields", "[archive][zip]") {
  const std::string bytes = zip_of({{"a", "x"}}, 0xFFFFFFFFU);
  CHECK(bytes.find("PK\x06\x06") == std::string::npos);
  CHECK(bytes.size() == 30 + 1 + 1 + 46 + 1 + 22);
  CHECK(zip_of({{"a", "x"}}, 1).find("PK\x06\x06") != std::string::npos);
}

} // namespace etalon
