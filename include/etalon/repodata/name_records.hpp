#pragma once

#include <etalon/repodata/record_view.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace etalon {

// What choosing among records looks at first. It lies in the index apart from the records, so that
// those which are not chosen are never touched.
struct RecordKey {
  std::uint64_t build_number;
  std::uint32_t build;         // tells the texts of one index from another
  std::uint32_t version;       // place among the versions of the name
  std::uint32_t feature_count; // see RecordView::feature_count()
  std::uint32_t reserved;
};

// A version of a name, by its text.
struct VersionEntry {
  std::uint32_t text;
  std::uint32_t rank; // greater is newer; equal versions ("1.0", "1.0.0") have equal ranks
};

// The records of one name in one index, read in place: fewest features first, of these the newest
// versions, of these the greatest build numbers; else in the source's order. Valid as long as the
// index. All methods but size() throw Error{corrupt} for a damaged block.
class NameRecords {
public:
  NameRecords() = default;
  NameRecords(const IndexMapping& mapping, std::size_t name);

  [[nodiscard]] std::uint32_t size() const { return m_size; }

  [[nodiscard]] const RecordKey& key(std::uint32_t place) const { return m_keys[place]; }

  [[nodiscard]] std::string_view build(std::uint32_t place) const;
  [[nodiscard]] RecordView view(std::uint32_t place) const;

  // The versions that there are, each text once, the oldest first.
  [[nodiscard]] std::uint32_t version_count() const { return m_version_count; }

  [[nodiscard]] std::string_view version(std::uint32_t place) const;

  [[nodiscard]] std::uint32_t version_rank(std::uint32_t place) const {
    return m_versions[place].rank;
  }

private:
  const IndexMapping* m_mapping = nullptr;
  const RecordKey* m_keys = nullptr;
  const VersionEntry* m_versions = nullptr;
  std::uint32_t m_first = 0;
  std::uint32_t m_size = 0;
  std::uint32_t m_version_count = 0;
};

} // namespace etalon
