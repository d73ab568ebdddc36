#pragma once

#include <string>
#include <utility>
#include <vector>

namespace etalon {

// Names with their values, one below the other, for a person.
class FieldList {
public:
  // A field without values shows "-"; each value gets a line of its own.
  void add(std::string name, std::vector<std::string> values) {
    m_fields.emplace_back(std::move(name), std::move(values));
  }

  void add(std::string name, const std::string& value) {
    add(std::move(name), value.empty() ? std::vector<std::string>{} : std::vector{value});
  }

  // Ends with a newline.
  [[nodiscard]] std::string render() const;

private:
  std::vector<std::pair<std::string, std::vector<std::string>>> m_fields;
};

} // namespace etalon
