#include "records_by_name.hpp"

#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

namespace etalon {

std::string name_of_spec(const std::string& spec) {
  return to_lower(MatchSpec::parse(spec).name.to_string());
}

std::set<std::string> names_of(const std::vector<std::string>& specs) {
  std::set<std::string> names;
  for (const std::string& spec : specs) {
    names.insert(name_of_spec(spec));
  }
  return names;
}

RecordsByName by_name(const std::vector<RepoDataRecord>& packages) {
  RecordsByName records;
  for (const RepoDataRecord& record : packages) {
    records.emplace(record.package.name, record);
  }
  return records;
}

std::vector<RepoDataRecord> in_name_order(const RecordsByName& records) {
  std::vector<RepoDataRecord> packages;
  for (const auto& entry : records) {
    packages.push_back(entry.second);
  }
  return packages;
}

std::set<std::string> installed_names(const RecordsByName& before,
                                      const std::vector<std::string>& texts) {
  std::set<std::string> names;
  for (const std::string& text : texts) {
    const std::string name = name_of_spec(text);
    if (!before.contains(name)) {
      std::vector<std::string> known;
      for (const auto& entry : before) {
        known.push_back(entry.first);
      }
      const auto near = near_names(name, known, 1);
      throw Error(ErrorKind::not_found,
                  fmt::format("`{}` is not installed", text),
                  {near.empty() ? "`etalon list` shows what is"
                                : fmt::format("did you mean `{}`?", near.front())});
    }
    names.insert(name);
  }
  return names;
}

} // namespace etalon
