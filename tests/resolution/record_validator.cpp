#include "record_validator.hpp"

#include <algorithm>
#include <set>

namespace etalon::test {

namespace {

using Chosen = std::vector<const WorldRecord*>;
using Strings = std::vector<std::string>;

std::string describe(const WorldRecord& record) {
  return "`" + record.record.package.dist_name() + "`";
}

class Faults {
public:
  Faults(RecordWorld& world, const WorldQuestion& question, const Chosen& chosen)
      : m_world(world), m_question(question), m_chosen(chosen) {
    for (const WorldRecord* record : chosen) {
      m_by_name[record->record.package.name].push_back(record);
    }
  }

  Strings find() {
    check_names();
    for (const std::string& spec : m_question.specs) {
      check_need("the request", spec);
    }
    for (const std::string& spec : m_question.constraints) {
      check_constraint("the request", spec);
    }
    for (const WorldRecord* record : m_chosen) {
      check_record(*record);
    }
    return std::move(m_faults);
  }

private:
  void check_names() {
    for (const auto& [name, records] : m_by_name) {
      if (records.size() > 1) {
        m_faults.push_back("`" + name + "` is there " + std::to_string(records.size()) + " times");
      }
    }
  }

  void check_record(const WorldRecord& record) {
    const auto allowed = m_world.allowed(record.record.package.name, m_question);
    if (std::find(allowed.begin(), allowed.end(), &record) == allowed.end()) {
      m_faults.push_back(describe(record) + " of " + record.record.channel + " is not allowed");
    }
    for (const std::string& spec : record.record.package.depends) {
      check_need(describe(record), spec);
    }
    for (const std::string& spec : record.record.package.constrains) {
      check_constraint(describe(record), spec);
    }
  }

  // What is there of that name: chosen, or a virtual package.
  Chosen present(const std::string& name) {
    Chosen records = m_by_name.count(name) != 0 ? m_by_name[name] : Chosen{};
    for (const WorldRecord& record : m_world.named(name)) {
      if (record.is_virtual) {
        records.push_back(&record);
      }
    }
    return records;
  }

  void check_need(const std::string& who, const std::string& text) {
    const MatchSpec spec = MatchSpec::parse(text);
    const Chosen records = present(name_asked_for(spec));
    if (std::none_of(records.begin(), records.end(), [&](const WorldRecord* record) {
          return matches(spec, *record);
        })) {
      m_faults.push_back(who + " needs `" + text + "`" +
                         (records.empty() ? "" : ", not " + describe(*records.front())));
    }
  }

  void check_constraint(const std::string& who, const std::string& text) {
    const MatchSpec spec = MatchSpec::parse(text);
    for (const WorldRecord* record : present(name_asked_for(spec))) {
      if (!matches(spec, *record)) {
        m_faults.push_back(who + " allows `" + text + "` only, not " + describe(*record));
      }
    }
  }

  RecordWorld& m_world;
  const WorldQuestion& m_question;
  const Chosen& m_chosen;
  std::map<std::string, Chosen> m_by_name;
  Strings m_faults;
};

} // namespace

Strings find_faults(RecordWorld& world, const WorldQuestion& question, const Chosen& chosen) {
  return Faults(world, question, chosen).find();
}

Strings find_superfluous(const WorldQuestion& question, const Chosen& chosen) {
  std::set<std::string> needed;
  Strings open;
  const auto add = [&](const Strings& specs) {
    for (const std::string& spec : specs) {
      const std::string name = name_asked_for(MatchSpec::parse(spec));
      if (needed.insert(name).second) {
        open.push_back(name);
      }
    }
  };
  add(question.specs);
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    for (const WorldRecord* record : chosen) {
      if (record->record.package.name == name) {
        add(record->record.package.depends);
      }
    }
  }
  Strings superfluous;
  for (const WorldRecord* record : chosen) {
    if (needed.count(record->record.package.name) == 0) {
      superfluous.push_back(record->record.package.dist_name());
    }
  }
  return superfluous;
}

} // namespace etalon::test
