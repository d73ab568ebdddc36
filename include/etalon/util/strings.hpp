#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// `text` without the white space (blank, tab, CR, LF) at its ends.
std::string_view trim(std::string_view text);

// The pieces of `text` between separators; empty pieces are kept, so there is always at least one.
std::vector<std::string_view> split(std::string_view text, char separator);

// The words of `text`, separated by runs of white space; no empty ones.
std::vector<std::string_view> split_words(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

// ASCII only: names and versions of the ecosystem are ASCII.
std::string to_lower(std::string_view text);

// `text` with every occurrence of `from` replaced by `to`; `from` must not be empty.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

// Damerau-Levenshtein (optimal string alignment) distance: how many typing slips apart.
std::size_t edit_distance(std::string_view a, std::string_view b);

// Up to `count` of `candidates` that a person may have meant by `word`, nearest first: within a
// third of its length (at least one slip), or names that start with it.
std::vector<std::string> near_names(std::string_view word,
                                    const std::vector<std::string>& candidates,
                                    std::size_t count = 3);

// fnmatch-like: `*` is any run of characters, every other character is itself. Linear in
// text x stars at worst, never exponential.
bool glob_matches(std::string_view pattern, std::string_view text);

// 12345678 -> "11.8 MiB"; below 1024 "N B".
std::string format_bytes(unsigned long long bytes);

} // namespace etalon
