#pragma once

#include <etalon/config/config.hpp>
#include <etalon/model/channel.hpp>

#include <filesystem>
#include <string_view>
#include <vector>

namespace etalon {

// What a channel as written in a manifest or on the command line stands for, in this order:
// - a URL (file, http, https) is itself; one at a place that Config knows by a name (see below),
//   under the channel alias, or under https://repo.anaconda.com/, gets that name;
// - `./dir`, `../dir`, `/dir`, `~/dir`: a local channel, relative to `relative_to` (the manifest's
//   folder);
// - a name with a folder in Config::channels_directory(): that folder, name as written;
// - a name of Config::custom_channels: its URL + "/" + name, and so for names below it
//   (`corp/label/dev` where `corp` is one);
// - the path of a URL in Config::default_channels or custom_multichannels (`pkgs/main`, that is
//   https://repo.anaconda.com/pkgs/main or whatever mirror stands there): that URL;
// - `pkgs/NAME`: https://repo.anaconda.com/pkgs/NAME, as in conda;
// - any other name: channel alias + "/" + name.
// A trailing '/' and a trailing subdir ("conda-forge/linux-64") do not matter.
// Throws Error{usage} for what cannot be a channel (`nodefaults`, `defaults` and the names of
// custom_multichannels among it, which stand for lists: see resolve_channels()), Error{not_found}
// for a local channel that does not exist.
Channel resolve_channel(std::string_view written,
                        const Config& config,
                        const std::filesystem::path& relative_to);

// The same for a name that may stand for several: `defaults` is Config::default_channels, a name of
// custom_multichannels its channels, `nodefaults` none.
std::vector<Channel> resolve_channels(std::string_view written,
                                      const Config& config,
                                      const std::filesystem::path& relative_to);

} // namespace etalon
