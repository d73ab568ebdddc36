#include <etalon/model/match_spec.hpp>
#include <etalon/model/spec_text.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/url.hpp>

namespace etalon {

std::string without_credentials_in_spec(std::string_view written) {
  std::string redacted = redact(written);
  if (redacted == written) {
    return redacted;
  }
  try {
    return MatchSpec::parse(written).to_string();
  } catch (const Error&) {
    return redacted;
  }
}

} // namespace etalon
