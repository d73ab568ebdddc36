#include "field_list.hpp"

#include <algorithm>

namespace etalon {

std::string FieldList::render() const {
  std::size_t width = 0;
  for (const auto& [name, values] : m_fields) {
    width = std::max(width, name.size());
  }
  const auto line = [&](const std::string& name, const std::string& value) {
    return name + std::string(width - name.size() + 2, ' ') + value + "\n";
  };
  std::string text;
  for (const auto& [name, values] : m_fields) {
    if (values.empty()) {
      text += line(name, "-");
    }
    for (const auto& value : values) {
      text += line(&value == &values.front() ? name : "", value);
    }
  }
  return text;
}

} // namespace etalon
