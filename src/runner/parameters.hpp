#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace etalon_runner {

// A command that makes no sense; the harness shows it to the user.
class UsageError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// The parameters of a workload: name -> value as written. Each getter throws UsageError with the
// name, the value and what would do.
class Parameters {
public:
  explicit Parameters(std::map<std::string, std::string> values) : m_values(std::move(values)) {}

  // Refuses any name that is not in `known`.
  void check_names(const std::string& workload, const std::vector<std::string>& known) const;

  [[nodiscard]] bool has(const std::string& name) const { return m_values.count(name) != 0; }

  [[nodiscard]] std::int64_t get_integer(const std::string& name,
                                         std::int64_t otherwise,
                                         std::int64_t min,
                                         std::int64_t max) const;
  [[nodiscard]] double get_positive(const std::string& name, double otherwise) const;
  [[nodiscard]] bool get_flag(const std::string& name, bool otherwise) const;
  [[nodiscard]] std::string get_choice(const std::string& name,
                                       const std::string& otherwise,
                                       const std::vector<std::string>& choices) const;
  // "3x224x224".
  [[nodiscard]] std::vector<std::int64_t> get_shape(const std::string& name,
                                                    const std::string& otherwise) const;

private:
  [[nodiscard]] std::string get(const std::string& name, const std::string& otherwise) const;

  std::map<std::string, std::string> m_values;
};

} // namespace etalon_runner
