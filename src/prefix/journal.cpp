#include "package_paths.hpp"
#include "prefix_layout.hpp"

#include <etalon/prefix/journal.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace etalon {
namespace {

using std::filesystem::path;

constexpr std::string_view k_first_line = "etalon-journal 1";
constexpr std::string_view k_absent = "-";
constexpr std::string_view k_made = "+";

std::string encode(std::string_view text) {
  return text.empty() ? std::string(k_absent) : percent_encode_path(text);
}

std::string encode_arrival(const JournalStep& step) {
  switch (step.arrival) {
  case Arrival::none:
    return std::string(k_absent);
  case Arrival::made:
    return std::string(k_made);
  case Arrival::moved:
    break;
  }
  return encode(step.from);
}

Error damaged(std::string_view why) {
  return Error(ErrorKind::corrupt, std::string(why));
}

// A path that recovery may rename or remove: one from elsewhere must not lead out of the prefix.
std::string decode(std::string_view word) {
  std::string text = percent_decode(word);
  if (!is_safe_relative_path(text)) {
    throw damaged(fmt::format("it names `{}`, which is no path in the environment", word));
  }
  return text;
}

JournalStep parse_step(const std::vector<std::string_view>& words) {
  if (words.size() != 4) {
    throw damaged("it has a step of another form");
  }
  JournalStep step;
  step.away = words[1] == k_absent ? "" : decode(words[1]);
  if (words[2] == k_made) {
    step.arrival = Arrival::made;
  } else if (words[2] != k_absent) {
    step.arrival = Arrival::moved;
    step.from = decode(words[2]);
  }
  step.path = decode(words[3]);
  return step;
}

void parse_line(std::string_view line, Journal& journal) {
  const std::vector<std::string_view> words = split_words(line);
  const std::string_view key = words.empty() ? std::string_view() : words.front();
  if (key == "step") {
    journal.steps.push_back(parse_step(words));
    return;
  }
  if (words.size() != 2) {
    throw damaged("it has a line of another form");
  }
  if (key == "make") {
    journal.made_directories.push_back(decode(words[1]));
  } else if (key == "empty") {
    journal.emptied_directories.push_back(decode(words[1]));
  } else if (key == "durability" && (words[1] == "power" || words[1] == "process")) {
    journal.durability = words[1] == "power" ? Durability::power : Durability::process;
  } else if (key == "owner") {
    std::from_chars(words[1].data(), words[1].data() + words[1].size(), journal.owner);
  } else {
    throw damaged(fmt::format("it has a line `{}`", key));
  }
}

std::optional<OpenJournal> find_in(const path& file, JournalState state) {
  const std::optional<std::string> text = find_file(file);
  if (!text) {
    return std::nullopt;
  }
  try {
    return OpenJournal{state, Journal::parse(*text)};
  } catch (Error& error) {
    const std::string what =
        fmt::format("the journal `{}` of an interrupted change is damaged", file.native());
    // Formatted, since GCC 12 warns without reason of a literal that is moved twice
    // (-Warray-bounds).
    std::string hint = fmt::format(
        "see what is left of the environment: `etalon env verify`, after moving the journal away");
    throw std::move(error).while_doing(what).with_hint(std::move(hint));
  }
}

} // namespace

std::string Journal::to_string() const {
  fmt::memory_buffer text;
  auto out = std::back_inserter(text);
  fmt::format_to(out,
                 "{}\nowner {}\ndurability {}\n",
                 k_first_line,
                 owner,
                 durability == Durability::power ? "power" : "process");
  for (const std::string& directory : made_directories) {
    fmt::format_to(out, "make {}\n", encode(directory));
  }
  for (const JournalStep& step : steps) {
    fmt::format_to(
        out, "step {} {} {}\n", encode(step.away), encode_arrival(step), encode(step.path));
  }
  for (const std::string& directory : emptied_directories) {
    fmt::format_to(out, "empty {}\n", encode(directory));
  }
  const std::string body = fmt::to_string(text);
  return fmt::format("{}sha256 {}\n", body, sha256_hex(body));
}

Journal Journal::parse(std::string_view text) {
  if (text.substr(0, text.find('\n')) != k_first_line) {
    throw damaged(fmt::format("it does not begin with `{}`", k_first_line));
  }
  const std::size_t last = text.rfind("\nsha256 ");
  if (last == std::string_view::npos ||
      text.substr(last + 1) != fmt::format("sha256 {}\n", sha256_hex(text.substr(0, last + 1)))) {
    throw damaged("its checksum is wrong");
  }
  Journal journal;
  const std::vector<std::string_view> lines = split(text.substr(0, last), '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    parse_line(lines[i], journal);
  }
  return journal;
}

std::optional<OpenJournal> find_journal(const path& prefix) {
  auto open = find_in(prefix / k_journal_file, JournalState::uncommitted);
  return open ? std::move(open) : find_in(prefix / k_committed_journal, JournalState::committed);
}

void open_journal(FileSystem& files, const path& prefix, const Journal& journal) {
  files.create_directory(prefix / k_change_directory);
  const path written = prefix / k_change_directory / "journal";
  const auto writer = files.create_file(written);
  writer->write(journal.to_string());
  if (journal.durability == Durability::power) {
    writer->sync();
  }
  writer->close();
  files.rename(written, prefix / k_journal_file);
  if (journal.durability == Durability::power) {
    files.sync_directory(prefix / k_meta_directory);
  }
}

void commit_journal(FileSystem& files, const path& prefix, const Journal& journal) {
  if (journal.durability == Durability::power) {
    files.sync_file_system(prefix);
  }
  files.rename(prefix / k_journal_file, prefix / k_committed_journal);
  if (journal.durability == Durability::power) {
    files.sync_directory(prefix / k_meta_directory);
  }
}

} // namespace etalon
