#pragma once

#include <etalon/model/package_record.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace etalon {

class IndexMapping;
struct RecordEntry;

// A list of texts of an index, read in place. An index holds each list and each text once: within
// one index equal ones lie at the same address.
class TextListView {
public:
  TextListView(const IndexMapping& mapping, std::uint32_t position);

  [[nodiscard]] std::size_t size() const { return m_size; }

  [[nodiscard]] std::string_view operator[](std::size_t i) const;

  // Tells the lists of one index from another.
  [[nodiscard]] const void* identity() const { return m_numbers; }

private:
  const IndexMapping* m_mapping;
  const std::uint32_t* m_numbers;
  std::size_t m_size;
};

// A record of a RecordIndex, read in place: what choosing among many records looks at, without
// decoding any. Valid as long as its index. All throw Error{corrupt} for a damaged block.
class RecordView {
public:
  RecordView(const IndexMapping& mapping, const RecordEntry& entry)
      : m_mapping(&mapping), m_entry(&entry) {}

  [[nodiscard]] std::string_view version() const;
  [[nodiscard]] std::string_view build() const;
  [[nodiscard]] std::uint64_t build_number() const;
  [[nodiscard]] std::string_view subdir() const;
  [[nodiscard]] std::uint64_t timestamp() const;    // milliseconds since the epoch, 0 where unknown
  [[nodiscard]] std::uint64_t published_at() const; // likewise; as PackageRecord::published_at()
  [[nodiscard]] TextListView depends() const;
  [[nodiscard]] TextListView constrains() const;
  [[nodiscard]] TextListView track_features() const;
  [[nodiscard]] std::string_view features() const;

  [[nodiscard]] RepoDataRecord decode() const;

private:
  const IndexMapping* m_mapping;
  const RecordEntry* m_entry;
};

} // namespace etalon
