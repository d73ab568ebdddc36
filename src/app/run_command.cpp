#include <etalon/activate/activation.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/app/run_command.hpp>

namespace etalon {

PreparedCommand prepare_command(const std::filesystem::path& prefix,
                                const std::vector<std::string>& arguments,
                                const Config& config,
                                const std::map<std::string, std::string>& environment,
                                const CancellationToken& token) {
  ActivationOptions options;
  options.display_name = display_name(prefix, config);
  options.caller = environment;
  options.token = token;
  auto activation = Activation::of(prefix, options);
  return {Command{arguments, std::move(activation.environment), std::nullopt},
          std::move(activation.warnings),
          std::move(activation.script_output)};
}

} // namespace etalon
