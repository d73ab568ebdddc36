#pragma once

#include <string>
#include <string_view>

namespace etalon {

// A subdir that holds programs: "linux-64", "linux-aarch64", "osx-arm64", "win-64", ... (CEP 26).
class Platform {
public:
  // Throws Error{usage} with the known names near `text`. "noarch" is no platform.
  static Platform parse(std::string_view text);
  static Platform current(); // of the machine this program was built for

  [[nodiscard]] const std::string& subdir() const { return m_subdir; }

  [[nodiscard]] bool is_linux() const;
  [[nodiscard]] bool is_osx() const;
  [[nodiscard]] bool is_windows() const;
  bool operator==(const Platform&) const = default;

private:
  explicit Platform(std::string subdir) : m_subdir(std::move(subdir)) {}

  std::string m_subdir;
};

} // namespace etalon
