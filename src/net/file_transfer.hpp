#pragma once

#include <etalon/net/http_client.hpp>

namespace etalon {

// A transfer of a file:// URL, without libcurl: its errors then name the file.
void run_file_transfer(const Transfer& transfer, const CancellationToken& token);

} // namespace etalon
