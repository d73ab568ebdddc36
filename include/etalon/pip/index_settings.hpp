#pragma once

#include <etalon/model/environment_block.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Where the caller's pip finds packages and how it gets there, as variables for another pip:
// PIP_INDEX_URL, PIP_EXTRA_INDEX_URL, PIP_NO_INDEX, PIP_FIND_LINKS, PIP_TRUSTED_HOST, PIP_CERT,
// PIP_CLIENT_CERT, PIP_PROXY, PIP_TIMEOUT, PIP_RETRIES. They come from where pip looks itself, the
// later ones winning: /etc/xdg/pip/pip.conf ($XDG_CONFIG_DIRS) and /etc/pip.conf, ~/.pip/pip.conf,
// ~/.config/pip/pip.conf ($XDG_CONFIG_HOME), $PIP_CONFIG_FILE (/dev/null: no file at all), then the
// variables in `caller`; in a file [install] wins over [global]. All other settings of a person
// stay out: they would make two installs of one manifest differ. Relative paths become absolute.
// Values may hold credentials.
EnvironmentBlock load_pip_index_settings(const EnvironmentBlock& caller);

// The index settings in the text of a pip.conf, by variable; what cannot be read is left out.
EnvironmentBlock parse_pip_config(std::string_view text);

} // namespace etalon
