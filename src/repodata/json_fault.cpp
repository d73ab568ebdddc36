#include "json_fault.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <exception>

namespace etalon {
namespace {

// Lets everything pass and keeps the place where parsing ended.
class FaultFinder final : public nlohmann::json::json_sax_t {
public:
  std::optional<std::size_t> bytes_read;

  bool null() override { return true; }

  bool boolean(bool /*value*/) override { return true; }

  bool number_integer(number_integer_t /*value*/) override { return true; }

  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }

  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }

  bool string(string_t& /*value*/) override { return true; }

  bool binary(binary_t& /*value*/) override { return true; }

  bool start_object(std::size_t /*elements*/) override { return true; }

  bool key(string_t& /*value*/) override { return true; }

  bool end_object() override { return true; }

  bool start_array(std::size_t /*elements*/) override { return true; }

  bool end_array() override { return true; }

  bool parse_error(std::size_t position,
                   const std::string& /*last_token*/,
                   const nlohmann::json::exception& /*error*/) override {
    bytes_read = position;
    return false;
  }
};

} // namespace

Error json_damage(std::uint64_t byte, std::string_view what, std::string_view record) {
  const std::string near = record.empty() ? "" : fmt::format(", near the record `{}`", record);
  return Error(ErrorKind::corrupt, fmt::format("it is damaged at byte {}{}: {}", byte, near, what));
}

std::optional<std::size_t> find_json_fault(std::string_view text) {
  FaultFinder finder;
  nlohmann::json::sax_parse(text.begin(), text.end(), &finder);
  // The end is counted as a byte that was read.
  if (!finder.bytes_read || *finder.bytes_read == 0 || *finder.bytes_read > text.size()) {
    return std::nullopt;
  }
  return *finder.bytes_read - 1;
}

} // namespace etalon
