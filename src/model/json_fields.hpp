#pragma once

#include <etalon/util/error.hpp>

#include <nlohmann/json.hpp>

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace etalon {

// Structures to and from JSON by one list of their fields each: a function
//   template <typename Visitor, typename Object> void visit_fields(Visitor& visit, Object& object)
// or overloads of it, which calls visit("name", object.name) for every field. So what is written
// and what is read cannot drift apart. Found by argument-dependent lookup.

template <typename Value>
nlohmann::json write_field(const Value& value);

class FieldWriter {
public:
  template <typename Value>
  void operator()(const char* key, const Value& value) {
    m_json[key] = write_field(value);
  }

  [[nodiscard]] nlohmann::json take() { return std::move(m_json); }

private:
  nlohmann::json m_json = nlohmann::json::object();
};

template <typename Value>
struct IsOptional : std::false_type {};

template <typename Value>
struct IsOptional<std::optional<Value>> : std::true_type {};

template <typename Value>
struct IsVector : std::false_type {};

template <typename Value>
struct IsVector<std::vector<Value>> : std::true_type {};

template <typename Value>
constexpr bool is_plain_json = std::is_arithmetic_v<Value> || std::is_same_v<Value, std::string> ||
                               std::is_same_v<Value, std::map<std::string, std::string>>;

template <typename Value>
nlohmann::json write_field(const Value& value) {
  if constexpr (is_plain_json<Value>) {
    return value;
  } else if constexpr (IsOptional<Value>::value) {
    return value ? write_field(*value) : nlohmann::json();
  } else if constexpr (IsVector<Value>::value) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& element : value) {
      list.push_back(write_field(element));
    }
    return list;
  } else if constexpr (std::is_enum_v<Value>) {
    return enum_name(value);
  } else {
    FieldWriter writer;
    visit_fields(writer, value);
    return writer.take();
  }
}

// Throws Error{corrupt} "`KEY` is not PROBLEM".
[[noreturn]] void fail_at_field(const char* key, const char* problem);

template <typename Value>
void read_field(const nlohmann::json& json, const char* key, Value& value);

// Fields that are absent keep their defaults: files of an earlier release lack the later ones.
class FieldReader {
public:
  FieldReader(const nlohmann::json& json, const char* key) : m_json(json) {
    if (!json.is_object()) {
      fail_at_field(key, "an object");
    }
  }

  template <typename Value>
  void operator()(const char* key, Value& value) {
    if (const auto found = m_json.find(key); found != m_json.end()) {
      read_field(*found, key, value);
    }
  }

private:
  const nlohmann::json& m_json;
};

void read_plain(const nlohmann::json& json, const char* key, std::string& value);
void read_plain(const nlohmann::json& json, const char* key, bool& value);
void read_plain(const nlohmann::json& json, const char* key, double& value);
void read_plain(const nlohmann::json& json,
                const char* key,
                std::map<std::string, std::string>& value);

template <typename Number>
requires std::is_unsigned_v<Number>

void read_plain(const nlohmann::json& json, const char* key, Number& value) {
  if (!json.is_number_unsigned() ||
      json.get<std::uint64_t>() > std::numeric_limits<Number>::max()) {
    fail_at_field(key, "a whole number in range");
  }
  value = json.get<Number>();
}

template <typename Value>
void read_field(const nlohmann::json& json, const char* key, Value& value) {
  if constexpr (is_plain_json<Value>) {
    read_plain(json, key, value);
  } else if constexpr (IsOptional<Value>::value) {
    value.reset();
    if (!json.is_null()) {
      read_field(json, key, value.emplace());
    }
  } else if constexpr (IsVector<Value>::value) {
    if (!json.is_array()) {
      fail_at_field(key, "a list");
    }
    value.clear();
    for (const nlohmann::json& element : json) {
      read_field(element, key, value.emplace_back());
    }
  } else if constexpr (std::is_enum_v<Value>) {
    std::string name;
    read_plain(json, key, name);
    if (!parse_enum(name, value)) {
      fail_at_field(key, "one of the known words");
    }
  } else {
    FieldReader reader(json, key);
    visit_fields(reader, value);
  }
}

// A document with `"version": 1` on top.
std::string to_versioned_text(nlohmann::json json);
// Throws Error{corrupt} where the text is no JSON or of another version.
nlohmann::json parse_versioned(std::string_view text);

} // namespace etalon
