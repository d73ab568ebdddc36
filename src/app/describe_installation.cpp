#include <etalon/app/channel_selection.hpp>
#include <etalon/app/describe_installation.hpp>
#include <etalon/app/tool_version.hpp>
#include <etalon/host/virtual_packages.hpp>
#include <etalon/util/url.hpp>

namespace etalon {

InstallationDetails describe_installation(const Config& config,
                                          const std::map<std::string, std::string>& environment) {
  const auto platform = Platform::parse(config.subdir.value);
  InstallationDetails details;
  details.version = tool_version();
  details.platform = platform.subdir();
  details.virtual_packages = detect_virtual_packages(platform, environment);
  details.channels =
      select_channels({{config.channels.value, std::filesystem::current_path()}}, config);
  details.channel_alias = redact(config.channel_alias.value);
  details.home = config.home.value;
  details.environment_directories = {config.environments_directory()};
  details.package_cache = config.package_cache();
  details.repodata_cache = config.repodata_cache();
  details.runner_cache = config.runner_cache();
  details.local_channels = config.channels_directory();
  details.results_file = config.results_file();
  details.active_environment = config.active_prefix.value;
  details.offline = config.offline.value;
  return details;
}

} // namespace etalon
