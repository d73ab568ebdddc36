#include <etalon/model/match_spec.hpp>
#include <etalon/util/url.hpp>

#include <algorithm>
#include <utility>

namespace etalon {
namespace {

// Of the fields that are kept as they were written.
bool text_matches(const std::string& pattern, std::string_view text) {
  return pattern.empty() || pattern == text || StringMatcher::parse(pattern).matches(text);
}

bool matches_if_asked(const std::optional<StringMatcher>& matcher, std::string_view text) {
  return !matcher || matcher->matches(text);
}

// `wanted` is sorted. conda compares the whole set, so that `mkl@` finds what has mkl alone.
bool has_exactly(const std::vector<std::string>& wanted, std::vector<std::string> found) {
  if (wanted.empty()) {
    return true;
  }
  std::sort(found.begin(), found.end());
  return wanted == found;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + ' ') {
    if (c != ' ' && c != ',') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

} // namespace

bool MatchSpec::matches(const PackageRecord& record) const {
  return name.matches(record.name) && (!version || version->matches(record.version)) &&
         matches_if_asked(build, record.build) &&
         (!build_number ||
          build_number->matches(Version::parse(std::to_string(record.build_number)))) &&
         text_matches(subdir, record.subdir) && text_matches(md5, record.md5) &&
         text_matches(sha256, record.sha256) && matches_if_asked(license, record.license) &&
         matches_if_asked(license_family, record.license_family) &&
         has_exactly(track_features, record.track_features) &&
         (features.empty() || has_exactly(features, words_of(record.features)));
}

bool MatchSpec::matches(const RepoDataRecord& record) const {
  return matches(record.package) && text_matches(file_name, record.file_name) &&
         text_matches(is_url(url) ? without_credentials(url) : url, record.url);
}

} // namespace etalon
