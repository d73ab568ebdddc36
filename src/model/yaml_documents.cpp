#include <etalon/model/yaml_documents.hpp>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

namespace etalon {

namespace {

// Remembers where the first node begins.
class FirstPlace final : public YAML::EventHandler {
public:
  void OnDocumentStart(const YAML::Mark& mark) override { keep(mark); }

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override { keep_node(mark); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override { keep_node(mark); }

  void OnScalar(const YAML::Mark& mark,
                const std::string& /*tag*/,
                YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {
    keep_node(mark);
  }

  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    keep_node(mark);
  }

  void OnSequenceEnd() override {}

  void OnMapStart(const YAML::Mark& mark,
                  const std::string& /*tag*/,
                  YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    keep_node(mark);
  }

  void OnMapEnd() override {}

  [[nodiscard]] std::optional<YamlPlace> place() const { return m_place; }

private:
  void keep(const YAML::Mark& mark) {
    m_place = YamlPlace{std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
  }

  void keep_node(const YAML::Mark& mark) {
    if (!m_has_node) {
      keep(mark);
    }
    m_has_node = true;
  }

  std::optional<YamlPlace> m_place;
  bool m_has_node = false;
};

bool parse_next(YAML::Parser& parser, FirstPlace& place) {
  try {
    return parser.HandleNextDocument(place);
  } catch (const YAML::Exception&) {
    return place.place().has_value();
  }
}

} // namespace

std::optional<YamlPlace> find_second_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  FirstPlace first;
  try {
    if (!parser.HandleNextDocument(first)) {
      return std::nullopt;
    }
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
  FirstPlace second;
  return parse_next(parser, second) ? second.place() : std::nullopt;
}

} // namespace etalon
