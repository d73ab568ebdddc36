#pragma once

#include <etalon/util/error.hpp>

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A mapping of a recipe whose keys are all known, read with errors that name the place.
class YamlMap {
public:
  // Throws Error{usage} where `node` is no mapping, or has a key that is not in `known`. `what` is
  // the mapping's key path ("build.python"), empty at the top. An undefined or null node is empty.
  YamlMap(const YAML::Node& node,
          std::string_view file_name,
          std::string_view what,
          const std::vector<std::string>& known);

  [[nodiscard]] bool has(const std::string& key) const;
  [[nodiscard]] YAML::Node get(const std::string& key) const;
  // Empty where absent.
  [[nodiscard]] std::string text(const std::string& key) const;
  // Items of a list of texts, as their nodes; none where absent.
  [[nodiscard]] std::vector<YAML::Node> items(const std::string& key) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& key) const;
  // 0 where absent.
  [[nodiscard]] std::uint64_t number(const std::string& key) const;

  // An Error{usage} "FILE:LINE:COLUMN: MESSAGE" for the place of `key`'s value, of the mapping
  // where it is absent.
  [[nodiscard]] Error error_at(const std::string& key, const std::string& message) const;

private:
  [[nodiscard]] std::string path_of(const std::string& key) const;

  YAML::Node m_node;
  std::string m_file_name;
  std::string m_what;
};

Error yaml_error(std::string_view file_name, const YAML::Mark& mark, const std::string& message);

} // namespace etalon
