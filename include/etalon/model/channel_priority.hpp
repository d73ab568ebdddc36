#pragma once

namespace etalon {

// How the order of channels decides between packages of one name. strict: the first channel that
// has the name serves it alone; flexible: a later channel only where the earlier ones have no
// fitting version; disabled: the version first, the channel breaks ties.
enum class ChannelPriority { strict, flexible, disabled };

} // namespace etalon
