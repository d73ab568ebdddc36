#pragma once

#include <etalon/prefix/verify.hpp>

namespace etalon {

// As verify_prefix(), and what pip installed by its RECORDs: its files are no extra ones, and a
// missing or changed one is damage as well.
VerifyReport
verify_environment(const PrefixData& data, VerifyDepth depth, const CancellationToken& token);

} // namespace etalon
