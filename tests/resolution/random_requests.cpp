#include "random_requests.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>

namespace etalon::test {

namespace {

// "1.26.4" -> "1.26".
std::string minor_of(const std::string& version) {
  const auto first = version.find('.');
  const auto second = first == std::string::npos ? first : version.find('.', first + 1);
  return version.substr(0, second);
}

} // namespace

RequestDrawer::RequestDrawer(RecordWorld& world, std::uint32_t seed)
    : m_world(world), m_names(world.names()), m_random(seed) {}

std::vector<std::string> RequestDrawer::draw() {
  std::vector<std::string> specs;
  if (below(3) == 0) {
    specs.push_back("python=3." + std::to_string(8 + below(6)));
  }
  for (std::uint32_t i = 1 + below(6); i > 0; --i) {
    specs.push_back(draw_spec(m_names[below(static_cast<std::uint32_t>(m_names.size()))]));
  }
  return specs;
}

std::string RequestDrawer::draw_spec(const std::string& name) {
  const auto& records = m_world.named(name);
  const auto& record = records[below(static_cast<std::uint32_t>(records.size()))].record.package;
  const std::string version = record.version.to_string();
  switch (below(20)) {
  case 0:
  case 1:
  case 2:
  case 3:
    return name + " >=" + version;
  case 4:
  case 5:
    return name + " <" + version;
  case 6:
  case 7:
  case 8:
    return name + "=" + minor_of(version);
  case 9:
    return name + " ==" + version;
  case 10:
    return name + "==" + version + "=" + record.build;
  default:
    return name;
  }
}

} // namespace etalon::test
