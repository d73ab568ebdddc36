#include "help_format.hpp"

#include <CLI/CLI.hpp>

namespace etalon {

namespace {

class HelpFormat : public CLI::Formatter {
public:
  std::string make_option_usage(const CLI::Option* option) const override {
    const auto& text = option->get_option_text();
    return text.empty() ? CLI::Formatter::make_option_usage(option) : text;
  }

  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    const auto& text = option->get_option_text();
    return is_positional && !text.empty() ? text
                                          : CLI::Formatter::make_option_name(option, is_positional);
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    // Of a positional the text is its name already; which flags exclude one another the error says.
    const bool named = option->get_positional() && !option->get_option_text().empty();
    const bool flag = option->get_items_expected_max() == 0;
    return named || flag ? "" : CLI::Formatter::make_option_opts(option);
  }
};

} // namespace

std::shared_ptr<CLI::FormatterBase> make_help_format() {
  return std::make_shared<HelpFormat>();
}

} // namespace etalon
