#include <etalon/lock/asked_spec.hpp>

namespace etalon {

std::vector<AskedSpec> asked_in_main(const std::vector<std::string>& texts) {
  std::vector<AskedSpec> specs;
  specs.reserve(texts.size());
  for (const std::string& text : texts) {
    specs.push_back({text, "main"});
  }
  return specs;
}

std::vector<std::string> texts_of(const std::vector<AskedSpec>& specs) {
  std::vector<std::string> texts;
  texts.reserve(specs.size());
  for (const AskedSpec& spec : specs) {
    texts.push_back(spec.text);
  }
  return texts;
}

} // namespace etalon
