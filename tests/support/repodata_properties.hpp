#pragma once

#include <etalon/util/error.hpp>

#include <nlohmann/json.hpp>
#include <repodata/index_writer.hpp>
#include <repodata/json_splitter.hpp>
#include <repodata/repodata_reader.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Asks for the elements of all members, but enters those whose key begins with "v" and skips those
// with "s".
class SplitTexts final : public etalon::JsonVisitor {
public:
  struct Text {
    std::size_t member;
    std::string json;
    std::uint64_t offset;
  };

  etalon::JsonUse on_member(std::string_view key) override {
    ++members;
    return key.starts_with("\"v")   ? etalon::JsonUse::enter
           : key.starts_with("\"s") ? etalon::JsonUse::skip
                                    : etalon::JsonUse::elements;
  }

  void on_text(std::string_view text, std::uint64_t offset) override {
    texts.push_back({members, std::string(text), offset});
  }

  void on_oversized(std::string_view /*beginning*/) override { ++oversized; }

  void on_leave() override { ++left; }

  std::size_t members = 0;
  std::size_t left = 0;
  std::size_t oversized = 0;
  std::vector<Text> texts;
};

// What must hold of any text that is split: whatever its pieces, the same verdict; of JSON that is
// an object each text is JSON, and stands in the document where it is said to, its brackets aside;
// texts of one member follow one another.
inline std::string broken_split_property(std::string_view document, std::size_t piece) {
  using namespace etalon;
  SplitTexts found;
  bool is_split = true;
  try {
    JsonSplitter splitter(found);
    for (std::size_t at = 0; at < document.size(); at += piece) {
      splitter.write(document.substr(at, piece));
    }
    splitter.finish();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::corrupt) {
      return error.message();
    }
    is_split = false;
  }
  // The other parser takes a NUL for the end.
  const bool is_json = document.find('\0') == std::string_view::npos &&
                       nlohmann::json::accept(document.begin(), document.end());
  const std::size_t first = document.find_first_not_of(" \t\r\n");
  const bool is_object = first != std::string_view::npos && document[first] == '{';
  if (is_json && is_object != is_split) {
    return is_split ? "no object, but split" : "an object, but not split";
  }
  for (std::size_t i = 0; is_json && i < found.texts.size(); ++i) {
    const SplitTexts::Text& text = found.texts[i];
    if (!nlohmann::json::accept(text.json)) {
      return "a text is no JSON: " + text.json;
    }
    const std::string_view source = document.substr(text.offset, text.json.size());
    const bool is_batch = text.json.front() == '{' || text.json.front() == '[';
    if (is_batch ? source.substr(1, source.size() - 2) !=
                       std::string_view(text.json).substr(1, text.json.size() - 2)
                 : source != text.json) {
      return "a text is not where it is said to be: " + text.json;
    }
    const bool follows = i > 0 && found.texts[i - 1].member == text.member;
    if (follows && found.texts[i - 1].offset + found.texts[i - 1].json.size() - 1 != text.offset) {
      return "something is missing before " + text.json;
    }
  }
  return {};
}

// What must hold of any text that is read as a repodata.json: it is refused as damaged or read, the
// same in whatever pieces it comes.
inline std::string broken_repodata_property(std::string_view document, std::size_t piece) {
  using namespace etalon;

  struct Outcome {
    bool is_read = false;
    std::size_t records = 0;
    std::size_t skipped = 0;

    bool operator==(const Outcome&) const = default;
  };

  const IndexSource source{"c", "https://host/c/linux-64", "linux-64", "list"};
  const auto read = [&](std::size_t bytes) {
    IndexWriter writer;
    RepoDataReader reader(writer, source);
    JsonSplitter splitter(reader);
    for (std::size_t at = 0; at < document.size(); at += bytes) {
      splitter.write(document.substr(at, bytes));
    }
    splitter.finish();
    return Outcome{true, writer.records.size(), writer.skipped_records};
  };
  const auto outcome_of = [&](std::size_t bytes) {
    try {
      return read(bytes);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::corrupt) {
        throw;
      }
      return Outcome{};
    }
  };
  try {
    if (outcome_of(std::max<std::size_t>(document.size(), 1)) != outcome_of(piece)) {
      return "another outcome in other pieces";
    }
  } catch (const Error& error) {
    return error.message();
  }
  return {};
}

// Of a file of the fuzzer's corpus: its first byte is the size of the pieces.
inline std::string broken_repodata_file_property(std::string_view bytes) {
  if (bytes.empty()) {
    return {};
  }
  const std::size_t piece = std::max<std::size_t>(static_cast<unsigned char>(bytes.front()), 1);
  const std::string_view document = bytes.substr(1);
  std::string broken = broken_split_property(document, piece);
  return broken.empty() ? broken_repodata_property(document, piece) : broken;
}
