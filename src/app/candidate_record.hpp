#pragma once

#include <etalon/model/package_record.hpp>
#include <etalon/repodata/record_view.hpp>
#include <etalon/solve/ids.hpp>
#include <etalon/util/strings.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace etalon {

// A package as choosing sees it: read in place where it comes from an index. Most are looked at
// once or never, so that decoding waits until somebody wants the whole record.
class CandidateRecord {
public:
  static constexpr std::uint32_t k_no_channel = UINT32_MAX; // virtual or installed packages

  CandidateRecord(const RecordView& view, std::uint32_t channel_rank)
      : channel(channel_rank), m_view(view) {}

  // A package that no channel has; `data` must outlive this.
  explicit CandidateRecord(const RepoDataRecord& data) : m_data(&data) {}

  [[nodiscard]] RepoDataRecord decode() const { return m_view ? m_view->decode() : *m_data; }

  [[nodiscard]] std::string_view version() const {
    return m_view ? m_view->version() : m_data->package.version.to_string();
  }

  [[nodiscard]] std::string_view build() const {
    return m_view ? m_view->build() : std::string_view(m_data->package.build);
  }

  [[nodiscard]] std::uint64_t build_number() const {
    return m_view ? m_view->build_number() : m_data->package.build_number;
  }

  [[nodiscard]] std::string_view subdir() const {
    return m_view ? m_view->subdir() : std::string_view(m_data->package.subdir);
  }

  [[nodiscard]] std::uint64_t timestamp() const {
    return m_view ? m_view->timestamp() : m_data->package.timestamp;
  }

  // Milliseconds since the epoch, 0 where unknown.
  [[nodiscard]] std::uint64_t published_at() const {
    return m_view ? m_view->published_at() : m_data->package.published_at();
  }

  // What a build carries of the features that want to be chosen by name only: its track_features,
  // and the older `features`.
  [[nodiscard]] std::size_t count_features() const {
    return m_view ? m_view->track_features().size() + split_words(m_view->features()).size()
                  : m_data->package.track_features.size() +
                        split_words(m_data->package.features).size();
  }

  // visit(text) for each text of `depends`.
  template <typename Visit>
  void visit_depends(Visit visit) const {
    if (m_view) {
      visit_texts(m_view->depends(), visit);
    } else {
      visit_texts(m_data->package.depends, visit);
    }
  }

  template <typename Visit>
  void visit_constrains(Visit visit) const {
    if (m_view) {
      visit_texts(m_view->constrains(), visit);
    } else {
      visit_texts(m_data->package.constrains, visit);
    }
  }

  // Whether both are of one index and have the very same list of dependencies there.
  [[nodiscard]] bool shares_depends(const CandidateRecord& other) const {
    return m_view && other.m_view &&
           m_view->depends().identity() == other.m_view->depends().identity();
  }

  NameId name{};
  std::uint32_t channel = k_no_channel; // rank
  std::uint32_t exclusion = k_included; // StringId of why it must not be chosen
  bool is_virtual = false;
  bool is_installed = false;

  static constexpr std::uint32_t k_included = UINT32_MAX;

private:
  template <typename Texts, typename Visit>
  static void visit_texts(const Texts& texts, Visit visit) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      visit(std::string_view(texts[i]));
    }
  }

  std::optional<RecordView> m_view;
  const RepoDataRecord* m_data = nullptr;
};

} // namespace etalon
